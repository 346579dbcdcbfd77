import { describe, expect, it } from "vitest";
import type { ComparedPlan } from "../api/compare";
import { coloursCarriedOver } from "./comparedMaps";

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
