import { mapLayer } from "../api/cases";
import type { MapData } from "../map/mapView";

/** Return the layers that a map for reading needs. */
export async function mapOfCase(c: number): Promise<MapData> {
  const [boundary, zones, sites] = await Promise.all([
    mapLayer(c, "boundary"),
    mapLayer(c, "zones"),
    mapLayer(c, "sites"),
  ]);
  return { boundary, zones, sites };
}

/** Return what people call the sites of a map. */
export function siteNames(data: MapData): Map<string, string> {
  return new Map(
    data.sites.features.map(({ properties }) => [String(properties?.site), String(properties?.name ?? properties?.site)]),
  );
}
