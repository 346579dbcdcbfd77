// What zones are coloured by on every map of two states: demand, distance to the nearest post, change of distance.

import { t } from "../i18n";
import { changeClasses, classColours, demandClasses, legendOf, sharedClasses, type Classes, type ClassWords } from "./classes";
import { CHANGE, DEMAND, UNKNOWN } from "./colours";
import type { LegendLine } from "./mapView";

export interface ZoneMap {
  colours: Map<string, string>;
  legend: LegendLine[];
  /** Zones that are farther from a post than before. */
  hatched: ReadonlySet<string>;
}

/** Distances of zones before and after, and what "before" is called. */
export interface ZoneChange {
  before: ReadonlyMap<string, number>;
  after: ReadonlyMap<string, number>;
  from: "today" | "a";
}

/** Writes a figure of a legend with its unit. */
export type Amount = (value: number, unit: string) => string;

const UNCHANGED = 50; // metres that nobody would notice, as on the maps of the report
const DISTANCE_CLASSES = 6;

export function demandMap(zones: readonly string[], calls: ReadonlyMap<string, number>, amount: Amount): ZoneMap {
  return shown(zones, demandClasses(zones.map((zone) => calls.get(zone)), wordsOf(amount, "count")), DEMAND);
}

/** The maps before and after, with the same classes; hatched is who is farther than before. */
export function distanceMaps(zones: readonly string[], change: ZoneChange, amount: Amount): [ZoneMap, ZoneMap] {
  const values = [change.before, change.after].map((held) => zones.map((zone) => held.get(zone)));
  const [before, after] = sharedClasses(values, DISTANCE_CLASSES, wordsOf(amount, "m")) as [Classes, Classes];
  const palette = DEMAND.slice(1);
  return [shown(zones, before, palette), withHatch(shown(zones, after, palette), zones, change)];
}

/** How much nearer or farther each zone is than before. */
export function changeMap(zones: readonly string[], change: ZoneChange, amount: Amount): ZoneMap {
  const map = shown(zones, changeClasses(differences(zones, change), UNCHANGED, wordsOf(amount, "m")), CHANGE);
  const middle = (map.legend.length - 1) / 2;
  const legend = map.legend.map((line, place) => ({ ...line, label: sideOf(place - middle, line.label, change.from) }));
  return withHatch({ ...map, legend }, zones, change, CHANGE[middle + 1]);
}

function withHatch(map: ZoneMap, zones: readonly string[], change: ZoneChange, colour = UNKNOWN): ZoneMap {
  const difference = differences(zones, change);
  const hatched = new Set(zones.filter((_, place) => (difference[place] ?? 0) > UNCHANGED));
  if (hatched.size === 0) return map;
  return { ...map, legend: [...map.legend, { colour, label: t(`map.farther_than_${change.from}`), mark: "hatch" }], hatched };
}

function differences(zones: readonly string[], { before, after }: ZoneChange): (number | undefined)[] {
  return zones.map((zone) => {
    const [was, now] = [before.get(zone), after.get(zone)];
    return was === undefined || now === undefined ? undefined : now - was;
  });
}

function sideOf(side: number, label: string, from: ZoneChange["from"]): string {
  if (side === 0) return t(`map.same_as_${from}`, { label });
  return t(side < 0 ? "map.nearer_by" : "map.farther_by", { label });
}

function shown(zones: readonly string[], classes: Classes, palette: readonly string[]): ZoneMap {
  return { colours: classColours(zones, classes, palette), legend: legendOf(classes, palette), hatched: new Set() };
}

function wordsOf(amount: Amount, unit: string): ClassWords {
  return {
    none: t("map.none"),
    upTo: (limit) => t("map.up_to", { limit }),
    between: (low, high) => t("map.between", { low, high }),
    over: (limit) => t("map.over", { limit }),
    within: (limit) => t("map.within", { limit }),
    number: (value) => amount(value, unit),
  };
}
