// How districts look on the map: those of the draft, or those that a search has found.

import type { PlanDict } from "../../api/shapes";
import { t } from "../../i18n";
import { areaFill, UNKNOWN } from "../../map/colours";
import type { LegendLine } from "../../map/mapView";
import type { Drawing } from "./drawing.svelte";

export type DistrictColouring = "district" | "calls";

export interface DrawnDistricts {
  /** District of every unit that has one. */
  labels: ReadonlyMap<string, string>;
  names: ReadonlyMap<string, string>;
  /** Place of every district in the list, which decides its colour. */
  place: ReadonlyMap<string, number>;
}

export function districtsOfDraft(drawing: Drawing): DrawnDistricts {
  const place = new Map(drawing.districts.map(({ number }, at) => [String(number), at]));
  return { labels: drawing.labels, names: drawing.names, place };
}

/** The districts of a plan; one with a name that the draft has too keeps its colour. */
export function districtsFound(drawing: Drawing, plan: PlanDict): DrawnDistricts {
  const given = Object.entries(plan.districts ?? {});
  const names = [...new Set(given.map(([, name]) => name))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const numberOf = new Map([...drawing.names].map(([number, name]) => [name, number]));
  const key = (name: string): string => numberOf.get(name) ?? name;
  const { place } = districtsOfDraft(drawing);
  return {
    labels: new Map(given.map(([unit, name]) => [unit, key(name)])),
    names: new Map(names.map((name) => [key(name), name])),
    place: new Map(names.map((name, at) => [key(name), place.get(key(name)) ?? at])),
  };
}

/** Colours of the zones by district, and the legend. */
export function colouredByDistrict(
  zones: readonly string[],
  { labels, names, place }: DrawnDistricts,
): { colours: Map<string, string>; legend: LegendLine[] } {
  const fill = (unit: string): string => {
    const at = place.get(labels.get(unit) ?? "");
    return at === undefined ? UNKNOWN : areaFill(at);
  };
  const legend: LegendLine[] = [...names].map(([number, label]) => ({ colour: areaFill(place.get(number) ?? 0), label }));
  if (labels.size < zones.length) legend.push({ colour: UNKNOWN, label: t("districts.no_district") });
  return { colours: new Map(zones.map((unit) => [unit, fill(unit)])), legend };
}

/** The line of the legend that says what is hatched: units that moved, or those of locked districts. */
export function hatchLegend(units: ReadonlySet<string>, moved: boolean): LegendLine[] {
  const label = t(moved ? "districts.moved_legend" : "districts.locked_legend");
  return units.size ? [{ colour: UNKNOWN, label, mark: "hatch" }] : [];
}
