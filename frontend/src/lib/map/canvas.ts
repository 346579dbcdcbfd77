/** The ground on a canvas, moved by OpenLayers: for browsers without WebGL2, as on many virtual desktops. */

import type { FeatureCollection } from "geojson";
import OlMap from "ol/Map";
import View from "ol/View";
import DragPan from "ol/interaction/DragPan";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom";
import PinchZoom from "ol/interaction/PinchZoom";
import Layer from "ol/layer/Layer";
import { fromLonLat, toLonLat } from "ol/proj";
import { GROUND, HATCH_RATIO, hatchTile, ZOOMS, type BackEnd, type BackEndEvents } from "./backEnd";
import { brushOf, sizeCanvas } from "./canvasBrush";
import { pathOf, type City } from "./city";
import type { Camera } from "./plane";
import { polygonsOf } from "./shapes";

const TILE_DOUBLING = 1; // OpenLayers counts zooms of a world 256 pixels wide

export class CanvasBackEnd implements BackEnd {
  readonly kind = "canvas";
  private readonly canvas = document.createElement("canvas");
  private readonly map: OlMap;
  private readonly pan = new DragPan();
  private readonly boundary: Path2D;
  private readonly lines: Path2D;
  private fills: readonly string[] = [];
  private hatched: Path2D | null = null;
  private squares: Path2D | null = null;
  private readonly pattern: CanvasPattern | null;

  constructor(
    surface: HTMLElement,
    private readonly city: City,
    camera: Camera,
    events: BackEndEvents,
  ) {
    this.boundary = pathOf(city.boundary);
    this.lines = this.joined(city.zones.keys());
    this.pattern = hatchPattern();
    this.canvas.setAttribute("aria-hidden", "true");
    const layer = new Layer({ render: () => this.draw() });
    this.map = new OlMap({
      target: surface,
      layers: [layer],
      controls: [],
      interactions: [this.pan, new MouseWheelZoom({ timeout: 40 }), new PinchZoom()],
      view: new View({
        center: fromLonLat(camera.center),
        zoom: camera.zoom + TILE_DOUBLING,
        minZoom: ZOOMS.least + TILE_DOUBLING,
        maxZoom: ZOOMS.most + TILE_DOUBLING,
        enableRotation: false,
        smoothResolutionConstraint: false,
      }),
    });
    this.map.getView().on(["change:center", "change:resolution"], events.moved);
    this.map.on("postrender", events.drawn);
    this.map.on("rendercomplete", events.idle);
  }

  setFills(fills: readonly string[]): void {
    this.fills = fills;
    this.map.render();
  }

  setHatched(hatched: readonly boolean[]): void {
    const numbers = [...hatched.keys()].filter((number) => hatched[number]);
    this.hatched = numbers.length ? this.joined(numbers) : null;
    this.map.render();
  }

  setSquares({ features }: FeatureCollection): void {
    const polygons = features.flatMap(({ geometry }) => polygonsOf(geometry, this.city.plane));
    this.squares = polygons.length ? pathOf(polygons) : null;
    this.map.render();
  }

  camera(): Camera {
    const view = this.map.getView();
    const [lng = 0, lat = 0] = toLonLat(view.getCenter() ?? [0, 0]);
    return { center: [lng, lat], zoom: (view.getZoom() ?? ZOOMS.least) - TILE_DOUBLING };
  }

  setCamera({ center, zoom }: Camera): void {
    const view = this.map.getView();
    view.cancelAnimations();
    view.setCenter(fromLonLat(center));
    view.setZoom(zoom + TILE_DOUBLING);
  }

  setPan(on: boolean): void {
    this.pan.setActive(on);
  }

  resize(): void {
    this.map.updateSize();
  }

  destroy(): void {
    this.map.setTarget(undefined);
    this.map.dispose();
    this.canvas.remove();
  }

  private draw(): HTMLCanvasElement {
    const [width = 0, height = 0] = this.map.getSize() ?? [];
    const ratio = window.devicePixelRatio;
    sizeCanvas(this.canvas, width, height, ratio);
    const brush = brushOf(this.canvas);
    if (!brush) return this.canvas;
    const { scale, dx, dy } = this.city.plane.screen(this.camera(), width, height);
    brush.setTransform(1, 0, 0, 1, 0, 0);
    brush.fillStyle = GROUND.outside;
    brush.fillRect(0, 0, this.canvas.width, this.canvas.height);
    brush.setTransform(scale * ratio, 0, 0, -scale * ratio, dx * ratio, dy * ratio);
    this.drawGround(brush, scale);
    return this.canvas;
  }

  private drawGround(brush: CanvasRenderingContext2D, scale: number): void {
    brush.fillStyle = GROUND.inside;
    brush.fill(this.boundary, "evenodd");
    this.fills.forEach((colour, number) => {
      brush.fillStyle = colour;
      brush.fill(this.city.path(number), "evenodd");
    });
    if (this.hatched && this.pattern) {
      // The lines keep their width whatever the zoom, and slant as MapLibre draws them.
      this.pattern.setTransform(new DOMMatrix().scale(1 / (scale * HATCH_RATIO), -1 / (scale * HATCH_RATIO)));
      brush.fillStyle = this.pattern;
      brush.fill(this.hatched, "evenodd");
    }
    brush.strokeStyle = GROUND.zoneLine;
    brush.lineWidth = 0.7 / scale;
    brush.stroke(this.lines);
    brush.fillStyle = GROUND.square;
    if (this.squares) brush.fill(this.squares);
    brush.strokeStyle = GROUND.boundaryLine;
    brush.lineWidth = 1.6 / scale;
    brush.lineJoin = "round";
    brush.stroke(this.boundary);
  }

  private joined(numbers: Iterable<number>): Path2D {
    const path = new Path2D();
    for (const number of numbers) path.addPath(this.city.path(number));
    return path;
  }
}

function hatchPattern(): CanvasPattern | null {
  const tile = hatchTile();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [tile.width, tile.height];
  const brush = canvas.getContext("2d");
  brush?.putImageData(tile, 0, 0);
  return brush?.createPattern(canvas, "repeat") ?? null;
}
