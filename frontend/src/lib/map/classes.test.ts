import { describe, expect, it } from "vitest";
import * as classes from "./classes";
import { classColours, legendOf, naturalBreaks, type ClassWords } from "./classes";
import { AREA_FILLS, areaFill, CHANGE, DEMAND, UNKNOWN } from "./colours";
import { random } from "./testCity";
import { appearance, colourDistance, SIGHTS, type Sight } from "./testSight";

const WORDS: ClassWords = {
  none: "none",
  upTo: (limit) => `up to ${limit}`,
  between: (low, high) => `${low} to ${high}`,
  over: (limit) => `over ${limit}`,
  within: (limit) => `within ${limit}`,
  number: String,
};
type Values = Parameters<typeof classes.demandClasses>[0];
const demandClasses = (values: Values) => classes.demandClasses(values, WORDS);
const changeClasses = (values: Values, unchanged: number) => classes.changeClasses(values, unchanged, WORDS);
const sharedClasses = (maps: Values[], count: number) => classes.sharedClasses(maps, count, WORDS);

/** Sum of squares round the means of groups that end at the breaks. */
function within(sorted: readonly number[], upper: readonly number[]): number {
  const groups = new Map<number, number[]>();
  for (const value of sorted) {
    const limit = upper.find((one) => value <= one) ?? Infinity;
    groups.set(limit, [...(groups.get(limit) ?? []), value]);
  }
  let sum = 0;
  for (const group of groups.values()) {
    const mean = group.reduce((total, value) => total + value, 0) / group.length;
    sum += group.reduce((total, value) => total + (value - mean) ** 2, 0);
  }
  return sum;
}

describe("classes", () => {
  it("has the limits of the figures of the report", () => {
    expect(demandClasses([0, 1, 2, 3, 4, 100]).labels).toEqual([
      "none",
      "up to 2",
      "2 to 3",
      "3 to 4",
      "4 to 62",
      "62 to 89",
      "89 to 100",
    ]);
    expect(changeClasses([-900, -600, -50, 0, 50, 200, null], 50)).toEqual({
      of: [0, 0, 3, 3, 3, 4, -1],
      upper: [-500, -200, -50, 50, 200, 500, Infinity],
      labels: ["over 500", "200 to 500", "50 to 200", "within 50", "50 to 200", "200 to 500", "over 500"],
    });
    const [before, after] = sharedClasses(
      [
        [1, 10, 90],
        [30, 34],
      ],
      3,
    );
    expect(before?.labels).toEqual(["up to 10", "10 to 34", "34 to 90"]);
    expect([before?.of, after?.of]).toEqual([
      [0, 0, 2],
      [1, 1],
    ]);
  });

  it("puts every value in the class whose limits hold it, and leaves the unknown out", () => {
    const draw = random(11);
    const values = Array.from({ length: 500 }, () => (draw() < 0.1 ? null : draw() < 0.2 ? 0 : draw() ** 4 * 3000));
    const classes = demandClasses(values);
    values.forEach((value, at) => {
      const one = classes.of[at] as number;
      if (value === null) return expect(one).toBe(-1);
      if (value === 0) return expect(one).toBe(0);
      expect(value).toBeLessThanOrEqual(classes.upper[one] as number);
      return expect(value).toBeGreaterThan(classes.upper[one - 1] as number);
    });
    expect(classes.labels.length).toBeLessThanOrEqual(DEMAND.length);
  });

  it("is the same on both sides of no change", () => {
    const draw = random(12);
    const values = Array.from({ length: 300 }, () => (draw() - 0.4) * 2000);
    const [plus, minus] = [
      changeClasses(values, 50),
      changeClasses(
        values.map((value) => -value),
        50,
      ),
    ];
    plus.of.forEach((one, at) => expect(one + (minus.of[at] as number)).toBe(6));
    expect(plus.labels.length).toBe(CHANGE.length);
  });

  it("keeps round steps of change, whatever the largest", () => {
    for (const largest of [60, 199, 5_000, 90_000]) {
      const { of, upper } = changeClasses([-largest, 0, largest], 50);
      expect([[50, 100, 200], [50, 2_000, 5_000]]).toContainEqual(upper.slice(3, 6));
      expect([of[0], of[1], of[2]]).toEqual([6 - (of[2] as number), 3, of[2]]);
    }
    expect(changeClasses([0.5, 3], 0).of).toEqual([4, 4]);
  });

  it("breaks where the sum of squares is least", () => {
    const draw = random(13);
    for (let round = 0; round < 30; round++) {
      const sorted = Array.from({ length: 14 }, () => Math.round(draw() * 100)).sort((a, b) => a - b);
      const found = within(sorted, naturalBreaks(sorted, 3));
      for (let a = 0; a < 12; a++) {
        for (let b = a + 1; b < 13; b++) {
          const upper = [sorted[a], sorted[b], sorted[13]] as number[];
          expect(found).toBeLessThanOrEqual(within(sorted, upper) + 1e-9);
        }
      }
    }
  });

  it("has classes where all is the same, none, or nothing", () => {
    expect(demandClasses([]).labels).toEqual(["none"]);
    expect(demandClasses([5, 5]).labels).toEqual(["none", "up to 5"]);
    expect(changeClasses([], 50).labels.length).toBe(7);
    expect(sharedClasses([[]], 6)[0]?.upper).toEqual([0]);
    expect(demandClasses([0.000123]).labels).toEqual(["none", "up to 0.00013"]);
  });
});

describe("colours", () => {
  it("stand in the legend, class by class", () => {
    const legend = legendOf(demandClasses([0, 7]), DEMAND);
    expect(legend).toEqual([{ colour: DEMAND[0], label: "none" }, { colour: DEMAND[1], label: "up to 7" }]);
  });

  it("colours by class, and leaves the unknown white", () => {
    const colours = classColours(["a", "b", "c"], demandClasses([0, 7, null]), DEMAND);
    expect([...colours.values()]).toEqual([DEMAND[0], DEMAND[1], UNKNOWN]);
  });

  it("keeps the fill of a district by its place", () => {
    expect([areaFill(0), areaFill(9), areaFill(-1)]).toEqual([AREA_FILLS[0], AREA_FILLS[0], AREA_FILLS[8]]);
  });
});

/** Least distance of pairs of colours, over kinds of colour vision. */
function least(pairs: readonly (readonly [string, string])[], sights: readonly Sight[] = SIGHTS): number {
  return Math.min(...sights.flatMap((sight) => pairs.map(([one, other]) => colourDistance(one, other, sight))));
}

function neighbours(palette: readonly string[]): (readonly [string, string])[] {
  return palette.slice(1).map((colour, at) => [palette[at] as string, colour]);
}

describe("colours with any kind of colour vision", () => {
  it("measures as other programs do", () => {
    // colorspacious 1.1.2, cspace_convert to CAM02-UCS.
    const known: [string, number[]][] = [
      ["#ffffff", [99.99872, -1.91201, -1.15145]],
      ["#16324f", [21.73138, -6.70904, -15.76245]],
      ["#66c0c1", [73.83318, -19.91793, -7.03741]],
      ["#8c510a", [43.81889, 10.55315, 21.87524]],
    ];
    for (const [colour, seen] of known) {
      appearance(colour).forEach((part, at) => expect(part).toBeCloseTo(seen[at] as number, 1));
    }
    expect(colourDistance("#c7eae5", "#f3f2ec", "protanopia")).toBeCloseTo(4.198, 1);
    expect(colourDistance("#f3f2ec", "#e4f2c8", "tritanopia")).toBeCloseTo(4.182, 1);
  });

  it("keeps neighbouring classes 4.2 apart, and 9.1 for most people", () => {
    for (const palette of [DEMAND, CHANGE]) {
      expect(least(neighbours(palette))).toBeGreaterThan(4.15);
      expect(least(neighbours(palette), ["full"])).toBeGreaterThan(9.1);
    }
  });

  it("keeps the fills of any two districts 6 apart", () => {
    const pairs = AREA_FILLS.flatMap((one, at) => AREA_FILLS.slice(at + 1).map((other) => [one, other] as const));
    expect(least(pairs)).toBeGreaterThan(5.95);
  });
});
