import { get } from "./client";
import type { Direction, Judged, Verdict } from "./shapes";

export interface ComparedPlan {
  ref: string;
  name: string;
  judged: Judged | null;
  posts: string[] | null;
  districts: Record<string, string> | null;
}

export interface ComparedMeasure {
  name: string;
  unit: string;
  direction: Direction;
  a: number | string | null;
  b: number | string | null;
  difference: number | string | null;
  verdict: Verdict;
}

export interface Loser {
  kind: string;
  name: string;
  column: string;
  unit: string;
  a: number | string | null;
  b: number | string | null;
}

export interface Comparison {
  a: ComparedPlan;
  b: ComparedPlan;
  measures: ComparedMeasure[];
  losers: Loser[];
  crosswalk: Record<string, unknown> | null;
  moved: { posts: string[]; units: number };
}

export const compare = (c: number, a: string, b: string): Promise<Comparison> =>
  get(`/cases/${c}/compare`, { query: { a, b } });
