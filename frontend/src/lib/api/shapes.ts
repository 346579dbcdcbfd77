/** What the server sends and takes: names for the generated types, and the parts that they leave open. */

import type { Figure } from "../numbers";
import type { components } from "./types";

type Schemas = components["schemas"];

export type CaseLine = Schemas["CaseLine"];
export type Me = Schemas["Me"];
export type PlanLine = Schemas["PlanLine"];
export type LogLine = Schemas["LogLine"];

export type Role = "viewer" | "planner" | "admin";
export type Verdict = "better" | "worse" | "same" | "";
export type Direction = "lower" | "higher" | "none";

/** A figure of a plan. */
export interface Measure {
  name: string;
  value: Figure;
  unit: string;
  direction: Direction;
  interval: unknown;
  kind: string;
}

/** A figure of the headline, beside today's. */
export interface Tile {
  name: string;
  value: string;
  unit: string;
  base: string;
  change: string;
  verdict: Verdict;
  example: boolean;
  measure: Measure;
  base_value: Figure;
}

export interface Headline {
  tiles: Tile[];
  sentences: string[];
}

export interface TableColumn {
  unit: string;
  direction: Direction;
  relative: boolean;
  suppression: string;
  title: string;
  extensive: boolean;
  text: boolean;
  values: (number | string | null)[];
  base: (number | string | null)[] | null;
}

export interface EvaluationTable {
  name: string;
  title: string;
  note: string;
  caption: string;
  place: string;
  of_places: boolean;
  index_name: string;
  index: { name: string; labels: string[] };
  roles: string[];
  strong: string[];
  columns: Record<string, TableColumn>;
}

export interface Evaluation {
  plan: string;
  judge: string;
  on: string;
  problem: string;
  read: string[];
  measures: Measure[];
  tables: Record<string, EvaluationTable>;
}

export interface Judged {
  headline: Headline;
  evaluation: Evaluation;
}

export interface Certificate {
  status: string;
  objective: number | null;
  bound: number | null;
  gap: number | null;
  seconds: number;
  method: string;
  message: string;
  unit: string;
}

/** A plan as the case folder keeps it. */
export interface PlanDict {
  format: number;
  name: string;
  made_by: string;
  posts: { site: string; size: number | null; reach: number | null }[] | null;
  officers: Record<string, number> | null;
  districts: Record<string, string> | null;
  certificate: Certificate | null;
  notes: string[];
  on: string;
  today: boolean;
}

export interface FirstLook extends Omit<Schemas["FirstLook"], "case_plans" | "alternatives" | "judged"> {
  case_plans: PlanDict[];
  alternatives: PlanDict[];
  judged: Judged;
}

export interface PostValue {
  site: string;
  locked: boolean;
  officers: number | null;
  size: number | null;
  reach: number | null;
}

export interface DistrictValue {
  name: string;
  locked: boolean;
}

/** Draft values: `post:3`, `district:2`, `unit:ID`. */
export type DraftValues = Record<string, PostValue | DistrictValue | string>;

/** What the districts of a draft hold. */
export type Tally = Schemas["TallyAnswer"];

export interface DraftAnswer extends Omit<Schemas["DraftAnswer"], "values" | "judged"> {
  values: DraftValues;
  judged: Judged | null;
}

export interface CommandTaken extends Omit<Schemas["CommandTaken"], "judged"> {
  judged: Judged | null;
}

export type JobState = "queued" | "running" | "done" | "cancelled" | "failed" | "interrupted";

export interface JobProgress {
  phase: string;
  done: number | null;
  objective: number | null;
  bound: number | null;
  seconds: number;
}

export interface JobLine extends Omit<Schemas["JobLine"], "state" | "progress"> {
  state: JobState;
  progress: JobProgress | null;
}

export interface VersionLine extends Omit<Schemas["VersionLine"], "headline"> {
  headline: Headline | null;
}

export interface VersionAnswer extends Omit<Schemas["VersionAnswer"], "line" | "plan" | Judgements> {
  line: VersionLine;
  plan: PlanDict;
  evaluation: Evaluation | null;
  test: Evaluation | null;
  headline: Headline | null;
  test_headline: Headline | null;
}

type Judgements = "evaluation" | "test" | "headline" | "test_headline";

export type CommentLine = Schemas["CommentLine"];

export interface BorderGraph {
  edges: [number, number][];
  zones: string[];
  /** What districts are balanced by; null where a viewer may not see how many. */
  criteria: { name: string; unit: string; amounts: (number | null)[] }[];
}
