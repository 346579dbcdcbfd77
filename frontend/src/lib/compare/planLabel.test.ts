import { describe, expect, it } from "vitest";
import type { PlanDict } from "../api/shapes";
import { planLabel } from "./planLabel";

const plan = (name: string, posts: number | null, districts: Record<string, string> | null): PlanDict => ({
  format: 1,
  name,
  made_by: name,
  posts: posts === null ? null : Array.from({ length: posts }, (_, at) => ({ site: `S${at}`, size: null, reach: null })),
  officers: null,
  districts,
  certificate: null,
  notes: [],
  on: "",
  today: false,
});

describe("a plan of a case", () => {
  it("is named by what it aims at and holds", () => {
    expect(planLabel(plan("PMedian(p=8)", 8, null))).toBe("Least mean distance · 8 posts · PMedian(p=8)");
    expect(planLabel(plan("BalancedDistricts(k=2)", null, { a: "1", b: "2", c: "2" }))).toBe(
      "Balanced districts · 2 districts · BalancedDistricts(k=2)",
    );
  });

  it("keeps a name that somebody gave it", () => {
    expect(planLabel(plan("today", 1, null))).toBe("today · 1 post");
    expect(planLabel(plan("Unknown(p=2)", 2, null))).toBe("Unknown(p=2) · 2 posts");
  });
});
