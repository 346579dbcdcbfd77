/** The ground on a canvas: for browsers without WebGL2, as on many virtual desktops. */

import type { FeatureCollection } from "geojson";
import { GROUND, HATCH_RATIO, hatchTile, ZOOMS, type BackEnd, type BackEndEvents } from "./backEnd";
import { brushOf, sizeCanvas } from "./canvasBrush";
import { CanvasMoves } from "./canvasMoves";
import { pathOf, type City } from "./city";
import type { Camera } from "./plane";
import { polygonsOf } from "./shapes";

export class CanvasBackEnd implements BackEnd {
  readonly kind = "canvas";
  private readonly canvas = document.createElement("canvas");
  private readonly boundary: Path2D;
  private readonly lines: Path2D;
  private readonly pattern: CanvasPattern | null;
  private readonly moves: CanvasMoves;
  private fills: readonly string[] = [];
  private hatched: Path2D | null = null;
  private squares: Path2D | null = null;
  private drawing = 0;

  constructor(
    private readonly surface: HTMLElement,
    private readonly city: City,
    private seen: Camera,
    private readonly events: BackEndEvents,
  ) {
    this.boundary = pathOf(city.boundary);
    this.lines = this.joined(city.zones.keys());
    this.pattern = hatchPattern();
    this.canvas.setAttribute("aria-hidden", "true");
    surface.append(this.canvas);
    this.moves = new CanvasMoves(this.canvas, city.plane, this);
    this.redraw();
  }

  get size(): [number, number] {
    return [this.surface.clientWidth, this.surface.clientHeight];
  }

  setFills(fills: readonly string[]): void {
    this.fills = fills;
    this.redraw();
  }

  setHatched(hatched: readonly boolean[]): void {
    const numbers = [...hatched.keys()].filter((number) => hatched[number]);
    this.hatched = numbers.length ? this.joined(numbers) : null;
    this.redraw();
  }

  setSquares({ features }: FeatureCollection): void {
    const polygons = features.flatMap(({ geometry }) => polygonsOf(geometry, this.city.plane));
    this.squares = polygons.length ? pathOf(polygons) : null;
    this.redraw();
  }

  camera(): Camera {
    return this.seen;
  }

  setCamera({ center, zoom }: Camera): void {
    this.seen = { center, zoom: Math.min(ZOOMS.most, Math.max(ZOOMS.least, zoom)) };
    this.events.moved();
    this.redraw();
  }

  setPan(on: boolean): void {
    this.moves.pans = on;
  }

  resize(): void {
    this.redraw();
  }

  destroy(): void {
    cancelAnimationFrame(this.drawing);
    this.moves.destroy();
    this.canvas.remove();
  }

  private redraw(): void {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      this.draw();
      this.events.drawn();
      if (!this.drawing) this.events.idle();
    });
  }

  private draw(): void {
    const [width, height] = this.size;
    const ratio = window.devicePixelRatio;
    sizeCanvas(this.canvas, width, height, ratio);
    const brush = brushOf(this.canvas);
    if (!brush) return;
    const { scale, dx, dy } = this.city.plane.screen(this.seen, width, height);
    brush.setTransform(1, 0, 0, 1, 0, 0);
    brush.fillStyle = GROUND.outside;
    brush.fillRect(0, 0, this.canvas.width, this.canvas.height);
    brush.setTransform(scale * ratio, 0, 0, -scale * ratio, dx * ratio, dy * ratio);
    this.drawGround(brush, scale);
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
