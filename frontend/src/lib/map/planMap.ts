/** A map of a plan: keeps what is shown, and lets one of the two back ends draw it. */

import type { FeatureCollection } from "geojson";
import { t } from "../i18n";
import type { BackEnd, BackEndEvents } from "./backEnd";
import { City } from "./city";
import { UNKNOWN } from "./colours";
import { nearestAhead, neighbourAhead } from "./directions";
import { namesOf, outlinesOf } from "./districtLines";
import { Frame } from "./frame";
import type { Field } from "./gestures";
import { Hand } from "./hand";
import { POST_RADIUS } from "./marks";
import type { LegendLine, MapElement, MapEvents, MapKey, MapOptions, MapView, PostMark, Tool } from "./mapView";
import { emptyScene, Overlay, type Live } from "./overlay";
import { toPlane, toScreen, type Camera, type Direction, type LngLat, type Point, type Screen } from "./plane";
import { shrunkSquares } from "./squares";
import { hasWebGl2 } from "./webgl";

const MARGIN = 24; // pixels left free round the city
const REACH = POST_RADIUS + 3; // pixels from the middle of a post within which it is taken
const NO_SQUARES: FeatureCollection = { type: "FeatureCollection", features: [] };
const SAME = 1e-9; // degrees and zooms

type Listeners = { [Name in keyof MapEvents]: Set<(...told: MapEvents[Name]) => void> };

export class PlanMap implements MapView, Field {
  private readonly city: City;
  private readonly scene = emptyScene();
  private readonly overlay: Overlay;
  private readonly frame: Frame;
  private readonly hand: Hand;
  private readonly resized: ResizeObserver;
  private ground: BackEnd | null = null;
  private fills: string[] = [];
  private hatched: boolean[] = [];
  private squares: FeatureCollection;
  private legend: readonly LegendLine[] = [];
  private pan = true;
  private quiet = false;
  private ended = false;
  private drawing = 0;
  private readonly cameraListeners = new Set<(camera: Camera) => void>();
  private readonly listeners: Listeners = {
    dragpost: new Set(),
    clickpost: new Set(),
    clicksite: new Set(),
    clickunit: new Set(),
    hoverunit: new Set(),
    paint: new Set(),
  };

  private constructor(
    private readonly container: MapElement,
    private readonly options: MapOptions,
  ) {
    this.city = new City(options.data);
    this.squares = shrunkSquares(options.data.squares ?? NO_SQUARES);
    this.overlay = new Overlay(this.city);
    this.frame = new Frame(container, options.label, this.overlay.canvas, {
      zoom: (steps) => this.moveTo({ ...this.camera(), zoom: this.camera().zoom + steps }),
      fit: () => this.fit(),
      pan: (dx, dy) => this.shift(dx, dy),
    });
    const { surface } = this.frame;
    this.hand = new Hand(
      {
        surface,
        readonly: options.readonly ?? false,
        setPan: (on) => this.setPan(on),
        focus: () => this.frame.focus(),
      },
      this,
    );
    this.resized = new ResizeObserver(() => this.resize());
    container.mapView = this;
  }

  static async create(container: HTMLElement, options: MapOptions): Promise<PlanMap> {
    const map = new PlanMap(container, options);
    await map.start(options.canvas ?? false);
    map.resized.observe(container);
    return map;
  }

  get backEnd(): "webgl" | "canvas" {
    return this.ground?.kind ?? "canvas";
  }

  setZoneColours(colours: ReadonlyMap<string, string>, legend: readonly LegendLine[]): void {
    this.fills = this.city.zones.map(({ id }) => colours.get(id) ?? UNKNOWN);
    this.legend = legend;
    this.ground?.setFills(this.fills);
    this.showLegend();
  }

  setHatched(zones: ReadonlySet<string>): void {
    this.hatched = this.city.zones.map(({ id }) => zones.has(id));
    this.ground?.setHatched(this.hatched);
  }

  setPosts(posts: readonly PostMark[], today: readonly string[]): void {
    [this.scene.posts, this.scene.today] = [[...posts], [...today]];
    this.showLegend();
    this.redraw();
  }

  setDistricts(label: ReadonlyMap<string, string> | null, names: ReadonlyMap<string, string>): void {
    const district = this.city.zones.map(({ id }) => label?.get(id));
    this.scene.outlines = label && outlinesOf(this.city, district);
    this.scene.names = label ? namesOf(this.city, district, names) : [];
    this.redraw();
  }

  setSquares(squares: FeatureCollection | null): void {
    this.squares = shrunkSquares(squares ?? NO_SQUARES);
    this.ground?.setSquares(this.squares);
  }

  setSelected(key: MapKey | null): void {
    this.scene.selected = key;
    this.redraw();
  }

  setTool(tool: Tool, brushMetres = 0): void {
    this.hand.setTool(tool, brushMetres);
  }

  setPaintColour(colour: string | null): void {
    this.scene.paint = colour;
  }

  on<Name extends keyof MapEvents>(event: Name, listener: (...told: MapEvents[Name]) => void): () => void {
    this.listeners[event].add(listener);
    return () => void this.listeners[event].delete(listener);
  }

  nearestSite(lngLat: LngLat): string {
    return this.city.nearestSite(this.city.plane.point(lngLat), new Set())?.id ?? "";
  }

  siteInDirection(site: string, direction: Direction, taken: ReadonlySet<string>): string | null {
    const from = this.city.site(site);
    if (!from) return null;
    const { sites } = this.city;
    const free = (number: number): boolean => {
      const there = sites[number];
      return there !== undefined && there.candidate && there.id !== site && !taken.has(there.id);
    };
    const next = nearestAhead(
      from.point,
      sites.map(({ point }) => point),
      direction,
      free,
    );
    return next === null ? null : (sites[next]?.id ?? null);
  }

  unitInDirection(unit: string, direction: Direction): string | null {
    const number = this.city.zoneNumber(unit);
    if (number === undefined) return null;
    const { zones, borders } = this.city;
    const from = zones[number]?.middle ?? [0, 0];
    const middles = zones.map(({ middle }) => middle);
    // Where no neighbour lies that way, as on an island, the nearest zone beyond.
    const next =
      neighbourAhead(from, middles, direction, borders.neighbours[number] ?? []) ??
      nearestAhead(from, middles, direction, (other) => other !== number);
    return next === null ? null : (zones[next]?.id ?? null);
  }

  camera(): Camera {
    return this.ground?.camera() ?? this.whole();
  }

  setCamera(camera: Camera): void {
    const now = this.camera();
    const moved = [now.zoom - camera.zoom, ...now.center.map((value, axis) => value - (camera.center[axis] ?? value))];
    if (moved.every((way) => Math.abs(way) < SAME)) return;
    this.quiet = true;
    this.ground?.setCamera(camera);
    this.quiet = false;
    this.redraw();
  }

  onCamera(listener: (camera: Camera) => void): () => void {
    this.cameraListeners.add(listener);
    return () => void this.cameraListeners.delete(listener);
  }

  fit(): void {
    this.moveTo(this.whole());
  }

  screenOf({ post, unit, site }: MapKey): { x: number; y: number } | null {
    const mark = this.scene.posts.find(({ slot }) => slot === post);
    const at = this.city.site(mark?.site ?? site ?? "")?.point ?? this.city.zone(unit ?? "")?.middle;
    if (!at) return null;
    const [x, y] = toScreen(this.screen(), at);
    return { x, y };
  }

  destroy(): void {
    if (this.ended) return;
    this.ended = true;
    cancelAnimationFrame(this.drawing);
    this.resized.disconnect();
    this.hand.destroy();
    this.ground?.destroy();
    this.ground = null;
    this.frame.destroy();
    for (const listeners of [...Object.values(this.listeners), this.cameraListeners]) listeners.clear();
    delete this.container.mapView;
  }

  tell<Name extends keyof MapEvents>(event: Name, ...told: MapEvents[Name]): void {
    if (event === "hoverunit") this.hover(String(told[0]));
    for (const listener of [...this.listeners[event]]) listener(...told);
  }

  show(live: Live | null, stroke: readonly string[] = []): void {
    this.scene.live = live;
    this.scene.stroke = stroke.flatMap((unit) => this.city.zoneNumber(unit) ?? []);
    this.redraw();
  }

  postAt(pixel: Point): PostMark | null {
    const screen = this.screen();
    let nearest: PostMark | null = null;
    let least = REACH;
    for (const mark of this.scene.posts) {
      const site = this.city.site(mark.site);
      if (!site) continue;
      const [x, y] = toScreen(screen, site.point);
      const away = Math.hypot(x - pixel[0], y - pixel[1]);
      if (away <= least) [nearest, least] = [mark, away];
    }
    return nearest;
  }

  siteFor(pixel: Point, slot: number | null): string | null {
    const [width, height] = this.frame.size;
    if (pixel[0] < 0 || pixel[1] < 0 || pixel[0] > width || pixel[1] > height) return null;
    const others = this.scene.posts.filter((mark) => mark.slot !== slot);
    return this.city.nearestSite(this.place(pixel), new Set(others.map(({ site }) => site)))?.id ?? null;
  }

  unitAt(pixel: Point): string {
    return this.city.zones[this.city.index.at(this.place(pixel))]?.id ?? "";
  }

  unitsUnder(from: Point, to: Point, metres: number): string[] {
    return this.ids(this.city.index.underBrush(this.place(from), this.place(to), metres));
  }

  unitsWithin(from: Point, to: Point): string[] {
    return this.ids(this.city.index.inRectangle(this.place(from), this.place(to)));
  }

  shift(dx: number, dy: number): void {
    const [width, height] = this.frame.size;
    const center = this.city.plane.lngLat(this.place([width / 2 - dx, height / 2 - dy]));
    this.moveTo({ center, zoom: this.camera().zoom });
  }

  /** Begin to draw; where WebGL2 fails, on a canvas. */
  private async start(onCanvas: boolean): Promise<void> {
    const events: BackEndEvents = {
      drawn: () => this.drawOverlay(),
      moved: () => this.moved(),
      idle: () => this.frame.setState("state", "ready"),
      lost: () => void this.restartOnCanvas(),
    };
    const camera = this.camera();
    const ground = (onCanvas ? null : await this.startGl(camera, events)) ?? (await this.startCanvas(camera, events));
    if (this.ended) return ground.destroy();
    this.ground = ground;
    this.frame.setState("backEnd", ground.kind);
    ground.setPan(this.pan);
    if (this.fills.length) ground.setFills(this.fills);
    if (this.hatched.length) ground.setHatched(this.hatched);
    if (this.squares.features.length) ground.setSquares(this.squares);
    this.resize();
  }

  private async startGl(camera: Camera, events: BackEndEvents): Promise<BackEnd | null> {
    if (!hasWebGl2()) return null;
    const { GlBackEnd } = await import("./maplib");
    const data = { ...this.options.data, squares: this.squares };
    try {
      return await GlBackEnd.create(this.frame.surface, data, camera, events);
    } catch {
      this.frame.surface.replaceChildren();
      return null;
    }
  }

  private async startCanvas(camera: Camera, events: BackEndEvents): Promise<BackEnd> {
    const { CanvasBackEnd } = await import("./canvas");
    return new CanvasBackEnd(this.frame.surface, this.city, camera, events);
  }

  private async restartOnCanvas(): Promise<void> {
    const lost = this.ground;
    const camera = this.camera();
    this.ground = null;
    lost?.destroy();
    await this.start(true);
    this.setCamera(camera);
  }

  private moveTo(camera: Camera): void {
    this.ground?.setCamera(camera);
    this.redraw();
  }

  private moved(): void {
    if (this.quiet || !this.ground) return;
    const camera = this.camera();
    for (const listener of [...this.cameraListeners]) listener(camera);
  }

  private resize(): void {
    const [width, height] = this.frame.size;
    if (width === 0 || height === 0) return;
    const first = this.overlay.resize(width, height);
    this.ground?.resize();
    if (first) {
      this.setCamera(this.whole());
      this.frame.foldLegend();
    }
    this.redraw();
  }

  private redraw(): void {
    if (this.drawing || this.ended) return;
    this.drawing = requestAnimationFrame(() => this.drawOverlay());
  }

  private drawOverlay(): void {
    cancelAnimationFrame(this.drawing);
    this.drawing = 0;
    if (!this.ended) this.overlay.draw(this.scene, this.camera(), ...this.frame.size);
  }

  private hover(unit: string): void {
    this.scene.hovered = this.city.zoneNumber(unit) ?? -1;
    this.redraw();
  }

  private setPan(on: boolean): void {
    this.pan = on;
    this.ground?.setPan(on);
  }

  private showLegend(): void {
    const { posts, today } = this.scene;
    const marks = [
      ...(posts.length ? [{ mark: "post", label: t("map.post") } as const] : []),
      ...(posts.some(({ locked }) => locked) ? [{ mark: "locked", label: t("map.locked") } as const] : []),
      ...(today.length ? [{ mark: "today", label: t("map.today") } as const] : []),
    ];
    this.frame.setLegend([...this.legend, ...marks]);
  }

  private whole(): Camera {
    return this.city.plane.cameraOf(this.city.box, ...this.frame.size, MARGIN);
  }

  private screen(): Screen {
    return this.city.plane.screen(this.camera(), ...this.frame.size);
  }

  private place(pixel: Point): Point {
    return toPlane(this.screen(), pixel);
  }

  private ids(numbers: readonly number[]): string[] {
    return numbers.map((number) => this.city.zones[number]?.id ?? "");
  }
}
