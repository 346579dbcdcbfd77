import { describe, expect, it } from "vitest";

import { barOf, barScale, crosswalk, strokeOf } from "./strokes";

const LABELS = new Map([["a", "1"], ["b", "1"], ["c", "2"], ["d", "3"]]);
const rules = (more: object) => ({ labels: LABELS, locked: new Set<string>(), from: null, to: "1", ...more });

describe("a stroke", () => {
  it("takes what is in another district, or in none", () => {
    expect(strokeOf(["a", "c", "d", "e"], rules({}))).toEqual({ units: ["c", "d", "e"], kept: [] });
    expect(strokeOf(["a", "e"], rules({ to: null }))).toEqual({ units: ["a"], kept: [] });
  });

  it("leaves units of locked districts, and says which", () => {
    expect(strokeOf(["c", "d", "e"], rules({ locked: new Set(["2"]) }))).toEqual({ units: ["d", "e"], kept: ["2"] });
  });

  it("takes from one district only where told, or only what is in none", () => {
    expect(strokeOf(["c", "d", "e"], rules({ from: "2" })).units).toEqual(["c"]);
    expect(strokeOf(["c", "d", "e"], rules({ from: "" })).units).toEqual(["e"]);
    expect(strokeOf(["c", "d"], rules({ from: "3", locked: new Set(["2"]) })).kept).toEqual([]);
  });
});

describe("bars", () => {
  it("stand beside the mean with its band", () => {
    const scale = barScale(300, [80, 100, 120], 0.2);
    expect(scale).toEqual({ mean: 100, low: 80, high: 120, most: 120 });
    expect(barOf(80, scale)).toEqual({ value: 80, deviation: -0.19999999999999996, fair: true });
    expect(barOf(79, scale).fair).toBe(false);
    expect(barOf(79, scale, false).fair).toBe(true); // still being drawn
    expect(barOf(121, scale, false).fair).toBe(false);
    expect(barScale(400, [80, 100, 120, 0], 0.2).mean).toBe(100); // 100 are in no district yet
  });

  it("say nothing of a share where there is nothing to share", () => {
    expect(barOf(0, barScale(0, [0, 0], 0.1))).toEqual({ value: 0, deviation: null, fair: true });
    expect(barScale(7, [], 0.1).most).toBeGreaterThan(0);
  });
});

it("tells where the units of every old district are now", () => {
  const now = new Map([["a", "North"], ["b", "South"], ["c", "South"]]);
  const before = new Map([["a", "2"], ["b", "2"], ["x", "2"], ["c", "10"]]);
  const calls = (unit: string) => ({ a: 1, b: 5, x: 2, c: 7 })[unit] ?? 0;
  expect(crosswalk(before, (unit) => now.get(unit) ?? null, calls)).toEqual([
    {
      before: "2",
      now: [
        { name: "North", units: 1, calls: 1 },
        { name: "South", units: 1, calls: 5 },
        { name: "", units: 1, calls: 2 },
      ],
    },
    { before: "10", now: [{ name: "South", units: 1, calls: 7 }] },
  ]);
});
