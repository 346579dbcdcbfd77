/** Dragging, pinching and the wheel move the ground that is drawn on a canvas. */

import { ZOOMS } from "./backEnd";
import { toPlane, toScreen, type Camera, type Plane, type Point } from "./plane";

/** What is moved. */
export interface Moved {
  readonly size: [number, number];
  camera(): Camera;
  setCamera(camera: Camera): void;
}

const NOTCH = 300; // pixels of the wheel that double the scale
const PINCHED = 100; // the same, where a touch pad tells its pinch as a wheel
const LINE = 40; // pixels of the line that some wheels count in

export class CanvasMoves {
  pans = true;
  private readonly pointers = new Map<number, Point>();
  private readonly ends = new AbortController();

  constructor(
    private readonly canvas: HTMLElement,
    private readonly plane: Plane,
    private readonly moved: Moved,
  ) {
    const { signal } = this.ends;
    canvas.addEventListener("pointerdown", (event) => this.down(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.move(event), { signal });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"] as const) {
      canvas.addEventListener(name, (event) => this.pointers.delete(event.pointerId), { signal });
    }
    canvas.addEventListener("wheel", (event) => this.wheel(event), { signal, passive: false });
  }

  destroy(): void {
    this.ends.abort();
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.pointers.set(event.pointerId, this.pixel(event));
    this.canvas.setPointerCapture(event.pointerId);
  }

  private move(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const pixel = this.pixel(event);
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.pointers.set(event.pointerId, pixel);
    const other = others[0];
    if (other) this.follow(middle(before, other), middle(pixel, other), apart(pixel, other) / apart(before, other));
    else if (this.pans) this.follow(before, pixel, 1);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE;
    const doublings = (-event.deltaY * unit) / (event.ctrlKey ? PINCHED : NOTCH);
    const pixel = this.pixel(event);
    this.follow(pixel, pixel, 2 ** Math.min(1, Math.max(-1, doublings)));
  }

  /** What was at one pixel comes to the other, and is drawn larger. */
  private follow(from: Point, to: Point, growth: number): void {
    const { plane, moved } = this;
    const [width, height] = moved.size;
    const { center, zoom } = moved.camera();
    const place = toPlane(plane.screen({ center, zoom }, width, height), from);
    const next = { center, zoom: bounded(zoom + Math.log2(growth)) };
    const screen = plane.screen(next, width, height);
    const [x, y] = toScreen(screen, place);
    next.center = plane.lngLat(toPlane(screen, [width / 2 + x - to[0], height / 2 + y - to[1]]));
    moved.setCamera(next);
  }

  private pixel(event: MouseEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }
}

function bounded(zoom: number): number {
  return Math.min(ZOOMS.most, Math.max(ZOOMS.least, zoom));
}

function middle(one: Point, other: Point): Point {
  return [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

function apart(one: Point, other: Point): number {
  return Math.max(1, Math.hypot(one[0] - other[0], one[1] - other[1]));
}
