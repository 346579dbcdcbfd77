/** A map of a plan: keeps what is shown, and lets one of the two back ends draw it. */

import type { FeatureCollection } from "geojson";
import { t } from "../i18n";
import { City } from "./city";
import { UNKNOWN } from "./colours";
import { nearestAhead, neighbourAhead } from "./directions";
import { namesOf, outlinesOf } from "./districtLines";
import { Frame } from "./frame";
import type { Field } from "./gestures";
import { Grounds } from "./grounds";
import { Hand } from "./hand";
import { POST_RADIUS } from "./marks";
import type { LegendLine, MapElement, MapEvents, MapKey, MapOptions, MapView, PostMark, Tool } from "./mapView";
import { emptyScene, Overlay, type Live } from "./overlay";
import {
  sameCamera,
  toPlane,
  toScreen,
  type Camera,
  type Direction,
  type LngLat,
  type Point,
  type Screen,
} from "./plane";
import { shrunkSquares } from "./squares";

const MARGIN = 24; // pixels left free round the city
const BESIDE = { left: 250, right: 54 }; // pixels that legend and buttons may take
const REACH = POST_RADIUS + 3; // pixels from the middle of a post within which it is taken
const FRAME = 30; // milliseconds until the ground has been drawn
const NO_SQUARES: FeatureCollection = { type: "FeatureCollection", features: [] };

type Listeners = { [Name in keyof MapEvents]: Set<(...told: MapEvents[Name]) => void> };

export class PlanMap implements MapView, Field {
  private readonly city: City;
  private readonly scene = emptyScene();
  private readonly overlay: Overlay;
  private readonly frame: Frame;
  private readonly hand: Hand;
  private readonly resized: ResizeObserver;
  private readonly ground: Grounds;
  private legend: readonly LegendLine[] = [];
  private squares: boolean;
  private quiet = false;
  private fitted = true; // the whole city is shown, and stays so when the map is made larger or smaller
  private ended = false;
  private drawing = 0;
  private outlining: ReturnType<typeof setTimeout> | undefined;
  private readonly cameraListeners = new Set<(camera: Camera) => void>();
  private readonly listeners: Listeners = {
    dragpost: new Set(),
    clickpost: new Set(),
    clicksite: new Set(),
    clickunit: new Set(),
    hoverunit: new Set(),
    paint: new Set(),
  };

  constructor(
    private readonly container: MapElement,
    options: MapOptions,
  ) {
    this.city = new City(options.data);
    const squares = shrunkSquares(options.data.squares ?? NO_SQUARES);
    this.squares = squares.features.length > 0;
    this.overlay = new Overlay(this.city);
    this.frame = new Frame(container, options.label, this.overlay.canvas, {
      zoom: (steps) => this.moveTo({ ...this.camera(), zoom: this.camera().zoom + steps }),
      fit: () => this.fit(),
      pan: (dx, dy) => this.shift(dx, dy),
    });
    const { surface } = this.frame;
    const tells = {
      drawn: () => this.drawOverlay(),
      moved: () => this.moved(),
      ready: (kind: MapView["backEnd"]) => this.ready(kind),
      busy: () => this.hand.busy,
    };
    this.ground = new Grounds(surface, this.city, options.data, squares, tells, this.whole(), options.canvas);
    this.hand = new Hand(
      {
        surface,
        readonly: options.readonly ?? false,
        setPan: (on) => this.ground.setPan(on),
        focus: () => this.frame.focus(),
      },
      this,
    );
    this.resized = new ResizeObserver(() => this.resize());
    this.resized.observe(container);
    this.resize();
    container.mapView = this;
  }

  get backEnd(): "webgl" | "canvas" {
    return this.ground.kind;
  }

  setZoneColours(colours: ReadonlyMap<string, string>, legend: readonly LegendLine[]): void {
    this.ground.setFills(this.city.zones.map(({ id }) => colours.get(id) ?? UNKNOWN));
    this.legend = legend;
    this.showLegend();
  }

  setHatched(zones: ReadonlySet<string>): void {
    this.ground.setHatched(this.city.zones.map(({ id }) => zones.has(id)));
  }

  setPosts(posts: readonly PostMark[], today: readonly string[]): void {
    [this.scene.posts, this.scene.today] = [[...posts], [...today]];
    this.showLegend();
    this.redraw();
  }

  setDistricts(label: ReadonlyMap<string, string> | null, names: ReadonlyMap<string, string>): void {
    clearTimeout(this.outlining);
    const shown = (): void => {
      const district = this.city.zones.map(({ id }) => label?.get(id));
      this.scene.outlines = label && outlinesOf(this.city, district);
      this.scene.names = label ? namesOf(this.city, district, names) : [];
      this.redraw();
    };
    // Borders take a moment to find in a large city: the ground is drawn first.
    if (label && !this.city.hasBorders) this.outlining = setTimeout(shown, FRAME);
    else shown();
  }

  setSquares(squares: FeatureCollection | null): void {
    this.squares = squares !== null && squares.features.length > 0;
    this.ground.setSquares(shrunkSquares(squares ?? NO_SQUARES));
    this.showLegend();
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
    return this.ground.camera();
  }

  setCamera(camera: Camera): void {
    if (sameCamera(camera, this.camera())) return;
    this.fitted = false;
    this.quietly(() => this.ground.setCamera(camera));
    this.redraw();
  }

  onCamera(listener: (camera: Camera) => void): () => void {
    this.cameraListeners.add(listener);
    return () => void this.cameraListeners.delete(listener);
  }

  fit(): void {
    this.moveTo(this.whole());
    this.fitted = true;
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
    clearTimeout(this.outlining);
    this.resized.disconnect();
    this.hand.destroy();
    this.ground.destroy();
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

  private ready(kind: MapView["backEnd"]): void {
    this.frame.setState("backEnd", kind);
    this.frame.setState("state", "ready");
  }

  private moveTo(camera: Camera): void {
    this.ground.setCamera(camera);
    this.redraw();
  }

  private moved(): void {
    if (this.quiet) return;
    this.fitted = false;
    const camera = this.camera();
    for (const listener of [...this.cameraListeners]) listener(camera);
  }

  private resize(): void {
    const [width, height] = this.frame.size;
    if (width === 0 || height === 0) return;
    this.overlay.resize(width, height);
    this.frame.fitLegend();
    this.quietly(() => {
      this.ground.resize();
      if (this.fitted) this.ground.setCamera(this.whole());
    });
    this.redraw();
  }

  /** Move without telling who follows. */
  private quietly(move: () => void): void {
    this.quiet = true;
    move();
    this.quiet = false;
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

  private showLegend(): void {
    const { posts, today } = this.scene;
    const marks = [
      ...(this.squares ? [{ mark: "squares", label: t("map.squares") } as const] : []),
      ...(posts.length ? [{ mark: "post", label: t("map.post") } as const] : []),
      ...(posts.some(({ locked }) => locked) ? [{ mark: "locked", label: t("map.locked") } as const] : []),
      ...(today.length ? [{ mark: "today", label: t("map.today") } as const] : []),
    ];
    this.frame.setLegend([...this.legend, ...marks]);
  }

  private whole(): Camera {
    return this.city.plane.cameraOf(this.city.box, ...this.frame.size, MARGIN, BESIDE);
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
