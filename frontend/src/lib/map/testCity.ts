/** Made-up cities for the tests of the map, from a seed. */

import type { Feature, FeatureCollection } from "geojson";
import { Plane, type LngLat, type Point } from "./plane";
import { zonesOf, type Zone } from "./shapes";
import { ZoneIndex } from "./zoneIndex";

export const MIDDLE: LngLat = [-93.6, 37.8];
export const PLANE = new Plane(MIDDLE);

/** Numbers in [0, 1) from a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function points(count: number, seed: number, metres = 5000): Point[] {
  const draw = random(seed);
  return Array.from({ length: count }, () => [(draw() - 0.5) * 2 * metres, (draw() - 0.5) * 2 * metres]);
}

export function polygonFeature(id: string, ring: readonly Point[], holes: readonly Point[][] = []): Feature {
  const closed = [ring, ...holes].map((one) => [...one, one[0] as Point].map((point) => PLANE.lngLat(point)));
  return { type: "Feature", properties: { zone_id: id }, geometry: { type: "Polygon", coordinates: closed } };
}

/** A board of bent squares: corners are shared, and shifted at random by up to a third of a side. */
export function board(columns: number, rows: number, side: number, seed: number): FeatureCollection {
  const draw = random(seed);
  const corner = Array.from({ length: rows + 1 }, (_, row) =>
    Array.from({ length: columns + 1 }, (_, column): Point => {
      const [dx, dy] = [(draw() - 0.5) * side * 0.6, (draw() - 0.5) * side * 0.6];
      return [(column - columns / 2) * side + dx, (row - rows / 2) * side + dy];
    }),
  );
  const at = (row: number, column: number): Point => corner[row]?.[column] as Point;
  const features: Feature[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const ring = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column)];
      features.push(polygonFeature(`r${row}c${column}`, ring));
    }
  }
  return { type: "FeatureCollection", features };
}

export function indexOf(layer: FeatureCollection): ZoneIndex {
  return new ZoneIndex(zonesOf(layer, PLANE));
}

export function idsOf(zones: readonly Zone[], numbers: readonly number[]): string[] {
  return numbers.map((number) => (zones[number] as Zone).id);
}
