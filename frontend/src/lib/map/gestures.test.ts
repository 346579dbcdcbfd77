import { describe, expect, it } from "vitest";
import { City } from "./city";
import { namesOf } from "./districtLines";
import { Click, DragPost, Rectangle, Shift, Stroke, type Field } from "./gestures";
import type { PostMark } from "./mapView";
import type { Live } from "./overlay";
import type { Point } from "./plane";
import { areaOf, contains, polygonsOf } from "./shapes";
import { shrunkSquares } from "./squares";
import { board, MIDDLE, PLANE, polygonFeature, random } from "./testCity";

const MARK: PostMark = { slot: 3, site: "s0", locked: false };

/** A field whose sites and units lie on a row, 10 pixels apart; nothing is left of 0. */
class Row implements Field {
  told: unknown[][] = [];
  live: Live | null = null;
  stroke: readonly string[] = [];
  shifted: Point = [0, 0];

  tell(...told: unknown[]): void {
    this.told.push(told);
  }

  show(live: Live | null, stroke: readonly string[] = []): void {
    [this.live, this.stroke] = [live, stroke];
  }

  postAt(): PostMark | null {
    return MARK;
  }

  siteFor([x]: Point): string | null {
    return x < 0 ? null : `s${Math.round(x / 10)}`;
  }

  unitAt([x]: Point): string {
    return x < 0 ? "" : `u${Math.round(x / 10)}`;
  }

  unitsUnder(from: Point, to: Point): string[] {
    const [low, high] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
    const units: string[] = [];
    for (let x = Math.max(0, Math.round(low / 10)); x <= Math.round(high / 10); x++) units.push(`u${x}`);
    return units;
  }

  unitsWithin(from: Point, to: Point): string[] {
    return this.unitsUnder(from, to);
  }

  shift(dx: number, dy: number): void {
    this.shifted = [this.shifted[0] + dx, this.shifted[1] + dy];
  }
}

describe("a post in the hand", () => {
  it("tells each site once, and drops on the last", () => {
    const field = new Row();
    const drag = new DragPost(field, MARK, [0, 0], false);
    for (const x of [2, 8, 9, 21, 22]) drag.move([x, 0]);
    expect(field.live).toEqual({ kind: "drag", slot: 3, pointer: [22, 0], site: "s2" });
    drag.end([22, 0]);
    expect(field.told).toEqual([
      ["dragpost", 3, "s1", "move"],
      ["dragpost", 3, "s2", "move"],
      ["dragpost", 3, "s2", "drop"],
    ]);
    expect(field.live).toBeNull();
  });

  it("is clicked where it hardly moved", () => {
    const field = new Row();
    new DragPost(field, MARK, [0, 0], false).end([2, 2]);
    expect(field.told).toEqual([["clickpost", "3"]]);
  });

  it("goes back where it came from, outside, and when it is cancelled", () => {
    for (const [end, cancelled] of [
      [[1, 0], false],
      [[-50, 0], false],
      [[30, 0], true],
    ] as [Point, boolean][]) {
      const field = new Row();
      const drag = new DragPost(field, MARK, [0, 0], false);
      drag.move([30, 0]);
      if (cancelled) drag.cancel();
      else drag.end(end);
      expect(field.told[field.told.length - 1]).toEqual(["dragpost", 3, null, "cancel"]);
      expect(field.told.filter((told) => told[3] === "drop")).toEqual([]);
      expect(field.live).toBeNull();
    }
  });

  it("does not move where it is locked, and a long pull is no click", () => {
    const field = new Row();
    const drag = new DragPost(field, MARK, [0, 0], true);
    drag.move([40, 0]);
    drag.end([40, 0]);
    expect(field.told).toEqual([]);
    new DragPost(field, MARK, [0, 0], true).end([0, 0]);
    expect(field.told).toEqual([["clickpost", "3"]]);
  });
});

describe("a stroke", () => {
  it("gathers units, skips none, tells only news, and never loses one, whatever the way", () => {
    const draw = random(21);
    for (let round = 0; round < 30; round++) {
      const field = new Row();
      const stroke = new Stroke(field, [50, 0], 0);
      for (let step = 0; step < 12; step++) stroke.move([draw() * 200, 0]);
      stroke.end([100, 0]);
      const told = field.told.map(([, units]) => units as string[]);
      for (let at = 1; at < told.length; at++) {
        expect(told[at]?.slice(0, told[at - 1]?.length)).toEqual(told[at - 1]);
      }
      const last = told[told.length - 1] ?? [];
      expect(new Set(last).size).toBe(last.length);
      const places = last.map((unit) => Number(unit.slice(1)));
      expect(Math.max(...places) - Math.min(...places) + 1).toBe(places.length);
      expect(field.told.map(([, , phase]) => phase).filter((phase) => phase !== "stroke")).toEqual(["end"]);
      expect([field.live, field.stroke]).toEqual([null, []]);
    }
  });

  it("takes the one unit where it ends, and none outside", () => {
    const field = new Row();
    const single = new Stroke(field, [0, 0], 0, true);
    single.move([30, 0]);
    single.end([30, 0]);
    expect(field.told[field.told.length - 1]).toEqual(["paint", ["u3"], "end"]);
    const out = new Stroke(field, [0, 0], 0, true);
    out.end([-30, 0]);
    expect(field.told[field.told.length - 1]).toEqual(["paint", [], "cancel"]);
  });

  it("is a rectangle that grows and shrinks", () => {
    const field = new Row();
    const rectangle = new Rectangle(field, [0, 0]);
    for (const x of [30, 31, 10]) rectangle.move([x, 5]);
    expect(field.stroke).toEqual(["u0", "u1"]);
    rectangle.cancel();
    expect(field.told.map(([, units]) => (units as string[]).length)).toEqual([4, 2, 0]);
  });
});

it("a click is none where the ground was dragged; the middle button drags it by hand", () => {
  const clicks: Point[] = [];
  const click = (): Click => new Click([0, 0], (pixel) => clicks.push(pixel));
  click().end([1, 1]);
  click().end([9, 0]);
  expect(clicks).toEqual([[1, 1]]);
  const field = new Row();
  const shift = new Shift(field, [10, 10]);
  shift.move([15, 12]);
  shift.end([20, 10]);
  expect(field.shifted).toEqual([10, 0]);
});

it("squares fill more of their place the more incidents they have", () => {
  const side = 200;
  const square: Point[] = [
    [0, 0],
    [side, 0],
    [side, side],
    [0, side],
  ];
  const features = [1, 9, 100].map((incidents) => {
    return { ...polygonFeature("x", square), properties: { incidents } };
  });
  const shares = shrunkSquares({ type: "FeatureCollection", features }).features.map(({ geometry }) => {
    const polygons = polygonsOf(geometry, PLANE);
    expect(contains(polygons, [side / 2, side / 2])).toBe(true);
    return areaOf(polygons[0] ?? []) / side ** 2;
  });
  expect(shares[0]).toBeLessThan(shares[1] as number);
  expect(shares[1]).toBeLessThan(shares[2] as number);
  expect(shares[2]).toBeLessThanOrEqual(1);
});

it("a district has its name once, in its largest piece", () => {
  const none = { type: "FeatureCollection" as const, features: [] };
  const site = { type: "Feature" as const, properties: {}, geometry: { type: "Point" as const, coordinates: MIDDLE } };
  const city = new City({ boundary: none, zones: board(8, 6, 400, 31), sites: { ...none, features: [site] } });
  const draw = random(32);
  for (let round = 0; round < 10; round++) {
    const district = city.zones.map(() => String(1 + Math.floor(draw() * 3)));
    const names = namesOf(city, district, new Map([["1", "North"]]));
    expect(names.map(({ name }) => name).sort()).toEqual(["2", "3", "North"]);
    for (const { name, at } of names) {
      expect(district[city.index.at(at)]).toBe(name === "North" ? "1" : name);
    }
  }
});
