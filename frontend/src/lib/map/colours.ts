/** The colours of the report (beatwright.show.figures.palette), kept in one file that a test compares with it. */

import palette from "./palette.json";

export const INK: string = palette.ink;
/** Sequential, light to dark; the first is for zones without calls. */
export const DEMAND: readonly string[] = palette.demand;
/** Diverging: nearer than today is green, farther is brown. */
export const CHANGE: readonly string[] = palette.change;
/** Light fills of districts, which carry labels. */
export const AREA_FILLS: readonly string[] = palette.areas;
/** For zones of which nothing is known. */
export const UNKNOWN = "#ffffff";
/** Round what must show on any ground. */
export const HALO = "#ffffff";
/** What has the focus, as --focus of the theme. */
export const FOCUS = "#0b66c3";
/** Outside the city, as --map-ground of the theme. */
export const OUTSIDE = "#eef1f4";

/** The fill of a district: by its place in the list of districts, so that it keeps its colour while it is painted. */
export function areaFill(place: number): string {
  return AREA_FILLS[((place % AREA_FILLS.length) + AREA_FILLS.length) % AREA_FILLS.length] as string;
}
