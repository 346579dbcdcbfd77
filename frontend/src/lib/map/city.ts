/** The layers of a case, made ready for drawing and searching. */

import type { FeatureCollection, Position } from "geojson";
import { Borders } from "./borders";
import type { MapData } from "./mapView";
import { boxOf, Plane, type Box, type LngLat, type Point } from "./plane";
import { polygonsOf, zonesOf, type Polygon, type Zone } from "./shapes";
import { ZoneIndex } from "./zoneIndex";

export interface Site {
  id: string;
  point: Point;
  /** Whether a post may go there. */
  candidate: boolean;
}

export class City {
  readonly plane: Plane;
  readonly zones: readonly Zone[];
  readonly index: ZoneIndex;
  readonly sites: readonly Site[];
  readonly boundary: readonly Polygon[];
  readonly box: Box;
  private readonly zoneNumbers: Map<string, number>;
  private readonly siteNumbers: Map<string, number>;
  private readonly paths = new Map<number, Path2D>();
  private known: Borders | null = null;

  constructor({ boundary, zones, sites }: MapData) {
    this.plane = new Plane(middleOfLayers([zones, boundary, sites]));
    this.zones = zonesOf(zones, this.plane);
    this.index = new ZoneIndex(this.zones);
    this.sites = sitesOf(sites, this.plane);
    this.boundary = boundary.features.flatMap(({ geometry }) => polygonsOf(geometry, this.plane));
    this.box = this.bounds();
    this.zoneNumbers = new Map(this.zones.map(({ id }, number) => [id, number]));
    this.siteNumbers = new Map(this.sites.map(({ id }, number) => [id, number]));
  }

  /** Made when first asked for: it takes a moment in a large city. */
  get borders(): Borders {
    return (this.known ??= new Borders(this.index));
  }

  get hasBorders(): boolean {
    return this.known !== null;
  }

  zoneNumber(id: string): number | undefined {
    return this.zoneNumbers.get(id);
  }

  zone(id: string): Zone | undefined {
    return this.zones[this.zoneNumbers.get(id) ?? -1];
  }

  site(id: string): Site | undefined {
    return this.sites[this.siteNumbers.get(id) ?? -1];
  }

  /** The candidate nearest to a point, of those that are not taken. */
  nearestSite(point: Readonly<Point>, taken: ReadonlySet<string>): Site | null {
    let nearest: Site | null = null;
    let least = Infinity;
    for (const site of this.sites) {
      if (!site.candidate || taken.has(site.id)) continue;
      const distance = Math.hypot(site.point[0] - point[0], site.point[1] - point[1]);
      if (distance < least) [nearest, least] = [site, distance];
    }
    return nearest;
  }

  /** The outline of a zone on the plane. */
  path(number: number): Path2D {
    const known = this.paths.get(number);
    if (known) return known;
    const path = pathOf(this.zones[number]?.polygons ?? []);
    this.paths.set(number, path);
    return path;
  }

  private bounds(): Box {
    const boundary = this.boundary.flatMap((polygon) => polygon[0] ?? []);
    if (boundary.length) return boxOf(boundary);
    return this.zones.length ? this.index.box : boxOf(this.sites.map(({ point }) => point));
  }
}

/** Rings are closed by a line: Chromium's `closePath` walks over all that was drawn before. */
export function pathOf(polygons: readonly Polygon[]): Path2D {
  const path = new Path2D();
  for (const ring of polygons.flat()) {
    const [first] = ring;
    if (!first) continue;
    path.moveTo(first[0], first[1]);
    for (const [x, y] of ring) path.lineTo(x, y);
    path.lineTo(first[0], first[1]);
  }
  return path;
}

function sitesOf(layer: FeatureCollection, plane: Plane): Site[] {
  return layer.features.flatMap(({ geometry, properties }) =>
    geometry?.type === "Point"
      ? {
          id: String(properties?.site),
          point: plane.point(geometry.coordinates),
          candidate: properties?.candidate !== false,
        }
      : [],
  );
}

function middleOfLayers(layers: readonly FeatureCollection[]): LngLat {
  const layer = layers.find(({ features }) => features.length > 0);
  if (!layer) return [0, 0];
  const box = boxOf(layer.features.flatMap(({ geometry }) => (geometry ? [...positionsOf(geometry)] : [])));
  return [(box.left + box.right) / 2, (box.bottom + box.top) / 2];
}

function* positionsOf(geometry: GeoJSON.Geometry): Generator<Point> {
  if (geometry.type === "GeometryCollection") {
    for (const one of geometry.geometries) yield* positionsOf(one);
  } else yield* flat(geometry.coordinates);
}

type Nested = Position | Nested[];

function* flat(nested: Nested): Generator<Point> {
  const [first, second] = nested;
  if (typeof first === "number" && typeof second === "number") yield [first, second];
  else for (const one of nested) if (typeof one !== "number") yield* flat(one);
}
