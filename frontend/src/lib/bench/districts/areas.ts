import type { FeatureCollection } from "geojson";

/** The area of the city that each unit lies in, where the city has areas. */
export function areasOf(zones: FeatureCollection | null): Map<string, string> {
  const found = new Map<string, string>();
  for (const { properties } of zones?.features ?? []) {
    if (properties?.parent != null) found.set(String(properties.zone_id), String(properties.parent));
  }
  return found;
}

/** Whether every district lies within one area. */
export function keepsWithin(labels: ReadonlyMap<string, string>, areas: ReadonlyMap<string, string>): boolean {
  const area = new Map<string, string | undefined>();
  for (const [unit, district] of labels) {
    if (area.has(district) && area.get(district) !== areas.get(unit)) return false;
    area.set(district, areas.get(unit));
  }
  return true;
}
