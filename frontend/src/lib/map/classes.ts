/** Classes of a map: where one colour ends and the next begins. */

import { UNKNOWN } from "./colours";

export interface Classes {
  /** Class of every value; -1 where nothing is known. */
  of: number[];
  /** Upper limit of each class, inclusive. */
  upper: number[];
  /** What the legend says of each class. */
  labels: string[];
}

/** How a legend says its limits; the number is written by the caller's locale. */
export interface ClassWords {
  none: string;
  upTo: (limit: string) => string;
  between: (low: string, high: string) => string;
  over: (limit: string) => string;
  within: (limit: string) => string;
  number: (value: number) => string;
}

type Values = readonly (number | null | undefined)[];

// Half of the zones with calls share the two palest colours; the darkest are the busiest tenth and the busiest 3 %.
const DEMAND_SHARES = [25, 50, 75, 90, 97, 100];
// Ends of the two inner classes of a change, in metres; the outer ones hold the largest 15 % and what lies beyond.
const CHANGE_STEPS: readonly (readonly [number, number])[] = [
  [100, 200],
  [200, 500],
  [500, 1_000],
  [1_000, 2_000],
  [2_000, 5_000],
];
const SHARE_INSIDE = 0.85;

/** Up to seven classes of amounts: none, then by percentiles of the positive ones. */
export function demandClasses(values: Values, words: ClassWords): Classes {
  const upper = [
    0,
    ...limitsOf(
      finite(values).filter((value) => value > 0),
      DEMAND_SHARES,
    ),
  ];
  const texts = upper.map(words.number);
  const labels = texts.map((text, at) => {
    if (at === 0) return words.none;
    return at === 1 ? words.upTo(text) : words.between(texts[at - 1] as string, text);
  });
  return { of: placed(values, upper), upper, labels };
}

/**
 * Seven classes of differences at round steps, the same on both sides of 0; at most `unchanged` counts as none.
 *
 * Round steps stay as they are while a hand moves a post, and mean the same on every map with changes as large.
 */
export function changeClasses(values: Values, unchanged: number, words: ClassWords): Classes {
  const sizes = finite(values)
    .map(Math.abs)
    .filter((size) => size > unchanged)
    .sort((one, other) => one - other);
  const large = sizes[Math.floor(SHARE_INSIDE * (sizes.length - 1))] ?? 0;
  const steps = CHANGE_STEPS.filter(([inner]) => inner > unchanged);
  const [a, b] = steps.findLast(([, end]) => end <= large) ?? steps[0] ?? [2 * unchanged, 4 * unchanged];
  const upper = [-b, -a, -unchanged, unchanged, a, b, Infinity];
  const step = placed(values.map((value) => (typeof value === "number" ? Math.abs(value) : value)), upper.slice(3));
  const of = step.map((one, at) => (one < 0 ? -1 : 3 + Math.sign(values[at] ?? 0) * one));
  const [small, middle, end] = [unchanged, a, b].map(words.number) as [string, string, string];
  const sides = [words.over(end), words.between(middle, end), words.between(small, middle)];
  return { of, upper, labels: [...sides, words.within(small), ...sides.toReversed()] };
}

/** The same classes for several maps, by the natural breaks (Fisher and Jenks) of all their values. */
export function sharedClasses(maps: readonly Values[], count: number, words: ClassWords): Classes[] {
  const all = maps.flatMap(finite).sort((one, other) => one - other);
  const distinct = all.filter((value, at) => at === 0 || value !== all[at - 1]);
  const breaks = distinct.length <= count ? distinct : naturalBreaks(all, count);
  const upper = breaks.length ? unique(breaks.map(rounded)) : [0];
  const texts = upper.map(words.number);
  const labels = texts.map((text, at) => (at === 0 ? words.upTo(text) : words.between(texts[at - 1] as string, text)));
  return maps.map((values) => ({ of: placed(values, upper), upper, labels }));
}

/** Colour of every zone, by its class. */
export function classColours(
  ids: readonly string[],
  classes: Classes,
  palette: readonly string[],
): Map<string, string> {
  return new Map(ids.map((id, at) => [id, palette[classes.of[at] ?? -1] ?? UNKNOWN]));
}

/** Colour and words of every class that has a zone, in order. */
export function legendOf(classes: Classes, palette: readonly string[]): { colour: string; label: string }[] {
  return classes.labels.map((label, at) => ({ colour: palette[at] ?? UNKNOWN, label }));
}

/**
 * Upper limits of the `count` groups with the least sum of squares within, of at least `count` sorted values.
 *
 * Fisher, W. D. (1958). On grouping for maximum homogeneity. Journal of the American Statistical Association 53, 789-798.
 * The best start of the last group never falls as values are added, so that each row is filled by halving.
 */
export function naturalBreaks(sorted: readonly number[], count: number): number[] {
  const spread = spreads(sorted);
  let least = sorted.map((_, last) => spread(0, last));
  const starts: number[][] = [];
  for (let group = 1; group < count; group++) {
    const next = sorted.map(() => Infinity);
    const start = sorted.map(() => 0);
    const fill = (low: number, high: number, from: number, to: number): void => {
      if (low > high) return;
      const last = (low + high) >> 1;
      for (let first = Math.max(from, group); first <= Math.min(to, last); first++) {
        const sum = (least[first - 1] as number) + spread(first, last);
        if (sum < (next[last] as number)) [next[last], start[last]] = [sum, first];
      }
      fill(low, last - 1, from, start[last] as number);
      fill(last + 1, high, start[last] as number, to);
    };
    fill(group, sorted.length - 1, group, sorted.length - 1);
    starts.push(start);
    least = next;
  }
  const breaks: number[] = [];
  let last = sorted.length - 1;
  for (const start of starts.toReversed()) {
    breaks.push(sorted[last] as number);
    last = (start[last] as number) - 1;
  }
  return unique([...breaks, sorted[last] as number]);
}

/** Sum of squares round the mean of the values from `first` to `last`, from running sums. */
function spreads(sorted: readonly number[]): (first: number, last: number) => number {
  const centre = sorted.reduce((sum, value) => sum + value, 0) / Math.max(sorted.length, 1);
  const sums = [0];
  const squares = [0];
  for (const value of sorted) {
    sums.push((sums[sums.length - 1] as number) + (value - centre));
    squares.push((squares[squares.length - 1] as number) + (value - centre) ** 2);
  }
  return (first, last) => {
    const sum = (sums[last + 1] as number) - (sums[first] as number);
    return (squares[last + 1] as number) - (squares[first] as number) - (sum * sum) / (last - first + 1);
  };
}

function finite(values: Values): number[] {
  return values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
}

/** The class of every value: the first whose limit it does not pass, or the last. */
function placed(values: Values, upper: readonly number[]): number[] {
  return values.map((value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return -1;
    const at = upper.findIndex((limit) => value <= limit);
    return at < 0 ? upper.length - 1 : at;
  });
}

function limitsOf(values: readonly number[], shares: readonly number[]): number[] {
  if (values.length === 0) return [];
  const sorted = [...values].sort((one, other) => one - other);
  return unique(shares.map((share) => rounded(percentile(sorted, share))));
}

function percentile(sorted: readonly number[], share: number): number {
  const at = ((sorted.length - 1) * share) / 100;
  const [low, high] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number];
  return low + (high - low) * (at - Math.floor(at));
}

/** Round up to two digits, as a legend reads best. */
function rounded(value: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const power = Math.floor(Math.log10(Math.abs(value))) - 1;
  const step = 10 ** power;
  return Number((Math.ceil(value / step - 1e-12) * step).toFixed(Math.min(100, Math.max(0, -power))));
}

function unique(values: readonly number[]): number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}
