/** Borders between zones: who touches whom, and the outlines of districts. */

import type { Point } from "./plane";
import { contains, edgesOf, type Zone } from "./shapes";
import { ZoneIndex } from "./zoneIndex";

/** A stretch of border between two zones, each by its number. */
export interface Border {
  from: Point;
  to: Point;
  one: number;
  other: number;
}

const NEAR = 0.3; // metres within which a corner lies on a line: coordinates are rounded to a tenth of a metre
const GAP = 3; // metres across which two zones still touch
const CELL = 50; // metres of the grid that finds corners along a line
const ROUNDING = 0.1; // metres within which two corners are one
const HALF = 2 ** 25;

/** Zones that share more than a point. Neighbours are listed in the order of the zones. */
export class Borders {
  readonly borders: readonly Border[];
  readonly neighbours: readonly (readonly number[])[];

  constructor(index: ZoneIndex) {
    this.borders = bordersOf(index);
    const sets = index.zones.map(() => new Set<number>());
    for (const { one, other } of this.borders) {
      sets[one]?.add(other);
      sets[other]?.add(one);
    }
    this.neighbours = sets.map((set) => [...set].sort((a, b) => a - b));
  }

  /** The stretches where the district changes. */
  outlines(district: readonly (string | undefined)[]): Border[] {
    return this.borders.filter(({ one, other }) => district[one] !== district[other]);
  }

  /** Zones of each district in connected pieces, the one with most zones first. */
  pieces(district: readonly (string | undefined)[]): Map<string, number[][]> {
    const found = new Map<string, number[][]>();
    const seen = new Set<number>();
    district.forEach((name, number) => {
      if (name === undefined || seen.has(number)) return;
      const piece = this.piece(number, district, seen);
      found.set(name, [...(found.get(name) ?? []), piece]);
    });
    for (const pieces of found.values()) pieces.sort((a, b) => b.length - a.length);
    return found;
  }

  private piece(start: number, district: readonly (string | undefined)[], seen: Set<number>): number[] {
    const piece = [start];
    seen.add(start);
    for (let at = 0; at < piece.length; at++) {
      for (const next of this.neighbours[piece[at] as number] ?? []) {
        if (seen.has(next) || district[next] !== district[start]) continue;
        seen.add(next);
        piece.push(next);
      }
    }
    return piece;
  }
}

function bordersOf(index: ZoneIndex): Border[] {
  const corners = new Corners(index.zones);
  const owners = new Map<number, { from: Point; to: Point; zones: number[] }>();
  index.zones.forEach((zone, number) => {
    for (const [from, to] of edgesOf(zone.polygons)) {
      for (const [a, b] of corners.cut(from, to)) {
        const key = corners.keyOf(a, b);
        const known = owners.get(key);
        if (known) known.zones.push(number);
        else owners.set(key, { from: a, to: b, zones: [number] });
      }
    }
  });
  const borders: Border[] = [];
  for (const { from, to, zones } of owners.values()) {
    const [one = -1, ...rest] = zones;
    const others = rest.length ? rest : [across(index, one, from, to)];
    for (const other of others) if (other >= 0 && other !== one) borders.push({ from, to, one, other });
  }
  return borders;
}

/** The zone on the other side of a narrow gap, -1 where the city ends. */
function across(index: ZoneIndex, zone: number, from: Point, to: Point): number {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length === 0) return -1;
  const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const [nx, ny] = [(to[1] - from[1]) / length, (from[0] - to[0]) / length];
  const polygons = (index.zones[zone] as Zone).polygons;
  const side = contains(polygons, [middle[0] + nx * NEAR, middle[1] + ny * NEAR]) ? -1 : 1;
  for (const step of [NEAR, GAP / 3, GAP]) {
    const found = index.at([middle[0] + side * step * nx, middle[1] + side * step * ny]);
    if (found >= 0 && found !== zone) return found;
  }
  return -1;
}

/** All corners of all zones, to cut a line where a corner of a neighbour lies on it. */
class Corners {
  private readonly cells = new Map<number, Point[]>();
  private readonly numbers = new Map<number, number>();

  constructor(zones: readonly Zone[]) {
    for (const zone of zones) {
      for (const [, corner] of edgesOf(zone.polygons)) {
        const name = cellOf(corner[0], corner[1], ROUNDING);
        if (this.numbers.has(name)) continue;
        this.numbers.set(name, this.numbers.size);
        const cell = cellOf(corner[0], corner[1], CELL);
        const list = this.cells.get(cell);
        if (list) list.push(corner);
        else this.cells.set(cell, [corner]);
      }
    }
  }

  cut(from: Point, to: Point): [Point, Point][] {
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const length = Math.hypot(dx, dy);
    const on: { along: number; corner: Point }[] = [];
    for (const corner of this.along(from, to)) {
      const along = ((corner[0] - from[0]) * dx + (corner[1] - from[1]) * dy) / length;
      const off = Math.abs((corner[0] - from[0]) * dy - (corner[1] - from[1]) * dx) / length;
      if (off <= NEAR && along > NEAR && along < length - NEAR) on.push({ along, corner });
    }
    on.sort((a, b) => a.along - b.along);
    const points = [from, ...on.map(({ corner }) => corner), to];
    return points.slice(1).map((point, at) => [points[at] as Point, point]);
  }

  /** One number for the stretch between two corners, whichever comes first. */
  keyOf(a: Point, b: Point): number {
    const [one, other] = [this.numberOf(a), this.numberOf(b)];
    return Math.min(one, other) * this.numbers.size + Math.max(one, other);
  }

  private numberOf(corner: Point): number {
    return this.numbers.get(cellOf(corner[0], corner[1], ROUNDING)) ?? 0;
  }

  private *along(from: Point, to: Point): Generator<Point> {
    const cells = new Set<number>();
    const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / (CELL / 2));
    for (let step = 0; step <= steps; step++) {
      const share = steps === 0 ? 0 : step / steps;
      const [x, y] = [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
      for (const dx of [-NEAR, NEAR]) for (const dy of [-NEAR, NEAR]) cells.add(cellOf(x + dx, y + dy, CELL));
    }
    for (const cell of cells) yield* this.cells.get(cell) ?? [];
  }
}

/** One number for a cell of a grid; the grid reaches 2^25 cells to every side. */
function cellOf(x: number, y: number, side: number): number {
  return (Math.round(x / side) + HALF) * 2 * HALF + Math.round(y / side) + HALF;
}
