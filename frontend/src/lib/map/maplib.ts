/** The ground by MapLibre GL, where the browser has WebGL2. No style, glyphs, sprites or tiles from anywhere. */

import type { FeatureCollection } from "geojson";
import { Map as GlMap, setWorkerUrl, type GeoJSONSource, type StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { GROUND, HATCH_RATIO, hatchTile, ZOOMS, type BackEnd, type BackEndEvents } from "./backEnd";
import type { MapData } from "./mapView";
import type { Camera } from "./plane";

const RETURNS_WITHIN = 3_000; // milliseconds that a lost context may take to come back
const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] };

export class GlBackEnd implements BackEnd {
  readonly kind = "webgl";
  private fills: readonly string[] = [];
  private hatched: readonly boolean[] = [];
  private shown: { fill?: string; hatch?: boolean }[] = [];
  private waiting: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    private readonly map: GlMap,
    events: BackEndEvents,
  ) {
    hideFromReaders(map);
    map.on("render", events.drawn);
    map.on("move", events.moved);
    map.on("idle", events.idle);
    map.on("webglcontextlost", () => {
      this.waiting = setTimeout(events.lost, RETURNS_WITHIN);
    });
    map.on("webglcontextrestored", () => this.returned());
  }

  /** Throws where no context can be had. */
  static async create(surface: HTMLElement, data: MapData, camera: Camera, events: BackEndEvents): Promise<GlBackEnd> {
    setWorkerUrl(workerUrl);
    const container = document.createElement("div");
    container.className = "plan-map-gl";
    surface.prepend(container); // below the canvas, until that goes
    try {
      const map = mapIn(container, data, camera);
      const backEnd = new GlBackEnd(map, events);
      await styleLoaded(map);
      map.addImage("hatch", hatchTile(), { pixelRatio: HATCH_RATIO });
      return backEnd;
    } catch (caught) {
      container.remove();
      throw caught;
    }
  }

  setFills(fills: readonly string[]): void {
    this.fills = fills;
    this.show();
  }

  setHatched(hatched: readonly boolean[]): void {
    this.hatched = hatched;
    this.show();
  }

  setSquares(squares: FeatureCollection): void {
    this.map.getSource<GeoJSONSource>("squares")?.setData(squares);
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { center: [lng, lat], zoom: this.map.getZoom() };
  }

  setCamera({ center, zoom }: Camera): void {
    this.map.jumpTo({ center, zoom });
  }

  setPan(on: boolean): void {
    if (on) this.map.dragPan.enable();
    else this.map.dragPan.disable();
  }

  resize(): void {
    this.map.resize();
  }

  destroy(): void {
    clearTimeout(this.waiting);
    this.map.remove();
    this.map.getContainer().remove();
  }

  /** Tell the map what differs from what it shows. */
  private show(): void {
    if (!this.map.style) return; // the context is lost; all is told again when it returns
    const count = Math.max(this.fills.length, this.hatched.length);
    for (let id = 0; id < count; id++) {
      const [fill, hatch] = [this.fills[id], this.hatched[id] ?? false];
      const before = this.shown[id];
      if (before && before.fill === fill && before.hatch === hatch) continue;
      this.map.setFeatureState({ source: "zones", id }, { fill, hatch });
      this.shown[id] = { ...(fill === undefined ? {} : { fill }), hatch };
    }
  }

  private returned(): void {
    clearTimeout(this.waiting);
    void styleLoaded(this.map).then(() => {
      this.shown = [];
      this.show();
    });
  }
}

function mapIn(container: HTMLElement, data: MapData, camera: Camera): GlMap {
  const map = new GlMap({
    container,
    style: styleOf(data),
    center: camera.center,
    zoom: camera.zoom,
    minZoom: ZOOMS.least,
    maxZoom: ZOOMS.most,
    attributionControl: false,
    renderWorldCopies: false,
    fadeDuration: 0,
    keyboard: false,
    boxZoom: false,
    dragRotate: false,
    touchPitch: false,
    pitchWithRotate: false,
    doubleClickZoom: false,
    validateStyle: false,
    trackResize: false,
  });
  map.touchZoomRotate.disableRotation();
  return map;
}

/** The element around the map has the name and the focus; the canvas is a picture within. */
function hideFromReaders(map: GlMap): void {
  const canvas = map.getCanvas();
  for (const name of ["tabindex", "role", "aria-label"]) canvas.removeAttribute(name);
  canvas.setAttribute("aria-hidden", "true");
}

async function styleLoaded(map: GlMap): Promise<void> {
  await Promise.race([map.once("style.load"), map.once("idle")]);
}

function styleOf({ boundary, zones }: MapData): StyleSpecification {
  const outline = { type: "geojson", data: bare(boundary), tolerance: 0.2 } as const;
  return {
    version: 8,
    sources: {
      boundary: outline,
      zones: { type: "geojson", data: bare(zones), tolerance: 0.2 },
      squares: { type: "geojson", data: NOTHING, tolerance: 0 },
    },
    layers: [
      { id: "outside", type: "background", paint: { "background-color": GROUND.outside } },
      { id: "inside", type: "fill", source: "boundary", paint: { "fill-color": GROUND.inside } },
      {
        id: "zones",
        type: "fill",
        source: "zones",
        paint: { "fill-color": ["to-color", ["feature-state", "fill"], GROUND.inside], "fill-antialias": false },
      },
      {
        id: "hatch",
        type: "fill",
        source: "zones",
        paint: {
          "fill-pattern": "hatch",
          "fill-opacity": ["case", ["boolean", ["feature-state", "hatch"], false], 1, 0],
        },
      },
      {
        id: "zone-lines",
        type: "line",
        source: "zones",
        paint: { "line-color": GROUND.zoneLine, "line-width": 0.7 },
      },
      {
        id: "squares",
        type: "fill",
        source: "squares",
        paint: { "fill-color": GROUND.square, "fill-antialias": false },
      },
      {
        id: "boundary",
        type: "line",
        source: "boundary",
        paint: { "line-color": GROUND.boundaryLine, "line-width": 1.6 },
      },
    ],
  };
}

/** Geometry with the number of each feature: no property goes to the worker that it does not need. */
function bare(layer: FeatureCollection): FeatureCollection {
  const features = layer.features.map(({ geometry }, id) => ({
    type: "Feature" as const,
    id,
    properties: {},
    geometry,
  }));
  return { type: "FeatureCollection", features };
}
