import { describe, expect, it } from "vitest";
import type { PlanLine } from "../api/shapes";
import { contents, workbenchOf } from "./planContents";

const line = (posts: number, districts: number): PlanLine => ({
  id: 1,
  name: "Draft A",
  head: 1,
  tests: 0,
  changed: "2026-01-01T00:00:00.000Z",
  binned: false,
  posts,
  districts,
});

describe("what a plan holds", () => {
  it("is told in words, without what it lacks", () => {
    expect([contents(8, 0), contents(0, 1), contents(2, 3), contents(0, 0)]).toEqual([
      "8 posts",
      "1 district",
      "2 posts, 3 districts",
      "",
    ]);
  });

  it("leads to the workbench of it", () => {
    expect([line(8, 0), line(0, 3), line(2, 3), line(0, 0)].map(workbenchOf)).toEqual(["posts", "districts", "posts", "posts"]);
  });
});
