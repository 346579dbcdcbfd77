/** The flat plane of a city: Web Mercator, scaled so that a unit is a metre at the middle of the city. */

export type LngLat = [number, number];

/** Metres east and north of the middle of the city. */
export type Point = [number, number];

export type Direction = "up" | "down" | "left" | "right";

/** Where a map looks: the zoom counts doublings of a world 512 pixels wide, as MapLibre does. */
export interface Camera {
  center: LngLat;
  zoom: number;
}

export interface Box {
  left: number;
  bottom: number;
  right: number;
  top: number;
}

/** Pixels to plane and back: x = scale * east + dx, y = dy - scale * north. */
export interface Screen {
  scale: number;
  dx: number;
  dy: number;
}

const AROUND = 40_075_016.68557849; // metres round the equator
const WORLD = 512; // pixels of the world at zoom 0

export class Plane {
  private readonly unit: number; // metres in the width of the world
  private readonly east: number;
  private readonly north: number;

  constructor(middle: LngLat) {
    this.unit = AROUND * Math.cos((middle[1] * Math.PI) / 180);
    this.east = eastOf(middle[0]);
    this.north = northOf(middle[1]);
  }

  point(lngLat: readonly number[]): Point {
    const [lng = 0, lat = 0] = lngLat;
    return [(eastOf(lng) - this.east) * this.unit, (northOf(lat) - this.north) * this.unit];
  }

  lngLat(point: Readonly<Point>): LngLat {
    const east = this.east + point[0] / this.unit;
    const north = this.north + point[1] / this.unit;
    return [(east - 0.5) * 360, (Math.atan(Math.sinh(north * 2 * Math.PI)) * 180) / Math.PI];
  }

  screen(camera: Camera, width: number, height: number): Screen {
    const [east, north] = this.point(camera.center);
    const scale = (WORLD * 2 ** camera.zoom) / this.unit;
    return { scale, dx: width / 2 - scale * east, dy: height / 2 + scale * north };
  }

  /**
   * The camera that shows a box with `margin` pixels free at every side. Where there is more room than that, the box
   * makes way for what lies on the map at the left, as far as what lies at the right lets it.
   */
  cameraOf(box: Box, width: number, height: number, margin: number, beside = { left: 0, right: 0 }): Camera {
    const across = Math.max(width - 2 * margin, 50) / Math.max(box.right - box.left, 1);
    const along = Math.max(height - 2 * margin, 50) / Math.max(box.top - box.bottom, 1);
    const scale = Math.min(across, along);
    const gap = (width - scale * (box.right - box.left)) / 2;
    const aside = Math.max(Math.min(gap - Math.max(beside.right, margin), beside.left + margin - gap), 0);
    const middle: Point = [(box.left + box.right) / 2 - aside / scale, (box.bottom + box.top) / 2];
    return { center: this.lngLat(middle), zoom: Math.log2((scale * this.unit) / WORLD) };
  }
}

const SAME = 1e-9; // degrees and doublings

export function sameCamera(one: Camera, other: Camera): boolean {
  const ways = [one.zoom - other.zoom, one.center[0] - other.center[0], one.center[1] - other.center[1]];
  return ways.every((way) => Math.abs(way) < SAME);
}

export function toScreen(screen: Screen, point: Readonly<Point>): Point {
  return [screen.scale * point[0] + screen.dx, screen.dy - screen.scale * point[1]];
}

export function toPlane(screen: Screen, pixel: Readonly<Point>): Point {
  return [(pixel[0] - screen.dx) / screen.scale, (screen.dy - pixel[1]) / screen.scale];
}

export function boxOf(points: Iterable<Readonly<Point>>): Box {
  const box = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
  for (const [x, y] of points) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.bottom = Math.min(box.bottom, y);
    box.top = Math.max(box.top, y);
  }
  return box;
}

function eastOf(lng: number): number {
  return lng / 360 + 0.5;
}

function northOf(lat: number): number {
  return Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
}
