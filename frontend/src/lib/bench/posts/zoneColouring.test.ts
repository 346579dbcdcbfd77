import { describe, expect, it } from "vitest";

import { CHANGE } from "../../map/colours";
import { coloured, COLOURINGS, type ZoneFigures } from "./zoneColouring";

const number = (value: number): string => `${value} m`;

function figures(now: (number | null)[], today: number[]): ZoneFigures {
  const zones = now.map((_, place) => `z${place}`);
  const map = (values: (number | null)[]) =>
    new Map(values.flatMap((value, place) => (value === null ? [] : [[`z${place}`, value] as const])));
  return { zones, calls: map(now.map(() => 5)), distance: map(now), today: map(today) };
}

describe("change against today", () => {
  const seen = figures([1_000, 400, 1_040, 1_700, 2_600, null], [1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);

  it("has round steps, the same on both sides, and says which side is nearer", () => {
    const { legend } = coloured("change", seen, number);
    expect(legend.map(({ label }) => label)).toEqual([
      "nearer by over 500 m",
      "nearer by 200 m to 500 m",
      "nearer by 50 m to 200 m",
      "within 50 m of today",
      "farther by 50 m to 200 m",
      "farther by 200 m to 500 m",
      "farther by over 500 m",
      "farther than today",
    ]);
  });

  it("colours each zone by its class, and leaves what is not known white", () => {
    const { colours, hatched } = coloured("change", seen, number);
    expect([...colours.values()]).toEqual([CHANGE[3], CHANGE[0], CHANGE[3], CHANGE[6], CHANGE[6], "#ffffff"]);
    expect([...hatched]).toEqual(["z3", "z4"]);
  });

  it("says nothing of hatches where nobody is worse off", () => {
    for (const by of ["change", "distance"] as const) {
      const { legend } = coloured(by, figures([900, 800], [1_000, 1_000]), number);
      expect(legend.some(({ mark }) => mark === "hatch")).toBe(false);
    }
  });
});

describe("every map", () => {
  it("says in its legend what it hatches", () => {
    const seen = figures([1_000, 1_700], [1_000, 1_000]);
    for (const by of COLOURINGS) {
      const { legend, hatched } = coloured(by, seen, number);
      expect(legend.some(({ mark }) => mark === "hatch")).toBe(hatched.size > 0);
    }
  });
});
