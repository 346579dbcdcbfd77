import type { Figure } from "../numbers";
import { get } from "./client";
import type { Direction, Judged, Verdict } from "./shapes";

export interface ComparedPlan {
  ref: string;
  name: string;
  judged: Judged;
  posts: string[] | null;
  districts: Record<string, string> | null;
}

/** A measure of both; `difference` is b minus a, and `verdict` says whether b is better. */
export interface ComparedMeasure {
  name: string;
  unit: string;
  direction: Direction;
  a: Figure;
  b: Figure;
  difference: Figure;
  verdict: Verdict;
}

/** A district or a zone that is worse off with b than with a. */
export interface Loser {
  kind: string;
  name: string;
  column: string;
  unit: string;
  a: Figure;
  b: Figure;
}

export interface Comparison {
  layer: "posts" | "districts";
  a: ComparedPlan;
  b: ComparedPlan;
  measures: ComparedMeasure[];
  losers: Loser[];
  crosswalk: Record<string, Figure>[] | null;
  moved: { posts: { was: string | null; now: string | null }[]; units: number };
}

/** `a` and `b` are `plan:NAME` of the case, `draft:ID` or `version:ID`. */
export const compare = (c: number, a: string, b: string, layer: "posts" | "districts" | null = null): Promise<Comparison> =>
  get(`/cases/${c}/compare`, { query: { a, b, layer } });
