import { describe, expect, it } from "vitest";

import type { JobLine, PlanDict } from "../api/shapes";
import { candidateOf, postMoves, unitsMoved } from "./candidate";

const post = (site: string) => ({ site, locked: false, officers: null, size: null, reach: null });
const VALUES = { "post:1": post("a"), "post:2": post("b"), "post:4": post("c") };
const plan = (...sites: string[]) => ({ posts: sites.map((site) => ({ site })) }) as unknown as PlanDict;

describe("postMoves", () => {
  it("leaves posts that the plan has too, and moves the others in order", () => {
    expect(postMoves(VALUES, plan("c", "x", "a"))).toEqual([{ slot: 2, from: "b", to: "x" }]);
    expect(postMoves(VALUES, plan("x", "y", "c"))).toEqual([
      { slot: 1, from: "a", to: "x" },
      { slot: 2, from: "b", to: "y" },
    ]);
  });

  it("adds and removes where the plan has more or fewer", () => {
    expect(postMoves(VALUES, plan("a", "b", "c", "x"))).toEqual([{ slot: null, from: null, to: "x" }]);
    expect(postMoves(VALUES, plan("b"))).toEqual([
      { slot: 1, from: "a", to: null },
      { slot: 4, from: "c", to: null },
    ]);
  });
});

describe("candidateOf", () => {
  const job = (state: string, result: unknown) => ({ id: 7, seq: 3, state, result }) as unknown as JobLine;

  it("is there when a search is done, or was cancelled with a plan at hand", () => {
    expect(candidateOf(job("done", { plan: plan("a") }))).toMatchObject({ job: 7, seq: 3, judged: null });
    expect(candidateOf(job("cancelled", { plan: plan("a") }))).not.toBeNull();
    expect(candidateOf(job("cancelled", null))).toBeNull();
    expect(candidateOf(job("running", { plan: plan("a") }))).toBeNull();
    expect(candidateOf(job("done", { posts: [] }))).toBeNull();
  });
});

it("counts units by the names of their districts, whatever the numbers", () => {
  const names = new Map([["5", "North"], ["7", "South"]]);
  const labels = new Map([["u", "5"], ["v", "5"], ["w", "7"]]);
  const other = { districts: { u: "North", v: "South", x: "South" } } as unknown as PlanDict;
  expect(unitsMoved(names, labels, other)).toEqual(["v", "w", "x"]);
});
