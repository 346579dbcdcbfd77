/** Outlines of districts, and where their names stand. */

import type { City } from "./city";
import type { Point } from "./plane";
import type { DistrictName } from "./overlay";

/** The line along every border where the district changes. */
export function outlinesOf(city: City, district: readonly (string | undefined)[]): Path2D {
  const path = new Path2D();
  for (const { from, to } of city.borders.outlines(district)) {
    path.moveTo(from[0], from[1]);
    path.lineTo(to[0], to[1]);
  }
  return path;
}

/** Each name in the largest piece of its district, in the zone nearest to the middle of the piece. */
export function namesOf(
  city: City,
  district: readonly (string | undefined)[],
  names: ReadonlyMap<string, string>,
): DistrictName[] {
  return [...city.borders.pieces(district)].map(([number, pieces]) => ({
    name: names.get(number) ?? number,
    at: placeOf(city, largest(city, pieces)),
  }));
}

function largest(city: City, pieces: readonly number[][]): readonly number[] {
  const area = (piece: readonly number[]): number => piece.reduce((sum, at) => sum + (city.zones[at]?.area ?? 0), 0);
  return pieces.reduce<readonly number[]>((best, piece) => (area(piece) > area(best) ? piece : best), []);
}

function placeOf(city: City, piece: readonly number[]): Point {
  let [x, y, weight] = [0, 0, 0];
  for (const number of piece) {
    const zone = city.zones[number];
    if (!zone) continue;
    x += zone.middle[0] * zone.area;
    y += zone.middle[1] * zone.area;
    weight += zone.area;
  }
  const mean: Point = [x / weight, y / weight];
  if (piece.includes(city.index.at(mean))) return mean;
  const middles = piece.map((number) => city.zones[number]?.middle ?? mean);
  const away = (at: Point): number => Math.hypot(at[0] - mean[0], at[1] - mean[1]);
  return middles.reduce((best, at) => (away(at) < away(best) ? at : best));
}
