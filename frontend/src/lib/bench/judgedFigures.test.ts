import { describe, expect, it } from "vitest";

import type { EvaluationTable, Judged } from "../api/shapes";
import { columnOf, gapTo, hiddenOf, layerJudged, losers, sitesJudged, sitesWord } from "./judgedFigures";

function table(labels: string[], columns: Record<string, { direction: string; values: (number | string | null)[] }>) {
  return { index: { name: "", labels }, columns } as unknown as EvaluationTable;
}

function judged(distances: (number | null)[], onTime: number[], sites = ["b", "a"]): Judged {
  const labels = ["North", "South", "West"];
  const columns = {
    "mean distance": { direction: "lower", values: distances },
    "share within 1500 m": { direction: "higher", values: onTime },
    "calls per year": { direction: "none", values: [1, 2, 3] },
  };
  return {
    headline: { tiles: [], sentences: [] },
    evaluation: { read: ["posts"], measures: [], tables: { district: table(labels, columns), post: table(sites, {}) } },
  } as unknown as Judged;
}

const TODAY = judged([900, 800, 700], [0.5, 0.6, 0.7]);
const DRAFT = judged([850, 950, 700 + 1e-10], [0.4, 0.6, 0.8]);

describe("losers", () => {
  it("are those for whom it gets longer, the worst first", () => {
    expect(losers(TODAY, DRAFT, "district", "mean distance")).toEqual([
      { name: "South", before: 800, after: 950, difference: 150 },
    ]);
  });

  it("are those for whom more is better and less came", () => {
    expect(losers(TODAY, DRAFT, "district", "share within 1500 m")?.map(({ name }) => name)).toEqual(["North"]);
  });

  it("are not known where a figure has no direction, or there is nothing to compare", () => {
    expect(losers(TODAY, DRAFT, "district", "calls per year")).toBeNull();
    expect(losers(null, DRAFT, "district", "mean distance")).toBeNull();
    expect(losers(TODAY, DRAFT, "group", "mean distance")).toBeNull();
  });
});

it("leaves out of a column what is not known", () => {
  expect([...columnOf(judged([1, null, 3], []), "district", "mean distance")]).toEqual([["North", 1], ["West", 3]]);
});

it("knows whose small count is not shown", () => {
  expect([...hiddenOf(judged([1, null, 3], []), "district", "mean distance")]).toHaveLength(1);
  expect([...hiddenOf(judged([1, Number.NaN, 3], []), "district", "mean distance")]).toEqual([]);
  expect([...hiddenOf(null, "district", "mean distance")]).toEqual([]);
});

it("knows whether the same sites were judged, in whatever order", () => {
  expect(sitesJudged(TODAY)).toBe(sitesWord(["a", "b"]));
  expect(layerJudged(TODAY)).toBe("posts");
  expect(layerJudged(null)).toBeNull();
});

it("gives the gap to the best as a share", () => {
  expect(gapTo(1000, 1018)).toBeCloseTo(0.018, 12);
  expect(gapTo(957.5701074600604, 957.5701074600603)).toBe(0);
});
