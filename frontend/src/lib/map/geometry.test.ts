import { describe, expect, it } from "vitest";
import { Borders } from "./borders";
import { nearestAhead, neighbourAhead } from "./directions";
import { toPlane, toScreen, type Direction, type Point } from "./plane";
import { areaOf, contains, distanceToStretch, middleOf, polygonsOf, stretchesMeet } from "./shapes";
import { board, idsOf, indexOf, MIDDLE, PLANE, points, polygonFeature, random } from "./testCity";

const DIRECTIONS: Direction[] = ["up", "down", "left", "right"];
const SQUARE: Point[] = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
];
const HOLE: Point[] = [
  [40, 40],
  [60, 40],
  [60, 60],
  [40, 60],
];

describe("the plane", () => {
  it("comes back to where it started", () => {
    for (const point of points(200, 1, 30_000)) {
      const [x, y] = PLANE.point(PLANE.lngLat(point));
      expect(Math.hypot(x - point[0], y - point[1])).toBeLessThan(1e-3);
    }
  });

  it("measures metres: a minute of latitude is about 1,852 m", () => {
    const [, north] = PLANE.point([MIDDLE[0], MIDDLE[1] + 1 / 60]);
    expect(north).toBeGreaterThan(1845);
    expect(north).toBeLessThan(1860);
  });

  it("puts the middle of the camera in the middle of the screen, north up", () => {
    const camera = { center: MIDDLE, zoom: 12 };
    const screen = PLANE.screen(camera, 800, 600);
    expect(toScreen(screen, [0, 0])).toEqual([400, 300]);
    expect(toScreen(screen, [0, 1000])[1]).toBeLessThan(300);
    const pixel: Point = [123, 456];
    const back = toScreen(screen, toPlane(screen, pixel));
    expect(back[0]).toBeCloseTo(123, 9);
    expect(back[1]).toBeCloseTo(456, 9);
  });

  it("fits a box with its margin", () => {
    const box = { left: -4000, right: 6000, bottom: -1000, top: 2000 };
    const screen = PLANE.screen(PLANE.cameraOf(box, 800, 600, 40), 800, 600);
    expect(toScreen(screen, [-4000, 0])[0]).toBeCloseTo(40, 0);
    expect(toScreen(screen, [6000, 0])[0]).toBeCloseTo(760, 0);
  });

  it.each([
    ["as far as the right lets it", 350, 60, 740],
    ["no farther than it must", 250, 60, 690],
    ["not at all where nothing is in the way", 80, 60, 600],
  ])("makes way for what lies at the left, %s", (_, left, right, edge) => {
    const box = { left: -1000, right: 1000, bottom: -1300, top: 1300 };
    const screen = PLANE.screen(PLANE.cameraOf(box, 800, 600, 40, { left, right }), 800, 600);
    const [west, east] = [toScreen(screen, [-1000, 0])[0], toScreen(screen, [1000, 0])[0]];
    expect([west, east].map(Math.round)).toEqual([edge - 400, edge]);
  });
});

describe("shapes", () => {
  it("leaves holes out", () => {
    expect(contains([[SQUARE, HOLE]], [10, 10])).toBe(true);
    expect(contains([[SQUARE, HOLE]], [50, 50])).toBe(false);
    expect(areaOf([SQUARE, HOLE])).toBeCloseTo(10_000 - 400);
  });

  it("has its middle inside, ring and horseshoe too", () => {
    const horseshoe: Point[] = [
      [0, 0],
      [90, 0],
      [90, 90],
      [60, 90],
      [60, 20],
      [30, 20],
      [30, 90],
      [0, 90],
    ];
    for (const polygon of [[SQUARE], [SQUARE, HOLE], [horseshoe]]) {
      expect(contains([polygon], middleOf([polygon]))).toBe(true);
    }
  });

  it("reads polygons of several parts, and nothing where there is no area", () => {
    const one = polygonFeature("a", SQUARE).geometry;
    const far = polygonFeature(
      "b",
      SQUARE.map(([x, y]): Point => [x + 500, y]),
    ).geometry;
    if (one.type !== "Polygon" || far.type !== "Polygon") throw new Error("polygons expected");
    const both = polygonsOf({ type: "MultiPolygon", coordinates: [one.coordinates, far.coordinates] }, PLANE);
    expect(both.map((polygon) => Math.round(areaOf(polygon)))).toEqual([10_000, 10_000]);
    expect(polygonsOf({ type: "Point", coordinates: [0, 0] }, PLANE)).toEqual([]);
    expect(polygonsOf(null, PLANE)).toEqual([]);
  });

  it("measures to a stretch, not to its line", () => {
    expect(distanceToStretch([5, 3], [0, 0], [10, 0])).toBe(3);
    expect(distanceToStretch([14, 3], [0, 0], [10, 0])).toBe(5);
    expect(distanceToStretch([3, 4], [0, 0], [0, 0])).toBe(5);
  });

  it("knows stretches that cross, touch, and miss", () => {
    expect(stretchesMeet([0, 0], [2, 2], [0, 2], [2, 0])).toBe(true);
    expect(stretchesMeet([0, 0], [2, 0], [1, 0], [1, 5])).toBe(true);
    expect(stretchesMeet([0, 0], [2, 0], [3, 0], [5, 0])).toBe(false);
    expect(stretchesMeet([0, 0], [2, 2], [3, 0], [5, 1])).toBe(false);
  });
});

describe("the index of zones", () => {
  const index = indexOf(board(14, 9, 400, 3));

  it("finds the zone at a point as a walk over all zones does", () => {
    for (const point of points(400, 4, 3500)) {
      const all = index.zones.findIndex((zone) => contains(zone.polygons, point));
      expect(index.at(point)).toBe(all);
    }
  });

  it("finds every zone at its middle", () => {
    index.zones.forEach((zone, number) => expect(index.at(zone.middle)).toBe(number));
  });

  it("takes into a rectangle the zones whose middle lies in it, whichever corner comes first", () => {
    const draw = points(80, 5, 3500);
    for (let at = 0; at < 80; at += 2) {
      const [a, b] = [draw[at] as Point, draw[at + 1] as Point];
      const all = index.zones.flatMap(({ middle: [x, y] }, number) =>
        (x - a[0]) * (x - b[0]) <= 0 && (y - a[1]) * (y - b[1]) <= 0 ? [number] : [],
      );
      expect(index.inRectangle(a, b)).toEqual(all);
      expect(index.inRectangle(b, a)).toEqual(all);
    }
  });

  it("paints what the brush runs over and whose middle it reaches, fast strokes too", () => {
    const draw = points(80, 6, 3000);
    for (let at = 0; at < 80; at += 2) {
      const [a, b] = [draw[at] as Point, draw[at + 1] as Point];
      const taken = new Set(index.underBrush(a, b, 300));
      index.zones.forEach((zone, number) => {
        if (distanceToStretch(zone.middle, a, b) <= 300) expect(taken.has(number)).toBe(true);
      });
      for (let step = 0; step <= 50; step++) {
        const on: Point = [a[0] + ((b[0] - a[0]) * step) / 50, a[1] + ((b[1] - a[1]) * step) / 50];
        const number = index.at(on);
        if (number >= 0) expect(taken.has(number)).toBe(true);
      }
    }
  });

  it("takes one zone with a brush of no width", () => {
    const zone = index.zones[40];
    if (!zone) throw new Error("no zone");
    expect(index.underBrush(zone.middle, zone.middle, 0)).toEqual([40]);
  });

  it("finds nothing where there are no zones", () => {
    const empty = indexOf({ type: "FeatureCollection", features: [] });
    expect(empty.at([0, 0])).toBe(-1);
    expect(empty.underBrush([0, 0], [9, 9], 100)).toEqual([]);
  });
});

describe("borders", () => {
  it("joins each square of a board to those beside it, not across a corner", () => {
    const index = indexOf(board(5, 4, 400, 7));
    const { neighbours } = new Borders(index);
    expect(idsOf(index.zones, neighbours[0] ?? [])).toEqual(["r0c1", "r1c0"]);
    expect(idsOf(index.zones, neighbours[6] ?? [])).toEqual(["r0c1", "r1c0", "r1c2", "r2c1"]);
    expect(neighbours.reduce((sum, near) => sum + near.length, 0)).toBe(2 * (4 * 4 + 5 * 3));
  });

  it("cuts a side where a neighbour has a corner on it", () => {
    const layer = [
      polygonFeature("big", [
        [0, 0],
        [100, 0],
        [100, 100],
        [0, 100],
      ]),
      polygonFeature("low", [
        [100, 0],
        [200, 0],
        [200, 40],
        [100, 40],
      ]),
      polygonFeature("high", [
        [100, 40],
        [200, 40],
        [200, 100],
        [100, 100],
      ]),
    ];
    const { neighbours, borders } = new Borders(indexOf({ type: "FeatureCollection", features: layer }));
    expect(neighbours).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
    const length = borders.reduce((sum, { from, to }) => sum + Math.hypot(to[0] - from[0], to[1] - from[1]), 0);
    expect(length).toBeCloseTo(200, 0);
  });

  it("joins zones across a gap of a metre, not across a river", () => {
    const layer = [
      polygonFeature("a", [
        [0, 0],
        [100, 0],
        [100, 100],
        [0, 100],
      ]),
      polygonFeature("b", [
        [101, 0],
        [200, 0],
        [200, 100],
        [101, 100],
      ]),
      polygonFeature("c", [
        [230, 0],
        [300, 0],
        [300, 100],
        [230, 100],
      ]),
    ];
    const { neighbours } = new Borders(indexOf({ type: "FeatureCollection", features: layer }));
    expect(neighbours).toEqual([[1], [0], []]);
  });

  it("draws outlines only where the district changes, and finds the pieces", () => {
    const index = indexOf(board(6, 4, 400, 8));
    const borders = new Borders(index);
    const draw = random(9);
    for (let round = 0; round < 20; round++) {
      const district = index.zones.map(() => (draw() < 0.1 ? undefined : String(1 + Math.floor(draw() * 3))));
      for (const { one, other } of borders.outlines(district)) expect(district[one]).not.toBe(district[other]);
      const pieces = borders.pieces(district);
      const zones = [...pieces.values()].flat(2);
      expect(new Set(zones).size).toBe(zones.length);
      expect(zones.length).toBe(district.filter((name) => name !== undefined).length);
      for (const [name, parts] of pieces) {
        for (const part of parts) expect(part.every((number) => district[number] === name)).toBe(true);
        expect(parts.map((part) => part.length)).toEqual(parts.map((part) => part.length).sort((a, b) => b - a));
      }
    }
    expect(borders.outlines(index.zones.map(() => "1"))).toEqual([]);
  });
});

/** How many places the steps reach from place 0, and how many reach it. */
function reached(count: number, step: (from: number, direction: Direction) => number | null): number {
  const seen = new Set([0]);
  for (const place of seen) {
    for (const direction of DIRECTIONS) {
      const next = step(place, direction);
      if (next !== null) seen.add(next);
    }
  }
  return count - seen.size;
}

describe("arrow keys", () => {
  it("moves that way, to the nearest", () => {
    const places: Point[] = [
      [0, 0],
      [100, 10],
      [-50, 0],
      [10, 300],
      [20, 90],
    ];
    const all = (): boolean => true;
    expect(nearestAhead([0, 0], places, "right", all)).toBe(1);
    expect(nearestAhead([0, 0], places, "left", all)).toBe(2);
    expect(nearestAhead([0, 0], places, "up", all)).toBe(4);
    expect(nearestAhead([0, 0], places, "up", (number) => number !== 4)).toBe(3);
    expect(nearestAhead([0, 0], places, "down", all)).toBeNull();
  });

  it("reaches every site from every site", () => {
    for (let seed = 0; seed < 40; seed++) {
      const places = points(60, 100 + seed);
      const missing = reached(60, (from, direction) =>
        nearestAhead(places[from] as Point, places, direction, () => true),
      );
      expect(missing).toBe(0);
    }
  });

  it("reaches every zone of a bent board by walking to neighbours", () => {
    for (let seed = 0; seed < 20; seed++) {
      const index = indexOf(board(9, 7, 400, 200 + seed));
      const { neighbours } = new Borders(index);
      const middles = index.zones.map(({ middle }) => middle);
      const missing = reached(middles.length, (from, direction) =>
        neighbourAhead(middles[from] as Point, middles, direction, neighbours[from] ?? []),
      );
      expect(missing).toBe(0);
    }
  });
});
