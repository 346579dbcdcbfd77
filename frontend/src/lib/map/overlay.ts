/** What lies on the ground of a map and follows the hand: outlines, names, posts, rings, strokes. One canvas, both back ends. */

import { brushOf, sizeCanvas } from "./canvasBrush";
import type { City } from "./city";
import { FOCUS, HALO, INK } from "./colours";
import { drawName, drawPost, drawSites, drawSnap, drawToday, ring } from "./marks";
import type { MapKey, PostMark } from "./mapView";
import { toScreen, type Camera, type Point, type Screen } from "./plane";

/** A gesture under way, as it is drawn. */
export type Live =
  | { kind: "drag"; slot: number; pointer: Point; site: string | null }
  | { kind: "add"; site: string | null }
  | { kind: "brush"; pointer: Point; metres: number }
  | { kind: "rectangle"; from: Point; to: Point };

export interface DistrictName {
  name: string;
  at: Point;
}

/** All that is drawn; places are on the plane of the city, but those of pointers are pixels. */
export interface Scene {
  posts: readonly PostMark[];
  today: readonly string[];
  outlines: Path2D | null;
  names: readonly DistrictName[];
  selected: MapKey | null;
  hovered: number;
  stroke: readonly number[];
  paint: string | null;
  live: Live | null;
}

export function emptyScene(): Scene {
  return {
    posts: [],
    today: [],
    outlines: null,
    names: [],
    selected: null,
    hovered: -1,
    stroke: [],
    paint: null,
    live: null,
  };
}

export class Overlay {
  readonly canvas = document.createElement("canvas");

  constructor(private readonly city: City) {
    this.canvas.className = "plan-map-overlay";
    this.canvas.setAttribute("aria-hidden", "true");
  }

  resize(width: number, height: number): void {
    sizeCanvas(this.canvas, width, height, window.devicePixelRatio);
  }

  draw(scene: Scene, camera: Camera, width: number, height: number): void {
    const brush = brushOf(this.canvas);
    if (!brush) return;
    const ratio = window.devicePixelRatio;
    const screen = this.city.plane.screen(camera, width, height);
    brush.setTransform(1, 0, 0, 1, 0, 0);
    brush.clearRect(0, 0, this.canvas.width, this.canvas.height);
    brush.setTransform(screen.scale * ratio, 0, 0, -screen.scale * ratio, screen.dx * ratio, screen.dy * ratio);
    this.drawAreas(brush, scene, screen.scale);
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const { name, at } of scene.names) drawName(brush, toScreen(screen, at), name);
    this.drawPosts(brush, scene, screen);
    this.drawLive(brush, scene, screen);
  }

  private drawAreas(brush: CanvasRenderingContext2D, scene: Scene, scale: number): void {
    brush.lineJoin = "round";
    brush.lineCap = "round";
    for (const number of scene.stroke) {
      brush.fillStyle = scene.paint ?? "rgba(255, 255, 255, 0.6)";
      brush.fill(this.city.path(number), "evenodd");
      outline(brush, this.city.path(number), INK, 1.5 / scale);
    }
    if (scene.outlines) {
      outline(brush, scene.outlines, "rgba(255, 255, 255, 0.9)", 5.5 / scale);
      outline(brush, scene.outlines, INK, 2.5 / scale);
    }
    if (scene.hovered >= 0) outline(brush, this.city.path(scene.hovered), INK, 1.8 / scale);
    const selected = this.city.zoneNumber(scene.selected?.unit ?? "");
    if (selected !== undefined) {
      outline(brush, this.city.path(selected), HALO, 7 / scale);
      outline(brush, this.city.path(selected), FOCUS, 3.5 / scale);
    }
  }

  private drawPosts(brush: CanvasRenderingContext2D, scene: Scene, screen: Screen): void {
    const { live, posts, selected } = scene;
    if (live?.kind === "drag" || live?.kind === "add") {
      const free = this.city.sites.filter(({ candidate }) => candidate);
      const { left, right, bottom, top } = this.city.box;
      const apart = Math.sqrt(((right - left) * (top - bottom)) / Math.max(free.length, 1)) * screen.scale;
      const places = free.map(({ point }) => toScreen(screen, point));
      drawSites(brush, places, apart);
    }
    const held = new Set(posts.map(({ site }) => site));
    for (const site of scene.today) {
      const place = this.city.site(site);
      if (place) drawToday(brush, toScreen(screen, place.point), held.has(site));
    }
    const last = (mark: PostMark): number => (mark.slot === selected?.post ? 1 : 0);
    for (const mark of [...posts].sort((one, other) => last(one) - last(other))) {
      const site = this.city.site(mark.site);
      if (!site) continue;
      const faint = live?.kind === "drag" && live.slot === mark.slot;
      drawPost(brush, toScreen(screen, site.point), lookOf(mark, selected, faint));
    }
    const chosen = this.city.site(selected?.site ?? "");
    if (chosen) ring(brush, toScreen(screen, chosen.point), 10, FOCUS, 3.5);
  }

  private drawLive(brush: CanvasRenderingContext2D, { live, posts }: Scene, screen: Screen): void {
    if (!live) return;
    if (live.kind === "drag" || live.kind === "add") {
      const site = this.city.site(live.site ?? "");
      if (site) drawSnap(brush, toScreen(screen, site.point));
    }
    if (live.kind === "drag") {
      const mark = posts.find(({ slot }) => slot === live.slot);
      if (mark) drawPost(brush, live.pointer, lookOf(mark, null, false));
    }
    if (live.kind === "brush") ring(brush, live.pointer, Math.max(live.metres * screen.scale, 3), INK, 1.5);
    if (live.kind === "rectangle") drawRectangle(brush, live.from, live.to);
  }
}

function outline(brush: CanvasRenderingContext2D, path: Path2D, colour: string, width: number): void {
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  brush.stroke(path);
}

function lookOf(mark: PostMark, selected: MapKey | null, faint: boolean): Parameters<typeof drawPost>[2] {
  return {
    number: String(mark.slot),
    locked: mark.locked,
    worse: mark.worse ?? false,
    selected: mark.slot === selected?.post,
    faint,
  };
}

function drawRectangle(brush: CanvasRenderingContext2D, [x, y]: Point, to: Point): void {
  for (const [colour, width] of [
    [HALO, 4],
    [INK, 2],
  ] as const) {
    brush.strokeStyle = colour;
    brush.lineWidth = width;
    brush.setLineDash(colour === INK ? [6, 4] : []);
    brush.strokeRect(x, y, to[0] - x, to[1] - y);
  }
  brush.setLineDash([]);
}
