/** From events of the pointer to gestures. */

import { Click, DragPost, Rectangle, Shift, Stroke, type Field, type Gesture } from "./gestures";
import type { Tool } from "./mapView";
import type { Point } from "./plane";

const PAINTS: ReadonlySet<Tool> = new Set(["brush", "rectangle", "unit"]);

export interface Ground {
  /** The element that the pointer moves on. */
  surface: HTMLElement;
  readonly: boolean;
  /** Whether dragging the ground moves the map. */
  setPan(on: boolean): void;
  focus(): void;
}

export class Hand {
  private tool: Tool = "pan";
  private metres = 0;
  private gesture: Gesture | null = null;
  private pointer = -1;
  private hovered = "";
  private readonly ends = new AbortController();

  constructor(
    private readonly ground: Ground,
    private readonly field: Field,
  ) {
    const { surface } = ground;
    const how = { capture: true, signal: this.ends.signal };
    surface.addEventListener("pointerdown", (event) => this.down(event), how);
    surface.addEventListener("pointermove", (event) => this.move(event), how);
    surface.addEventListener("pointerup", (event) => this.up(event), how);
    surface.addEventListener("pointercancel", (event) => this.drop(event), how);
    surface.addEventListener("lostpointercapture", (event) => this.drop(event), how);
    surface.addEventListener("pointerleave", () => this.leave(), { signal: this.ends.signal });
    surface.addEventListener("contextmenu", (event) => this.gesture && event.preventDefault(), how);
    window.addEventListener("keydown", (event) => this.key(event), how);
  }

  setTool(tool: Tool, metres: number): void {
    this.cancel();
    [this.tool, this.metres] = [tool, metres];
    this.field.show(null);
    this.ground.setPan(this.pans);
    this.point("");
  }

  get busy(): boolean {
    return this.gesture !== null;
  }

  destroy(): void {
    this.cancel();
    this.ends.abort();
  }

  cancel(): void {
    const gesture = this.gesture;
    this.release();
    gesture?.cancel();
  }

  private get pans(): boolean {
    return this.ground.readonly || !PAINTS.has(this.tool);
  }

  private down(event: PointerEvent): void {
    if (this.gesture) {
      this.cancel();
      if (!event.isPrimary) return; // a second finger: it wants to zoom
    }
    const pixel = this.pixel(event);
    const gesture = this.begun(event, pixel);
    if (!gesture) return;
    [this.gesture, this.pointer] = [gesture, event.pointerId];
    this.tellHover("");
    if (this.ground.surface.dataset.cursor === "grab") this.point("grabbing");
    this.ground.focus();
    if (!gesture.holds) return;
    this.ground.setPan(false);
    this.ground.surface.setPointerCapture(event.pointerId);
    event.preventDefault();
    event.stopPropagation();
  }

  private begun(event: PointerEvent, pixel: Point): Gesture | null {
    if (event.button === 1) return new Shift(this.field, pixel);
    if (event.button !== 0 || !event.isPrimary) return null;
    if (!this.pans) {
      if (this.tool === "rectangle") return new Rectangle(this.field, pixel);
      return new Stroke(this.field, pixel, this.metres, this.tool === "unit");
    }
    const mark = this.tool === "pick" ? null : this.field.postAt(pixel);
    if (mark) return new DragPost(this.field, mark, pixel, mark.locked || this.ground.readonly);
    return new Click(pixel, (at) => this.clicked(at));
  }

  private clicked(pixel: Point): void {
    if (this.tool === "add" && !this.ground.readonly) {
      const site = this.field.siteFor(pixel, null);
      if (site !== null) this.field.tell("clicksite", site);
      return;
    }
    const unit = this.field.unitAt(pixel);
    if (unit) this.field.tell("clickunit", unit);
  }

  private move(event: PointerEvent): void {
    const pixel = this.pixel(event);
    if (!this.gesture) return this.hover(pixel);
    if (event.pointerId !== this.pointer) return;
    if (this.gesture.holds) event.stopPropagation();
    this.gesture.move(pixel);
  }

  private up(event: PointerEvent): void {
    if (!this.gesture || event.pointerId !== this.pointer) return;
    const gesture = this.gesture;
    if (gesture.holds) event.stopPropagation();
    this.release();
    gesture.end(this.pixel(event));
  }

  private drop(event: PointerEvent): void {
    if (event.pointerId === this.pointer) this.cancel();
  }

  private leave(): void {
    if (this.gesture) return;
    this.field.show(null);
    this.tellHover("");
  }

  private key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.gesture?.holds) return;
    event.preventDefault();
    event.stopPropagation();
    this.cancel();
  }

  private release(): void {
    const { surface } = this.ground;
    const pointer = this.pointer;
    [this.gesture, this.pointer] = [null, -1];
    if (pointer >= 0 && surface.hasPointerCapture(pointer)) surface.releasePointerCapture(pointer);
    this.ground.setPan(this.pans);
  }

  private hover(pixel: Point): void {
    this.tellHover(this.field.unitAt(pixel));
    if (!this.pans) {
      if (this.tool === "brush") this.field.show({ kind: "brush", pointer: pixel, metres: this.metres });
      return this.point("crosshair");
    }
    const mark = this.tool === "pick" ? null : this.field.postAt(pixel);
    if (this.tool === "add" && !this.ground.readonly) {
      this.field.show(mark ? null : { kind: "add", site: this.field.siteFor(pixel, null) });
    }
    if (mark) return this.point(mark.locked || this.ground.readonly ? "pointer" : "grab");
    this.point(this.tool === "add" ? "copy" : this.tool === "pick" ? "pointer" : "");
  }

  private tellHover(unit: string): void {
    if (unit === this.hovered) return;
    this.hovered = unit;
    this.field.tell("hoverunit", unit);
  }

  private point(cursor: string): void {
    this.ground.surface.dataset.cursor = cursor;
  }

  private pixel(event: PointerEvent): Point {
    const box = this.ground.surface.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }
}
