import type { FeatureCollection } from "geojson";

export interface SiteDistances {
  /** Sites where a post may stand. */
  candidates: ReadonlySet<string>;
  /** Metres as the crow flies; null where a site is not known. */
  between(from: string, to: string): number | null;
}

const METRES_A_DEGREE = 111_320;

/** Distances between sites over a city, where the earth is flat enough: to sort what is near, not to judge. */
export function siteDistances(sites: FeatureCollection | null): SiteDistances {
  const places = new Map<string, readonly [number, number]>();
  const candidates = new Set<string>();
  for (const { geometry, properties } of sites?.features ?? []) {
    if (geometry.type !== "Point" || !properties) continue;
    const [east = 0, north = 0] = geometry.coordinates;
    places.set(String(properties.site), [east, north]);
    if (properties.candidate !== false) candidates.add(String(properties.site));
  }
  return {
    candidates,
    between(from, to) {
      const [a, b] = [places.get(from), places.get(to)];
      if (!a || !b) return null;
      const east = (b[0] - a[0]) * Math.cos(((a[1] + b[1]) / 2) * (Math.PI / 180));
      return METRES_A_DEGREE * Math.hypot(east, b[1] - a[1]);
    },
  };
}

export interface FreeSite {
  site: string;
  name: string;
  /** From the post that would move there; null for a new one. */
  metres: number | null;
}

/** The sites where a post may go, the nearest to `from` first. */
export function freeSites(
  names: ReadonlyMap<string, string>,
  distances: SiteDistances,
  posts: readonly { site: string }[],
  from: string | null,
): FreeSite[] {
  const taken = new Set(posts.map(({ site }) => site));
  return [...names]
    .filter(([site]) => !taken.has(site) && distances.candidates.has(site))
    .map(([site, name]) => ({ site, name, metres: from === null ? null : distances.between(from, site) }))
    .sort((a, b) => (a.metres ?? 0) - (b.metres ?? 0) || a.name.localeCompare(b.name));
}
