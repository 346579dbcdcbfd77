/** Which zones a point, a rectangle or a brush finds. */

import { boxOf, type Box, type Point } from "./plane";
import { contains, distanceToStretch, edgesOf, stretchesMeet, type Zone } from "./shapes";

/** Zones by the cells of a grid that their boxes touch, so that a search looks at a few zones only. */
export class ZoneIndex {
  readonly box: Box;
  private readonly side: number;
  private readonly columns: number;
  private readonly rows: number;
  private readonly cells: number[][];

  constructor(readonly zones: readonly Zone[]) {
    this.box = zones.length ? boxOf(zones.flatMap(corners)) : { left: 0, bottom: 0, right: 1, top: 1 };
    const [width, height] = [this.box.right - this.box.left, this.box.top - this.box.bottom];
    this.side = Math.max(Math.sqrt((width * height) / Math.max(zones.length, 1)), 1e-6);
    this.columns = Math.floor(width / this.side) + 1;
    this.rows = Math.floor(height / this.side) + 1;
    this.cells = Array.from({ length: this.columns * this.rows }, () => []);
    zones.forEach((zone, number) => {
      for (const cell of this.cellsOf(zone.box)) this.cells[cell]?.push(number);
    });
  }

  /** The number of the zone at a point, -1 where there is none. */
  at(point: Readonly<Point>): number {
    const found = this.near({ left: point[0], right: point[0], bottom: point[1], top: point[1] });
    return found.find((number) => contains(this.zone(number).polygons, point)) ?? -1;
  }

  /** Zones whose middle lies in the rectangle. */
  inRectangle(a: Readonly<Point>, b: Readonly<Point>): number[] {
    const box = boxOf([a, b]);
    return this.near(box).filter((number) => {
      const [x, y] = this.zone(number).middle;
      return box.left <= x && x <= box.right && box.bottom <= y && y <= box.top;
    });
  }

  /** Zones that a round brush takes on its way from `a` to `b`: those it runs over, and whose middle it reaches. */
  underBrush(a: Point, b: Point, metres: number): number[] {
    const way = boxOf([a, b]);
    const reach = {
      left: way.left - metres,
      right: way.right + metres,
      bottom: way.bottom - metres,
      top: way.top + metres,
    };
    return this.near(reach).filter((number) => {
      const zone = this.zone(number);
      return distanceToStretch(zone.middle, a, b) <= metres || this.crosses(zone, a, b);
    });
  }

  private crosses(zone: Zone, a: Point, b: Point): boolean {
    if (contains(zone.polygons, a) || contains(zone.polygons, b)) return true;
    for (const [c, d] of edgesOf(zone.polygons)) if (stretchesMeet(a, b, c, d)) return true;
    return false;
  }

  /** Zones whose box meets a box, in their order. */
  private near(box: Box): number[] {
    const found = new Set<number>();
    for (const cell of this.cellsOf(box)) for (const number of this.cells[cell] ?? []) found.add(number);
    return [...found].filter((number) => meets(this.zone(number).box, box)).sort((one, other) => one - other);
  }

  private *cellsOf(box: Box): Generator<number> {
    const [first, last] = [this.cell(box.left - this.box.left), this.cell(box.right - this.box.left)];
    const [low, high] = [this.cell(box.bottom - this.box.bottom), this.cell(box.top - this.box.bottom)];
    for (let row = Math.max(low, 0); row <= Math.min(high, this.rows - 1); row++) {
      for (let column = Math.max(first, 0); column <= Math.min(last, this.columns - 1); column++) {
        yield row * this.columns + column;
      }
    }
  }

  private cell(distance: number): number {
    return Math.floor(distance / this.side);
  }

  private zone(number: number): Zone {
    return this.zones[number] as Zone;
  }
}

function corners({ box }: Zone): Point[] {
  return [
    [box.left, box.bottom],
    [box.right, box.top],
  ];
}

function meets(one: Box, other: Box): boolean {
  return one.left <= other.right && other.left <= one.right && one.bottom <= other.top && other.bottom <= one.top;
}
