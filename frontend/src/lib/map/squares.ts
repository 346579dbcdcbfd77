/** Squares of incidents: the more incidents, the more of its place a square fills. */

import type { FeatureCollection, Position } from "geojson";

const SHARES = [0.25, 0.4, 0.55, 0.7, 0.85];

/** The same squares, each shrunk so that its area says the count beside the largest, in five classes. */
export function shrunkSquares(squares: FeatureCollection): FeatureCollection {
  const counts = squares.features.map(({ properties }) => Number(properties?.incidents ?? 1));
  const top = Math.max(1, ...counts);
  const features = squares.features.map((feature, at) => {
    if (feature.geometry?.type !== "Polygon") return feature;
    const share = SHARES[classOf(counts[at] as number, top)] as number;
    const coordinates = feature.geometry.coordinates.map((ring) => shrunk(ring, share));
    return { ...feature, properties: {}, geometry: { ...feature.geometry, coordinates } };
  });
  return { type: "FeatureCollection", features };
}

/** By the square root, which makes the area say the count. */
function classOf(count: number, top: number): number {
  const share = Math.sqrt(Math.max(count, 0) / top);
  return Math.min(SHARES.length - 1, Math.floor(share * SHARES.length));
}

function shrunk(ring: readonly Position[], share: number): Position[] {
  const corners = ring.slice(0, -1);
  const middle = [0, 1].map((axis) => corners.reduce((sum, at) => sum + (at[axis] as number), 0) / corners.length);
  return ring.map((at) => middle.map((value, axis) => value + share * ((at[axis] as number) - value)));
}
