/** The colours of the report (beatwright.show.figures.palette), kept in one file that a test compares with it. */

import palette from "./palette.json";

export const INK: string = palette.ink;
/** Sequential, light to dark; the first is for zones without calls. */
export const DEMAND: readonly string[] = palette.demand;
/** Diverging: nearer than today is green, farther is brown. */
export const CHANGE: readonly string[] = palette.change;
/** Light fills of districts, which carry labels. */
export const AREA_FILLS: readonly string[] = palette.areas;
export const LINES: readonly string[] = palette.lines;
/** For zones of which nothing is known. */
export const UNKNOWN = "#ffffff";

/** The fill of a district: by its place in the list of districts, so that it keeps its colour while it is painted. */
export function areaFill(place: number): string {
  return AREA_FILLS[((place % AREA_FILLS.length) + AREA_FILLS.length) % AREA_FILLS.length] as string;
}

/** Fills for areas that touch: neighbours differ as far as the palette reaches, and every colour is used as often. */
export function colourAreas(neighbours: readonly (readonly number[])[]): string[] {
  const chosen: number[] = [];
  const used = AREA_FILLS.map(() => 0);
  for (const near of neighbours) {
    const taken = new Set(near.map((other) => chosen[other]));
    const free = AREA_FILLS.map((_, fill) => fill).filter((fill) => !taken.has(fill));
    const choice = (free.length ? free : AREA_FILLS.map((_, fill) => fill)).reduce((best, fill) =>
      (used[fill] as number) < (used[best] as number) ? fill : best,
    );
    used[choice] = (used[choice] as number) + 1;
    chosen.push(choice);
  }
  return chosen.map(areaFill);
}
