/** What the hand does on the map, from the pointer going down to its coming up. */

import type { MapEvents, PostMark } from "./mapView";
import type { Live } from "./overlay";
import type { Point } from "./plane";

/** What a gesture asks of the map and tells it. Places are pixels from the corner of the map. */
export interface Field {
  tell<Name extends keyof MapEvents>(event: Name, ...told: MapEvents[Name]): void;
  show(live: Live | null, stroke?: readonly string[]): void;
  postAt(pixel: Point): PostMark | null;
  /** The nearest site that this post, or a new one, may go to; null outside the map. */
  siteFor(pixel: Point, slot: number | null): string | null;
  /** "" where there is no zone. */
  unitAt(pixel: Point): string;
  unitsUnder(from: Point, to: Point, metres: number): string[];
  unitsWithin(from: Point, to: Point): string[];
  shift(dx: number, dy: number): void;
}

export interface Gesture {
  /** Whether it keeps the ground from being dragged. */
  readonly holds: boolean;
  move(pixel: Point): void;
  end(pixel: Point): void;
  cancel(): void;
}

const STILL = 4; // pixels that a click may move

function far(one: Point, other: Point): boolean {
  return Math.hypot(one[0] - other[0], one[1] - other[1]) > STILL;
}

/** A post is taken, and put on a site; or only clicked. */
export class DragPost implements Gesture {
  readonly holds = true;
  private moved = false;
  private site: string | null;

  constructor(
    private readonly field: Field,
    private readonly mark: PostMark,
    private readonly start: Point,
    private readonly fixed: boolean,
  ) {
    this.site = mark.site;
  }

  move(pixel: Point): void {
    if (this.fixed || (!this.moved && !far(pixel, this.start))) return;
    const site = this.field.siteFor(pixel, this.mark.slot);
    const told = this.moved && site === this.site;
    [this.moved, this.site] = [true, site];
    this.field.show({ kind: "drag", slot: this.mark.slot, pointer: pixel, site });
    if (!told) this.field.tell("dragpost", this.mark.slot, site, "move");
  }

  end(pixel: Point): void {
    this.move(pixel);
    if (!this.moved) {
      this.field.show(null);
      if (!this.fixed || !far(pixel, this.start)) this.field.tell("clickpost", String(this.mark.slot));
      return;
    }
    if (this.site === null || this.site === this.mark.site) return this.cancel();
    this.field.show(null);
    this.field.tell("dragpost", this.mark.slot, this.site, "drop");
  }

  cancel(): void {
    this.field.show(null);
    if (this.moved) this.field.tell("dragpost", this.mark.slot, null, "cancel");
  }
}

/** Units that a hand gathers and paints where it lets go. */
abstract class Painting implements Gesture {
  readonly holds = true;
  protected units: string[] = [];

  constructor(protected readonly field: Field) {}

  abstract move(pixel: Point): void;

  end(pixel: Point): void {
    this.move(pixel);
    if (this.units.length === 0) return this.cancel();
    this.field.show(null);
    this.field.tell("paint", [...this.units], "end");
  }

  cancel(): void {
    this.field.show(null);
    this.field.tell("paint", [], "cancel");
  }
}

/** Units that a brush runs over; with `single` the one that the pointer is on. */
export class Stroke extends Painting {
  private last: Point;

  constructor(
    field: Field,
    start: Point,
    private readonly metres: number,
    private readonly single = false,
  ) {
    super(field);
    this.last = start;
    this.move(start);
  }

  move(pixel: Point): void {
    const before = this.units;
    this.units = this.single ? this.unitAt(pixel) : this.withNew(pixel);
    this.last = pixel;
    const live: Live | null = this.single ? null : { kind: "brush", pointer: pixel, metres: this.metres };
    this.field.show(live, this.units);
    const same = before.length === this.units.length && before[0] === this.units[0];
    if (!same) this.field.tell("paint", [...this.units], "stroke");
  }

  private unitAt(pixel: Point): string[] {
    const unit = this.field.unitAt(pixel);
    return unit ? [unit] : [];
  }

  private withNew(pixel: Point): string[] {
    return [...new Set([...this.units, ...this.field.unitsUnder(this.last, pixel, this.metres)])];
  }
}

/** Units whose middle lies in a rectangle that is drawn from corner to corner. */
export class Rectangle extends Painting {
  constructor(
    field: Field,
    private readonly start: Point,
  ) {
    super(field);
  }

  move(pixel: Point): void {
    const before = this.units.join("\n");
    this.units = this.field.unitsWithin(this.start, pixel);
    this.field.show({ kind: "rectangle", from: this.start, to: pixel }, this.units);
    if (this.units.join("\n") !== before) this.field.tell("paint", [...this.units], "stroke");
  }
}

/** A click on the ground; a longer way is the ground being dragged, by the back end. */
export class Click implements Gesture {
  readonly holds = false;

  constructor(
    private readonly start: Point,
    private readonly clicked: (pixel: Point) => void,
  ) {}

  move(): void {}

  end(pixel: Point): void {
    if (!far(pixel, this.start)) this.clicked(pixel);
  }

  cancel(): void {}
}

/** The ground dragged with the middle button, whatever the tool. */
export class Shift implements Gesture {
  readonly holds = true;

  constructor(
    private readonly field: Field,
    private last: Point,
  ) {}

  move(pixel: Point): void {
    this.field.shift(pixel[0] - this.last[0], pixel[1] - this.last[1]);
    this.last = pixel;
  }

  end(pixel: Point): void {
    this.move(pixel);
  }

  cancel(): void {}
}
