import { describe, expect, it } from "vitest";
import type { ComparedPlan } from "../api/compare";
import { coloured } from "../bench/posts/zoneColouring";
import { comparedColours, coloursCarriedOver } from "./comparedMaps";

const plan = (districts: Record<string, string>): ComparedPlan => ({
  ref: "",
  name: "",
  judged: { headline: { tiles: [], sentences: [] }, evaluation: { plan: "", judge: "", on: "", problem: "", read: [], measures: [], tables: {} } },
  posts: null,
  districts,
});

describe("districts of two plans", () => {
  it("keep their colour where most of them lies, whatever they are called", () => {
    const a = plan({ z1: "1", z2: "1", z3: "2", z4: "2" });
    const b = plan({ z1: "North", z2: "North", z3: "North", z4: "South" });
    expect(coloursCarriedOver(a, b)).toEqual(new Map([["North", 0], ["South", 1]]));
  });

  it("have a colour of their own where they are new", () => {
    const a = plan({ z1: "1", z2: "1" });
    const b = plan({ z1: "1", z2: "9" });
    expect(new Set(coloursCarriedOver(a, b).values())).toEqual(new Set([0, 1]));
  });
});

describe("maps of posts", () => {
  const far = (metres: Record<string, number>): ComparedPlan => {
    const zone = { index: { labels: Object.keys(metres) }, columns: { metres: { values: Object.values(metres) } } };
    return { ...plan({}), judged: { evaluation: { tables: { zone } } } } as unknown as ComparedPlan;
  };
  const today = { z1: 1_000, z2: 1_000, z3: 900, z4: 300 };
  const draft = { z1: 400, z2: 1_040, z3: 2_600, z4: 310 };
  const held = (metres: Record<string, number>) => new Map(Object.entries(metres));
  const amount = (value: number, unit: string): string => `${value} ${unit}`;
  const figures = { zones: Object.keys(today), calls: held({ z1: 3, z2: 0, z3: 9 }), distance: held(draft), today: held(today) };

  it.each(["change", "distance", "demand"] as const)("are the same by %s as on the bench", (view) => {
    const own = coloured(view, figures, amount);
    const [, b] = comparedColours(view, figures.zones, far(today), far(draft), figures.calls, amount);
    const named = b.legend.map((line) => ({ ...line, label: line.label.replace("with A", "today").replace("of A", "of today") }));
    expect({ ...b, legend: named }).toEqual(own);
  });
});
