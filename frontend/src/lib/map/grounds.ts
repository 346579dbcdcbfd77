/**
 * The ground of a map, at once and then fast: first on a canvas, which needs nothing to be loaded, then by MapLibre as
 * soon as it has drawn the same; on the canvas for good where WebGL2 is missing, imitated or lost.
 */

import type { FeatureCollection } from "geojson";
import type { BackEnd, BackEndEvents } from "./backEnd";
import { CanvasBackEnd } from "./canvas";
import type { City } from "./city";
import type { MapData } from "./mapView";
import { sameCamera, type Camera } from "./plane";
import { webGl2 } from "./webgl";

export interface GroundTells {
  drawn(): void;
  moved(): void;
  /** Everything is drawn, and stays with this back end. */
  ready(kind: BackEnd["kind"]): void;
  /** Whether the hand is in a gesture, which a change of back end would end. */
  busy(): boolean;
}

const AGAIN = 100; // milliseconds until the hand is looked at again

export class Grounds {
  private active: BackEnd;
  private next: BackEnd | null = null;
  private settled: boolean;
  private led = false; // the next one was told where to look
  private ended = false;
  private fills: readonly string[] = [];
  private hatched: readonly boolean[] = [];
  private pan = true;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly surface: HTMLElement,
    private readonly city: City,
    private readonly data: MapData,
    private squares: FeatureCollection,
    private readonly tells: GroundTells,
    camera: Camera,
    canvas?: boolean,
  ) {
    this.settled = staysOnCanvas(canvas);
    this.active = this.onCanvas(camera);
    if (!this.settled) void this.load();
  }

  get kind(): BackEnd["kind"] {
    return this.active.kind;
  }

  setFills(fills: readonly string[]): void {
    this.fills = fills;
    for (const one of this.both()) one.setFills(fills);
  }

  setHatched(hatched: readonly boolean[]): void {
    this.hatched = hatched;
    for (const one of this.both()) one.setHatched(hatched);
  }

  setSquares(squares: FeatureCollection): void {
    this.squares = squares;
    for (const one of this.both()) one.setSquares(squares);
  }

  setPan(on: boolean): void {
    this.pan = on;
    for (const one of this.both()) one.setPan(on);
  }

  camera(): Camera {
    return this.active.camera();
  }

  setCamera(camera: Camera): void {
    this.active.setCamera(camera);
  }

  resize(): void {
    for (const one of this.both()) one.resize();
  }

  destroy(): void {
    this.ended = true;
    clearTimeout(this.waiting);
    for (const one of this.both()) one.destroy();
  }

  private both(): BackEnd[] {
    return this.next ? [this.active, this.next] : [this.active];
  }

  private onCanvas(camera: Camera): BackEnd {
    const made: BackEnd = new CanvasBackEnd(
      this.surface,
      this.city,
      camera,
      this.events(() => made),
    );
    return this.dressed(made);
  }

  private async load(): Promise<void> {
    try {
      const { GlBackEnd } = await import("./maplib");
      if (this.ended) return;
      let made: BackEnd | null = null;
      made = await GlBackEnd.create(
        this.surface,
        this.data,
        this.camera(),
        this.events(() => made),
      );
      if (this.ended) return made.destroy();
      this.next = this.dressed(made);
      made.resize(); // the surface may have changed while it was made
    } catch {
      this.settle(); // no context to be had: the canvas goes on
    }
  }

  private dressed(made: BackEnd): BackEnd {
    made.setPan(this.pan);
    if (this.fills.length) made.setFills(this.fills);
    if (this.hatched.length) made.setHatched(this.hatched);
    if (this.squares.features.length) made.setSquares(this.squares);
    return made;
  }

  private events(of: () => BackEnd | null): BackEndEvents {
    return {
      drawn: () => of() === this.active && this.tells.drawn(),
      moved: () => of() === this.active && this.tells.moved(),
      idle: () => (of() === this.active ? this.settled && this.tells.ready(this.kind) : this.takeOver()),
      lost: () => this.fallBack(of()),
    };
  }

  /** The next back end has drawn all it has: it goes on from here, once it looks at the same and no hand is on the map. */
  private takeOver(): void {
    const { next } = this;
    if (!next || this.ended) return;
    clearTimeout(this.waiting);
    if (this.tells.busy()) {
      this.waiting = setTimeout(() => this.takeOver(), AGAIN);
    } else if (this.led || sameCamera(next.camera(), this.camera())) {
      const before = this.active;
      [this.active, this.next] = [next, null];
      before.destroy();
      this.settle();
    } else {
      this.led = true;
      next.setCamera(this.camera());
    }
  }

  private fallBack(lost: BackEnd | null): void {
    if (this.ended || !lost) return;
    if (lost === this.active) this.active = this.onCanvas(lost.camera());
    else this.next = null;
    lost.destroy();
    this.settle();
  }

  private settle(): void {
    if (this.ended) return;
    this.settled = true;
    this.tells.drawn();
    this.tells.ready(this.kind);
  }
}

/** Unless told, the canvas stays where the processor would have to imitate a graphics card. */
function staysOnCanvas(told?: boolean): boolean {
  if (told === true) return true;
  const found = webGl2();
  return told === false ? found === "none" : found !== "card";
}
