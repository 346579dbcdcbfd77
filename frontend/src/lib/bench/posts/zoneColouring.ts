// What the zones of the posts' map are coloured by: demand, distance to the nearest post, or change against today.

import { t } from "../../i18n";
import {
  classColours,
  CLASS_WORDS,
  demandClasses,
  legendOf,
  sharedClasses,
  type Classes,
  type ClassWords,
} from "../../map/classes";
import { CHANGE, DEMAND, UNKNOWN } from "../../map/colours";
import type { LegendLine } from "../../map/mapView";

export type Colouring = "demand" | "distance" | "change";
export const COLOURINGS: readonly Colouring[] = ["change", "distance", "demand"];

export interface ZoneFigures {
  /** Ids of the zones, in the order of the city. */
  zones: readonly string[];
  calls: ReadonlyMap<string, number>;
  distance: ReadonlyMap<string, number>;
  today: ReadonlyMap<string, number>;
}

export interface Coloured {
  colours: Map<string, string>;
  legend: LegendLine[];
}

const UNCHANGED = 50; // metres, as on the maps of the report

/** Colours and legend of the zones; `number` writes a figure of the legend. */
export function coloured(by: Colouring, figures: ZoneFigures, number: (value: number) => string): Coloured {
  const words: ClassWords = { ...classWords(), number };
  const { zones } = figures;
  if (by === "demand") {
    return shown(zones, demandClasses(zones.map((zone) => figures.calls.get(zone)), words), DEMAND);
  }
  if (by === "distance") {
    const [own] = sharedClasses(
      [zones.map((zone) => figures.distance.get(zone)), zones.map((zone) => figures.today.get(zone))],
      6,
      words,
    );
    return shown(zones, own!, DEMAND.slice(1));
  }
  const { colours, legend } = shown(zones, evenChangeClasses(changes(figures), words), CHANGE);
  const middle = (legend.length - 1) / 2;
  const sided: LegendLine[] = legend.map((line, place) => ({ ...line, label: sideOf(place - middle, line.label) }));
  if (worseOff(figures).size > 0) {
    sided.push({ colour: CHANGE[middle + 1] ?? UNKNOWN, label: t("posts.legend_worse"), mark: "hatch" });
  }
  return { colours, legend: sided };
}

// Ends of the two inner classes in metres; the first is at the edge of what counts as a change.
const STEPS: readonly (readonly [number, number])[] = [
  [100, 200],
  [200, 500],
  [500, 1_000],
  [1_000, 2_000],
  [2_000, 5_000],
];
const SHARE_INSIDE = 0.85;

/** Seven classes of differences at round steps, the same on both sides of 0; the outer ones hold the largest. */
function evenChangeClasses(values: readonly (number | undefined)[], words: ClassWords): Classes {
  const sizes = values
    .filter((value) => value !== undefined)
    .map(Math.abs)
    .filter((size) => size > UNCHANGED)
    .sort((one, other) => one - other);
  const large = sizes[Math.floor(SHARE_INSIDE * (sizes.length - 1))] ?? 0;
  const [a, b] = STEPS.findLast(([, end]) => end <= large) ?? STEPS[0]!;
  const upper = [-b, -a, -UNCHANGED, UNCHANGED, a, b, Infinity];
  const [small, middle, end] = [UNCHANGED, a, b].map(words.number) as [string, string, string];
  const sides = [words.over(end), words.between(middle, end), words.between(small, middle)];
  const of = values.map((value) => (value === undefined ? -1 : upper.findIndex((limit) => value <= limit)));
  return { of, upper, labels: [...sides, words.within(small), ...sides.toReversed()] };
}

function sideOf(side: number, label: string): string {
  if (side === 0) return t("posts.legend_same", { label });
  return t(side < 0 ? "posts.legend_nearer" : "posts.legend_farther", { label });
}

/** The zones that are farther from a post than today by more than a person would notice. */
export function worseOff(figures: ZoneFigures): Set<string> {
  const difference = changes(figures);
  return new Set(figures.zones.filter((_, place) => (difference[place] ?? 0) > UNCHANGED));
}

function changes({ zones, distance, today }: ZoneFigures): (number | undefined)[] {
  return zones.map((zone) => {
    const [now, then] = [distance.get(zone), today.get(zone)];
    return now === undefined || then === undefined ? undefined : now - then;
  });
}

function shown(zones: readonly string[], classes: Classes, palette: readonly string[]): Coloured {
  return { colours: classColours(zones, classes, palette), legend: legendOf(classes, palette) };
}

function classWords(): ClassWords {
  return {
    ...CLASS_WORDS,
    none: t("bench.legend_none"),
    upTo: (limit) => t("bench.legend_up_to", { limit }),
    between: (low, high) => t("bench.legend_between", { low, high }),
    over: (limit) => t("bench.legend_over", { limit }),
    within: (limit) => t("bench.legend_within", { limit }),
  };
}
