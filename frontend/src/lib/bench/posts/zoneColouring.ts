// What the zones of the posts' map are coloured by: demand, distance to the nearest post, or change against today.

import { changeMap, demandMap, distanceMaps, type Amount, type ZoneMap } from "../../map/zoneMaps";

export type Colouring = "demand" | "distance" | "change";
export const COLOURINGS: readonly Colouring[] = ["change", "distance", "demand"];

export interface ZoneFigures {
  /** Ids of the zones, in the order of the city. */
  zones: readonly string[];
  calls: ReadonlyMap<string, number>;
  distance: ReadonlyMap<string, number>;
  today: ReadonlyMap<string, number>;
}

/** Colours, legend and hatching of the zones; `amount` writes a figure of the legend. */
export function coloured(by: Colouring, { zones, calls, distance, today }: ZoneFigures, amount: Amount): ZoneMap {
  if (by === "demand") return demandMap(zones, calls, amount);
  const change = { before: today, after: distance, from: "today" } as const;
  return by === "change" ? changeMap(zones, change, amount) : distanceMaps(zones, change, amount)[1];
}
