// What the two maps of a comparison are coloured by. Both have the same classes, so that a colour means the same on both.

import type { ComparedPlan } from "../api/compare";
import { columnOf } from "../bench/judgedFigures";
import { t } from "../i18n";
import {
  changeClasses,
  classColours,
  CLASS_WORDS,
  demandClasses,
  legendOf,
  sharedClasses,
  type Classes,
  type ClassWords,
} from "../map/classes";
import { areaFill, CHANGE, DEMAND } from "../map/colours";
import type { LegendLine } from "../map/mapView";

export type ComparedView = "distance" | "change" | "demand" | "districts";

export interface MapColours {
  colours: Map<string, string>;
  legend: LegendLine[];
  hatched: Set<string>;
}

const UNCHANGED = 50; // metres, as on the maps of the report

/** Which views there are of two plans. */
export function viewsOf(a: ComparedPlan, b: ComparedPlan): ComparedView[] {
  const posts = distances(a).size > 0 && distances(b).size > 0;
  return [
    ...(posts ? (["distance", "change"] as const) : []),
    ...(a.districts && b.districts ? (["districts"] as const) : []),
    "demand",
  ];
}

/** Colours and legends of both maps; `number` writes a figure of the legend. */
export function comparedColours(
  view: ComparedView,
  zones: readonly string[],
  a: ComparedPlan,
  b: ComparedPlan,
  calls: ReadonlyMap<string, number>,
  number: (value: number, unit: string) => string,
): [MapColours, MapColours] {
  if (view === "districts") {
    const own = new Map(namesOf(a).map((name, place) => [name, place]));
    return [districtColours(zones, a, own), districtColours(zones, b, coloursCarriedOver(a, b))];
  }
  if (view === "demand") {
    const classes = demandClasses(zones.map((zone) => calls.get(zone)), wordsOf((value) => number(value, "count")));
    const both = shown(zones, classes, DEMAND);
    return [both, both];
  }
  const words = wordsOf((value) => number(value, "m"));
  const [far, near] = [distances(a), distances(b)];
  const each = sharedClasses(
    [far, near].map((held) => zones.map((zone) => held.get(zone))),
    6,
    words,
  ) as [Classes, Classes];
  const [first, second] = [shown(zones, each[0], DEMAND.slice(1)), shown(zones, each[1], DEMAND.slice(1))];
  return view === "distance" ? [first, second] : [first, changed(zones, far, near, words)];
}

/** Zones in whose table of distances something is known. */
export const distances = (plan: ComparedPlan): Map<string, number> => columnOf(plan.judged, "zone", "metres");

function changed(
  zones: readonly string[],
  was: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
  words: ClassWords,
): MapColours {
  const differences = zones.map((zone) => {
    const [before, after] = [was.get(zone), now.get(zone)];
    return before === undefined || after === undefined ? undefined : after - before;
  });
  const map = shown(zones, changeClasses(differences, UNCHANGED, words), CHANGE);
  const middle = (map.legend.length - 1) / 2;
  const legend: LegendLine[] = map.legend.map((line, place) => ({ ...line, label: sideOf(place - middle, line.label) }));
  legend.push({ colour: CHANGE[middle + 1] ?? "", label: t("compare.farther"), mark: "hatch" });
  const hatched = new Set(zones.filter((_, place) => (differences[place] ?? 0) > UNCHANGED));
  return { colours: map.colours, legend, hatched };
}

function sideOf(side: number, label: string): string {
  if (side === 0) return t("compare.alike", { label });
  return t(side < 0 ? "compare.nearerBy" : "compare.fartherBy", { label });
}

/** Place of the colour of each district of b: that of the district of a with which it shares most zones, once each. */
export function coloursCarriedOver(a: ComparedPlan, b: ComparedPlan): Map<string, number> {
  const before = namesOf(a);
  const shared = new Map<string, { name: string; was: string; zones: number }>();
  for (const [zone, name] of Object.entries(b.districts ?? {})) {
    const was = a.districts?.[zone];
    if (was === undefined) continue;
    const pair = shared.get(`${name}\n${was}`) ?? { name, was, zones: 0 };
    shared.set(`${name}\n${was}`, { ...pair, zones: pair.zones + 1 });
  }
  const places = new Map<string, number>();
  const taken = new Set<string>();
  for (const { name, was } of [...shared.values()].sort((one, other) => other.zones - one.zones)) {
    if (places.has(name) || taken.has(was)) continue;
    places.set(name, before.indexOf(was));
    taken.add(was);
  }
  let next = before.length;
  for (const name of namesOf(b)) if (!places.has(name)) places.set(name, next++);
  return places;
}

function districtColours(zones: readonly string[], plan: ComparedPlan, places: ReadonlyMap<string, number>): MapColours {
  const colours = new Map<string, string>();
  for (const zone of zones) {
    const place = places.get(plan.districts?.[zone] ?? "");
    if (place !== undefined) colours.set(zone, areaFill(place));
  }
  return { colours, legend: [], hatched: new Set() };
}

function namesOf(plan: ComparedPlan): string[] {
  return [...new Set(Object.values(plan.districts ?? {}))].sort((one, other) =>
    one.localeCompare(other, undefined, { numeric: true }),
  );
}

function shown(zones: readonly string[], classes: Classes, palette: readonly string[]): MapColours {
  return { colours: classColours(zones, classes, palette), legend: legendOf(classes, palette), hatched: new Set() };
}

function wordsOf(number: (value: number) => string): ClassWords {
  return { ...CLASS_WORDS, number };
}
