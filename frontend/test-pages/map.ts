/** A page that holds maps and nothing else, for the tests of the map in a browser. */

import "../src/theme.css";
import "./map.css";
import { createMap, type MapData, type MapOptions, type MapView } from "../src/lib/map/mapView";

const NAMES = ["boundary", "zones", "sites", "squares"] as const;

async function layers(): Promise<MapData> {
  const read = NAMES.map(async (name) => (await fetch(`./${name}.geojson`)).json());
  const [boundary, zones, sites, squares] = await Promise.all(read);
  return { boundary, zones, sites, squares };
}

/** What the test of a map tells and asks by `page.evaluate`. */
const tests = {
  layers,
  told: [] as unknown[][],
  async make(id: string, options: Partial<MapOptions> = {}): Promise<MapView> {
    const container = document.getElementById(id);
    if (container === null) throw new Error(`no element ${id}`);
    const data = options.data ?? (await layers());
    const view = await createMap(container, { label: "Map of the test", ...options, data });
    for (const event of ["dragpost", "clickpost", "clicksite", "clickunit", "paint"] as const) {
      view.on(event, (...told: unknown[]) => tests.told.push([event, ...told]));
    }
    return view;
  },
};

declare global {
  interface Window {
    mapTests: typeof tests;
  }
}

window.mapTests = tests;
