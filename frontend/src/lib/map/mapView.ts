/** The map of a plan: zones, posts and districts, drawn and moved by hand. The only door to this folder. */

import type { FeatureCollection } from "geojson";
import type { Camera, Direction, LngLat } from "./plane";
import "./map.css";

export type { Camera, Direction, LngLat };

/** Layers in longitude and latitude. */
export interface MapData {
  boundary: FeatureCollection;
  /** Polygons with the property `zone_id`. */
  zones: FeatureCollection;
  /** Points with the properties `site` and `name`; where `candidate` is false no post may go there. */
  sites: FeatureCollection;
  /** Squares with the property `incidents`. */
  squares?: FeatureCollection;
}

export interface PostMark {
  slot: number;
  site: string;
  locked: boolean;
  /** Marked by a broken ring. */
  worse?: boolean;
}

export interface MapOptions {
  data: MapData;
  /** What a screen reader says of the map. */
  label: string;
  /**
   * True: draw on a canvas, as where a browser has no WebGL2. False: by MapLibre wherever there is WebGL2. Left out: by
   * MapLibre where a graphics card draws, on a canvas where it is missing or imitated, which is faster there.
   */
  canvas?: boolean;
  /** Nothing can be dragged or painted. */
  readonly?: boolean;
}

export interface LegendLine {
  colour: string;
  label: string;
  mark?: "fill" | "hatch";
}

/** A post by its slot, or a zone or a site by its name. */
export interface MapKey {
  post?: number;
  unit?: string;
  site?: string;
}

/** `pick` only clicks; `add` clicks sites; the others paint. Posts are dragged with `pan` and `add`. */
export type Tool = "pan" | "add" | "brush" | "rectangle" | "unit" | "pick";

/** What each event tells. */
export interface MapEvents {
  /** The site that the post snaps to; null where the pointer left the map. `drop` has a new site, else it is `cancel`. */
  dragpost: [slot: number, site: string | null, phase: "move" | "drop" | "cancel"];
  clickpost: [slot: string];
  clicksite: [site: string];
  clickunit: [unit: string];
  /** "" where the pointer leaves the zones. */
  hoverunit: [unit: string];
  /** All units of the stroke so far, in the order in which it took them. */
  paint: [units: string[], phase: "stroke" | "end" | "cancel"];
}

export interface MapView {
  /** What draws the ground now: the canvas at first, so that there is a map at once. */
  readonly backEnd: "webgl" | "canvas";
  setZoneColours(colours: ReadonlyMap<string, string>, legend: readonly LegendLine[]): void;
  setHatched(zones: ReadonlySet<string>): void;
  /** Posts, and the sites of today's as rings. */
  setPosts(posts: readonly PostMark[], today: readonly string[]): void;
  /** District of every zone, and the name of every district; null takes outlines and names away. */
  setDistricts(label: ReadonlyMap<string, string> | null, names: ReadonlyMap<string, string>): void;
  setSquares(squares: FeatureCollection | null): void;
  setSelected(key: MapKey | null): void;
  setTool(tool: Tool, brushMetres?: number): void;
  /** Colour of the stroke that is being painted. */
  setPaintColour(colour: string | null): void;
  on<Name extends keyof MapEvents>(event: Name, listener: (...told: MapEvents[Name]) => void): () => void;
  /** The candidate site nearest to a place; "" where there is none. */
  nearestSite(lngLat: LngLat): string;
  siteInDirection(site: string, direction: Direction, taken: ReadonlySet<string>): string | null;
  unitInDirection(unit: string, direction: Direction): string | null;
  camera(): Camera;
  /** Does not tell the listeners of `onCamera`: two maps may follow each other. */
  setCamera(camera: Camera): void;
  onCamera(listener: (camera: Camera) => void): () => void;
  fit(): void;
  /** Pixels from the upper left corner of the container; null for what is not on the map. */
  screenOf(key: MapKey): { x: number; y: number } | null;
  destroy(): void;
}

/** An element that holds a map: for tests, which find by it where a post is. */
export interface MapElement extends HTMLElement {
  mapView?: MapView;
}

/** Draw a map into an element that has a size: by MapLibre, or on a canvas where the browser has no WebGL2. */
export async function createMap(container: HTMLElement, options: MapOptions): Promise<MapView> {
  const { PlanMap } = await import("./planMap");
  return new PlanMap(container, options);
}
