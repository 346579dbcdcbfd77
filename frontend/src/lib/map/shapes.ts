/** Polygons on the plane of a city. */

import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import { boxOf, type Box, type Plane, type Point } from "./plane";

export type Ring = Point[];
export type Polygon = Ring[];

export interface Zone {
  id: string;
  polygons: Polygon[];
  box: Box;
  /** A point inside: where a label stands, and what a brush must reach. */
  middle: Point;
  area: number;
}

/** Every polygon of a geometry, without the closing point of its rings. */
export function polygonsOf(geometry: Geometry | null, plane: Plane): Polygon[] {
  if (geometry?.type === "Polygon") return [rings(geometry.coordinates, plane)];
  if (geometry?.type === "MultiPolygon") return geometry.coordinates.map((one) => rings(one, plane));
  if (geometry?.type === "GeometryCollection") return geometry.geometries.flatMap((one) => polygonsOf(one, plane));
  return [];
}

function rings(coordinates: Position[][], plane: Plane): Polygon {
  return coordinates.map((ring) => ring.slice(0, -1).map((position) => plane.point(position)));
}

export function zonesOf(layer: FeatureCollection, plane: Plane): Zone[] {
  return layer.features.map((feature) => zoneOf(feature, plane));
}

function zoneOf(feature: Feature, plane: Plane): Zone {
  const polygons = polygonsOf(feature.geometry, plane);
  return {
    id: String(feature.properties?.zone_id),
    polygons,
    box: boxOf(polygons.flatMap((polygon) => polygon[0] ?? [])),
    middle: middleOf(polygons),
    area: polygons.reduce((sum, polygon) => sum + areaOf(polygon), 0),
  };
}

export function* edgesOf(polygons: readonly Polygon[]): Generator<[Point, Point]> {
  for (const polygon of polygons) {
    for (const ring of polygon) {
      let before = ring[ring.length - 1];
      for (const point of ring) {
        if (before) yield [before, point];
        before = point;
      }
    }
  }
}

/** Whether a point lies within: the even-odd rule, so holes need no care. */
export function contains(polygons: readonly Polygon[], [x, y]: Readonly<Point>): boolean {
  let inside = false;
  for (const [a, b] of edgesOf(polygons)) {
    if (a[1] > y !== b[1] > y && x < a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1])) inside = !inside;
  }
  return inside;
}

function signedArea(ring: Ring): number {
  let sum = 0;
  for (const [a, b] of edgesOf([[ring]])) sum += a[0] * b[1] - b[0] * a[1];
  return sum / 2;
}

export function areaOf(polygon: Polygon): number {
  return polygon.reduce((sum, ring, at) => sum + (at === 0 ? 1 : -1) * Math.abs(signedArea(ring)), 0);
}

/** The centroid of the largest polygon, moved along its row to the widest stretch inside where it lies outside. */
export function middleOf(polygons: readonly Polygon[]): Point {
  const largest = [...polygons].sort((one, other) => areaOf(other) - areaOf(one))[0];
  const outer = largest?.[0];
  if (!largest || !outer) return [0, 0];
  const centroid = centroidOf(outer);
  return contains([largest], centroid) ? centroid : (widestOfRow(largest, centroid[1]) ?? centroid);
}

function centroidOf(ring: Ring): Point {
  const [ox, oy] = ring[0] ?? [0, 0]; // near the origin, so that small rings lose no digits
  let [x, y, sum] = [0, 0, 0];
  for (const [a, b] of edgesOf([[ring]])) {
    const cross = (a[0] - ox) * (b[1] - oy) - (b[0] - ox) * (a[1] - oy);
    x += (a[0] + b[0] - 2 * ox) * cross;
    y += (a[1] + b[1] - 2 * oy) * cross;
    sum += cross;
  }
  return sum === 0 ? [ox, oy] : [ox + x / (3 * sum), oy + y / (3 * sum)];
}

function widestOfRow(polygon: Polygon, y: number): Point | null {
  const crossings: number[] = [];
  for (const [a, b] of edgesOf([polygon])) {
    if (a[1] > y !== b[1] > y) crossings.push(a[0] + ((y - a[1]) * (b[0] - a[0])) / (b[1] - a[1]));
  }
  crossings.sort((one, other) => one - other);
  let best: Point | null = null;
  let width = 0;
  for (let at = 0; at + 1 < crossings.length; at += 2) {
    const [from = 0, to = 0] = [crossings[at], crossings[at + 1]];
    if (to - from > width) [best, width] = [[(from + to) / 2, y], to - from];
  }
  return best;
}

/** Distance in metres from a point to the stretch from `a` to `b`. */
export function distanceToStretch(point: Readonly<Point>, a: Readonly<Point>, b: Readonly<Point>): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(point[0] - a[0] - share * dx, point[1] - a[1] - share * dy);
}

/** Whether the stretches a-b and c-d share a point. */
export function stretchesMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  const [abc, abd] = [turn(a, b, c), turn(a, b, d)];
  const [cda, cdb] = [turn(c, d, a), turn(c, d, b)];
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return (
    (abc === 0 && within(a, b, c)) ||
    (abd === 0 && within(a, b, d)) ||
    (cda === 0 && within(c, d, a)) ||
    (cdb === 0 && within(c, d, b))
  );
}

function turn(a: Point, b: Point, c: Point): number {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

function within(a: Point, b: Point, point: Point): boolean {
  return (
    Math.min(a[0], b[0]) <= point[0] &&
    point[0] <= Math.max(a[0], b[0]) &&
    Math.min(a[1], b[1]) <= point[1] &&
    point[1] <= Math.max(a[1], b[1])
  );
}
