// What the two maps of a comparison are coloured by. Both have the same classes, so that a colour means the same on both.

import type { ComparedPlan } from "../api/compare";
import { columnOf } from "../bench/judgedFigures";
import { areaFill } from "../map/colours";
import { changeMap, demandMap, distanceMaps, type Amount, type ZoneMap } from "../map/zoneMaps";

export type ComparedView = "distance" | "change" | "demand" | "districts";

/** Which views there are of two plans. */
export function viewsOf(a: ComparedPlan, b: ComparedPlan): ComparedView[] {
  const posts = distances(a).size > 0 && distances(b).size > 0;
  return [
    ...(posts ? (["distance", "change"] as const) : []),
    ...(a.districts && b.districts ? (["districts"] as const) : []),
    "demand",
  ];
}

/** Colours and legends of both maps; `amount` writes a figure of the legend. */
export function comparedColours(
  view: ComparedView,
  zones: readonly string[],
  a: ComparedPlan,
  b: ComparedPlan,
  calls: ReadonlyMap<string, number>,
  amount: Amount,
): [ZoneMap, ZoneMap] {
  if (view === "districts") {
    const own = new Map(namesOf(a).map((name, place) => [name, place]));
    return [districtColours(zones, a, own), districtColours(zones, b, coloursCarriedOver(a, b))];
  }
  if (view === "demand") {
    const both = demandMap(zones, calls, amount);
    return [both, both];
  }
  const change = { before: distances(a), after: distances(b), from: "a" } as const;
  const maps = distanceMaps(zones, change, amount);
  return view === "distance" ? maps : [maps[0], changeMap(zones, change, amount)];
}

/** Distance of every zone to its nearest post, where it is known. */
const distances = (plan: ComparedPlan): Map<string, number> => columnOf(plan.judged, "zone", "metres");

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

function districtColours(zones: readonly string[], plan: ComparedPlan, places: ReadonlyMap<string, number>): ZoneMap {
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
