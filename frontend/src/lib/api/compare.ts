import { get } from "./client";
import type { Direction, Judged, Verdict } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export interface ComparedPlan extends Omit<Schemas["ComparedPlan"], "judged"> {
  judged: Judged;
}

/** A measure of both; `difference` is b minus a, and `verdict` says whether b is better. */
export interface ComparedMeasure extends Omit<Schemas["ComparedMeasure"], "direction" | "verdict"> {
  direction: Direction;
  verdict: Verdict;
}

/** A district or a zone that is worse off with b than with a. */
export type Loser = Schemas["Loser"];
export type CrosswalkRow = Record<string, number | string | null>;

export interface Comparison extends Omit<Schemas["PlansCompared"], "a" | "b" | "measures" | "crosswalk"> {
  a: ComparedPlan;
  b: ComparedPlan;
  measures: ComparedMeasure[];
  crosswalk: CrosswalkRow[] | null;
}

/** `a` and `b` are `plan:NAME` of the case, `draft:ID` or `version:ID`. */
export const compare = (c: number, a: string, b: string, layer: "posts" | "districts" | null = null): Promise<Comparison> =>
  get(`/cases/${c}/compare`, { query: { a, b, layer } });
