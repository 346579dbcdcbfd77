import { describe, expect, it } from "vitest";

import golden from "./liveDistricts.golden.json";
import { LiveDistricts } from "./liveDistricts";
import { mostStaying } from "./mostStaying";

type Edge = [number, number];

const GROUND = {
  zones: golden.zones,
  edges: golden.edges as Edge[],
  amounts: new Map(golden.criteria.map(({ name, amounts }) => [name, amounts])),
};
const START = new Map(Object.entries(golden.start));

const plain = (live: LiveDistricts) => ({
  totals: Object.fromEntries([...live.totals].map(([name, sums]) => [name, Object.fromEntries(sums)])),
  cut_off: Object.fromEntries(live.cutOff),
  unassigned: live.unassigned,
  moved: live.movedFrom(START).length,
});

describe("live districts", () => {
  it("say after every stroke what the library says, to the last digit", () => {
    const live = new LiveDistricts(GROUND, START);
    for (const { units, to, ...figures } of golden.strokes) {
      live.move(units, to);
      expect(plain(live)).toEqual(figures);
    }
  });

  it("are the same stroke by stroke as made anew", () => {
    const live = new LiveDistricts(GROUND, START);
    for (const { units, to } of golden.strokes) live.move(units, to);
    const labels = new Map(GROUND.zones.flatMap((zone) => (live.districtOf(zone) ? [[zone, live.districtOf(zone)!]] : [])));
    expect(plain(new LiveDistricts(GROUND, labels))).toEqual(plain(live));
    live.relabel(START);
    expect(plain(live)).toEqual(plain(new LiveDistricts(GROUND, START)));
  });

  it("name the districts that a stroke has changed", () => {
    const live = new LiveDistricts(square(4), new Map([["0", "1"], ["1", "2"]]));
    expect(live.move(["0"], "2").sort()).toEqual(["1", "2"]);
    expect(live.move(["0"], "2")).toEqual([]);
    expect(live.move(["5"], null)).toEqual([]);
  });

  it("find the neighbour that a piece would best go to", () => {
    // 1 1 2 2     The unit 5 is cut off from its district 9 and has three borders to 1, one to 2.
    // 1 9 2 2
    // 1 1 1 1
    // 9 9 9 9
    const rows = ["1122", "1922", "1111", "9999"].join("");
    const live = new LiveDistricts(square(4), new Map([...rows].map((name, place) => [String(place), name])));
    expect([...live.cutOff]).toEqual([["9", [["5"]]]]);
    expect(live.bestNeighbour(["5"], new Set())).toBe("1");
    expect(live.bestNeighbour(["5"], new Set(["1"]))).toBe("2");
    expect(live.bestNeighbour(["5"], new Set(["1", "2"]))).toBeNull();
  });

  it("reach with the brush of the keyboard as many steps as told", () => {
    const live = new LiveDistricts(square(5), new Map());
    expect(live.around("12", 0)).toEqual(["12"]);
    expect(live.around("12", 1).map(Number).sort((a, b) => a - b)).toEqual([7, 11, 12, 13, 17]);
    expect(live.around("12", 2)).toHaveLength(13);
  });
});

describe("mostStaying", () => {
  it("finds the best of all matchings", () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let draw = 0; draw < 60; draw++) {
      const [rows, columns] = [1 + random(5), 1 + random(5)];
      const stay = Array.from({ length: rows }, () => Array.from({ length: columns }, () => random(9)));
      const matched = mostStaying(stay);
      const used = matched.filter((column) => column >= 0);
      expect(new Set(used).size).toBe(Math.min(rows, columns));
      expect(matched.reduce((sum, column, row) => sum + (stay[row]![column] ?? 0), 0)).toBe(bestOfAll(stay, 0, new Set()));
    }
  });
});

function bestOfAll(stay: number[][], row: number, taken: Set<number>): number {
  if (row === stay.length) return 0;
  let best = bestOfAll(stay, row + 1, taken);
  stay[row]!.forEach((value, column) => {
    if (!taken.has(column)) best = Math.max(best, value + bestOfAll(stay, row + 1, new Set([...taken, column])));
  });
  return best;
}

/** A square of zones, numbered row by row. */
function square(side: number) {
  const edges: Edge[] = [];
  for (let place = 0; place < side * side; place++) {
    if ((place + 1) % side) edges.push([place, place + 1]);
    if (place + side < side * side) edges.push([place, place + side]);
  }
  return { zones: Array.from({ length: side * side }, (_, place) => String(place)), edges, amounts: new Map() };
}
