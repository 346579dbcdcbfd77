import type { FeatureCollection } from "geojson";

/** Sizes of the brush: how far it reaches beside its path, in sides of a usual zone, and in steps over borders by key. */
export const BRUSHES = [
  { key: "s", sides: 0, steps: 0 },
  { key: "m", sides: 1.15, steps: 1 },
  { key: "l", sides: 2.15, steps: 2 },
] as const;

/** How far a brush reaches beside its path, in metres; the smallest takes what it runs over only. */
export function brushMetres(size: number, side: number): number {
  return Math.max(1, (BRUSHES[size]?.sides ?? 0) * side);
}

/** The side of a square as large as the zone in the middle by area, in metres. */
export function usualSide(zones: FeatureCollection | null): number {
  const areas = (zones?.features ?? [])
    .map(({ properties }) => Number(properties?.area_km2))
    .filter((area) => area > 0)
    .sort((a, b) => a - b);
  return 1_000 * Math.sqrt(areas[areas.length >> 1] ?? 0.25);
}
