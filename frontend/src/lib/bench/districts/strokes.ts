// Which units a stroke takes: those of locked districts stay, and where only one district may lose units, the others.

export interface StrokeRules {
  /** District of every unit that has one. */
  labels: ReadonlyMap<string, string>;
  locked: ReadonlySet<string>;
  /** Only units of this district are taken: its number, "" for those in none, null for all. */
  from: string | null;
  /** The district that is painted with; null takes units out of any. */
  to: string | null;
}

export interface Stroke {
  units: string[];
  /** Districts that kept units because they are locked. */
  kept: string[];
}

export function strokeOf(units: Iterable<string>, rules: StrokeRules): Stroke {
  const taken: string[] = [];
  const kept = new Set<string>();
  for (const unit of units) {
    const now = rules.labels.get(unit) ?? null;
    if (now === rules.to || (rules.from !== null && (now ?? "") !== rules.from)) continue;
    if (now !== null && rules.locked.has(now)) kept.add(now);
    else taken.push(unit);
  }
  return { units: taken, kept: [...kept] };
}

export interface Bar {
  value: number;
  /** Share above or below the even share; null where that is 0. */
  deviation: number | null;
  /** Within the target band. */
  fair: boolean;
}

export interface BarScale {
  mean: number;
  /** Ends of the target band. */
  low: number;
  high: number;
  /** What the full width stands for. */
  most: number;
}

/**
 * How the totals of one criterion stand to the even share: what each district would have if all units, also those in
 * none yet, were shared evenly.
 */
export function barScale(all: number, totals: readonly number[], tolerance: number): BarScale {
  const mean = totals.length === 0 ? 0 : all / totals.length;
  const [low, high] = [mean * (1 - tolerance), mean * (1 + tolerance)];
  return { mean, low, high, most: Math.max(...totals, high, Number.MIN_VALUE) };
}

/** One bar; while units are still in no district, one that is short is not called unfair: it may grow yet. */
export function barOf(value: number, scale: BarScale, finished = true): Bar {
  const slack = 1e-9 * Math.abs(scale.mean);
  return {
    value,
    deviation: scale.mean === 0 ? null : value / scale.mean - 1,
    fair: (!finished || value >= scale.low - slack) && value <= scale.high + slack,
  };
}

export interface CrossRow {
  before: string;
  /** Units that are now in each district, "" for none, the most first. */
  now: { name: string; units: number; calls: number }[];
}

/** Where the units of every district of before are now. */
export function crosswalk(
  before: ReadonlyMap<string, string>,
  now: (unit: string) => string | null,
  calls: (unit: string) => number,
): CrossRow[] {
  const rows = new Map<string, Map<string, { units: number; calls: number }>>();
  for (const [unit, old] of before) {
    const row = rows.get(old) ?? new Map<string, { units: number; calls: number }>();
    rows.set(old, row);
    const name = now(unit) ?? "";
    const cell = row.get(name) ?? { units: 0, calls: 0 };
    row.set(name, { units: cell.units + 1, calls: cell.calls + calls(unit) });
  }
  return [...rows]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([name, row]) => ({
      before: name,
      now: [...row].map(([to, cell]) => ({ name: to, ...cell })).sort((a, b) => b.units - a.units),
    }));
}
