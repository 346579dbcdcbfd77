// Reading what is judged of a plan: tables by place, and who is worse off than today.

import type { Direction, EvaluationTable, Judged, Measure } from "../api/shapes";
import { alike } from "../numbers";

/** Figures of one column of a table, by place. */
export function columnOf(judged: Judged | null, table: string, column: string): Map<string, number> {
  const found = new Map<string, number>();
  const there = judged?.evaluation.tables[table];
  there?.index.labels.forEach((label, place) => {
    const value = there.columns[column]?.values[place];
    if (typeof value === "number" && Number.isFinite(value)) found.set(label, value);
  });
  return found;
}

/** Places whose small count of a column is not shown to whoever looks. */
export function hiddenOf(judged: Judged | null, table: string, column: string): Set<string> {
  const there = judged?.evaluation.tables[table];
  return new Set(there?.index.labels.filter((_, place) => there.columns[column]?.values[place] === null));
}

/** The sites that were judged, as one word that is the same for the same sites. */
export function sitesJudged(judged: Judged | null): string {
  return sitesWord(judged?.evaluation.tables.post?.index.labels ?? []);
}

export function sitesWord(sites: Iterable<string>): string {
  return [...sites].sort().join("\n");
}

/** The layer that was judged. */
export function layerJudged(judged: Judged | null): "posts" | "districts" | null {
  const read = judged?.evaluation.read ?? [];
  return read.includes("posts") ? "posts" : read.includes("districts") ? "districts" : null;
}

export function measureOf(judged: Judged | null, name: string): Measure | null {
  return judged?.evaluation.measures.find((measure) => measure.name === name) ?? null;
}

/** The measure that the headline leads with. */
export function leadingMeasure(judged: Judged | null): Measure | null {
  return judged?.headline.tiles[0]?.measure ?? null;
}

export interface Loser {
  name: string;
  before: number;
  after: number;
  difference: number;
}

/**
 * The places that are worse off than before by a column, the worst first.
 *
 * Null where the tables cannot be compared.
 */
export function losers(before: Judged | null, after: Judged | null, table: string, column: string): Loser[] | null {
  const direction = directionOf(after?.evaluation.tables[table], column);
  if (!before || !after || direction === "none") return null;
  const was = columnOf(before, table, column);
  const found: Loser[] = [];
  for (const [name, value] of columnOf(after, table, column)) {
    const old = was.get(name);
    if (old === undefined || alike(old, value)) continue;
    const difference = value - old;
    if (direction === "lower" ? difference > 0 : difference < 0) found.push({ name, before: old, after: value, difference });
  }
  return found.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

function directionOf(table: EvaluationTable | undefined, column: string): Direction {
  return table?.columns[column]?.direction ?? "none";
}

/** A bound so far off, as a share, says nothing in per cent; the library words a certificate by the same. */
export const FAR = 10;

/** How far an objective lies above the proven best, as a share; at least 0 but for rounding. */
export function gapTo(best: number, objective: number): number {
  const gap = (objective - best) / Math.abs(best);
  return Math.abs(gap) < 1e-9 ? 0 : gap;
}
