// Totals and pieces of districts in the browser, while they are painted: what the server's tally will say of the same.
//
// Totals are summed over the zones in the order of the city, as the server sums them, so that they are equal to the
// last digit. Pieces are looked for by a flood over the borders, in the districts that a stroke has touched only.

import { mostStaying } from "./mostStaying";

export interface LiveGround {
  /** Ids of the zones, in the order of the city. */
  zones: readonly string[];
  /** Pairs of zones with a common border, bridges included. */
  edges: readonly (readonly [number, number])[];
  /** Amount of each criterion in every zone. */
  amounts: ReadonlyMap<string, readonly number[]>;
}

const NONE = -1;

export class LiveDistricts {
  readonly criteria: readonly string[];
  readonly #zones: readonly string[];
  readonly #position = new Map<string, number>();
  readonly #start: Int32Array;
  readonly #to: Int32Array;
  readonly #amounts: readonly Float64Array[];
  readonly #numbers: string[] = [];
  readonly #known = new Map<string, number>();
  readonly #label: Int32Array;
  readonly #piece: Int32Array;
  readonly #pieces = new Map<string, string[][]>();

  constructor(ground: LiveGround, labels: ReadonlyMap<string, string>) {
    this.#zones = ground.zones;
    ground.zones.forEach((zone, place) => this.#position.set(zone, place));
    [this.#start, this.#to] = neighbours(ground.zones.length, ground.edges);
    this.criteria = [...ground.amounts.keys()];
    this.#amounts = [...ground.amounts.values()].map((values) => Float64Array.from(values));
    this.#label = new Int32Array(ground.zones.length).fill(NONE);
    this.#piece = new Int32Array(ground.zones.length);
    this.relabel(labels);
  }

  /** Takes the labels as they are now; only districts that have changed are looked at again. Returns these. */
  relabel(labels: ReadonlyMap<string, string>): string[] {
    const changed = new Set<number>();
    this.#zones.forEach((zone, place) => this.#put(place, labels.get(zone) ?? null, changed));
    return this.#renew(changed);
  }

  /** Puts units into a district, or none, whichever they were in. Returns the districts that have changed. */
  move(units: Iterable<string>, to: string | null): string[] {
    const changed = new Set<number>();
    for (const unit of units) {
      const place = this.#position.get(unit);
      if (place !== undefined) this.#put(place, to, changed);
    }
    return this.#renew(changed);
  }

  districtOf(unit: string): string | null {
    const place = this.#position.get(unit);
    return place === undefined ? null : this.#name(this.#label[place] ?? NONE);
  }

  /** Total of every criterion in every district that holds a unit, by its number. */
  get totals(): Map<string, Map<string, number>> {
    const sums = this.#amounts.map(() => new Float64Array(this.#numbers.length));
    const held = new Uint8Array(this.#numbers.length);
    for (let place = 0; place < this.#label.length; place++) {
      const number = this.#label[place]!;
      if (number === NONE) continue;
      held[number] = 1;
      for (let c = 0; c < sums.length; c++) sums[c]![number]! += this.#amounts[c]![place]!;
    }
    const totals = new Map<string, Map<string, number>>();
    for (const name of this.names) {
      const number = this.#known.get(name)!;
      totals.set(name, new Map(this.criteria.map((criterion, c) => [criterion, sums[c]![number]!])));
    }
    return totals;
  }

  /** Numbers of the districts that hold a unit, ascending. */
  get names(): string[] {
    const held = new Set<number>(this.#label);
    return this.#numbers.filter((_, number) => held.has(number)).sort((a, b) => Number(a) - Number(b));
  }

  /** How many units every district holds. */
  get sizes(): Map<string, number> {
    const sizes = new Map<string, number>();
    for (const number of this.#label) {
      const name = this.#name(number);
      if (name !== null) sizes.set(name, (sizes.get(name) ?? 0) + 1);
    }
    return sizes;
  }

  /** Units of every piece of a district, the piece of the most units first. */
  piecesOf(name: string): readonly string[][] {
    const known = this.#pieces.get(name);
    if (known) return known;
    const number = this.#known.get(name);
    const parts = new Map<number, string[]>();
    for (let place = 0; place < this.#label.length; place++) {
      if (number === undefined || this.#label[place] !== number) continue;
      const part = parts.get(this.#piece[place]!);
      if (part) part.push(this.#zones[place]!);
      else parts.set(this.#piece[place]!, [this.#zones[place]!]);
    }
    const sorted = [...parts.values()].sort((a, b) => b.length - a.length);
    this.#pieces.set(name, sorted);
    return sorted;
  }

  /** Every piece but the largest of every district that is in more than one. */
  get cutOff(): Map<string, readonly string[][]> {
    const found = new Map<string, readonly string[][]>();
    for (const name of this.names) {
      const parts = this.piecesOf(name);
      if (parts.length > 1) found.set(name, parts.slice(1));
    }
    return found;
  }

  /** Units in no district. */
  get unassigned(): string[] {
    return this.#zones.filter((_, place) => this.#label[place] === NONE);
  }

  /**
   * Units that have left their district of `before`. A unit stays where its district is the one that its old one is
   * matched with: old and new are matched so that the most units stay, whatever their names are.
   */
  movedFrom(before: ReadonlyMap<string, string>): string[] {
    const old = [...new Set(before.values())];
    const now = this.names;
    const row = new Map(old.map((name, place) => [name, place]));
    const column = new Map(now.map((name, place) => [name, place]));
    const stay = old.map(() => new Array<number>(now.length).fill(0));
    const pairs: [string, number, number][] = [];
    for (const [unit, name] of before) {
      const pair: [string, number, number] = [unit, row.get(name)!, column.get(this.districtOf(unit) ?? "") ?? -1];
      pairs.push(pair);
      if (pair[2] >= 0) stay[pair[1]]![pair[2]]!++;
    }
    const heir = mostStaying(stay);
    return pairs.filter(([, from, to]) => to < 0 || heir[from] !== to).map(([unit]) => unit);
  }

  neighboursOf(unit: string): string[] {
    const place = this.#position.get(unit);
    if (place === undefined) return [];
    return Array.from(this.#to.subarray(this.#start[place], this.#start[place + 1]), (to) => this.#zones[to]!);
  }

  /** A unit with those around it, so many steps over borders: the brush of the keyboard. */
  around(unit: string, steps: number): string[] {
    const found = new Set([unit]);
    let edge = [unit];
    for (let step = 0; step < steps; step++) {
      edge = edge.flatMap((one) => this.neighboursOf(one)).filter((one) => !found.has(one) && found.add(one));
    }
    return [...found];
  }

  /**
   * The district that a piece would best be given to: the one with the most borders to it, locked ones left out.
   * Null where it touches no other.
   */
  bestNeighbour(piece: readonly string[], locked: ReadonlySet<string>): string | null {
    const counts = new Map<string, number>();
    const inside = new Set(piece);
    for (const unit of piece) {
      for (const other of this.neighboursOf(unit)) {
        const name = inside.has(other) ? null : this.districtOf(other);
        if (name !== null && !locked.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    return [...counts].sort((a, b) => b[1] - a[1] || Number(a[0]) - Number(b[0]))[0]?.[0] ?? null;
  }

  #name(number: number): string | null {
    return number === NONE ? null : (this.#numbers[number] ?? null);
  }

  #number(name: string): number {
    let number = this.#known.get(name);
    if (number === undefined) {
      number = this.#numbers.push(name) - 1;
      this.#known.set(name, number);
    }
    return number;
  }

  #put(place: number, to: string | null, changed: Set<number>): void {
    const number = to === null ? NONE : this.#number(to);
    const was = this.#label[place]!;
    if (was === number) return;
    this.#label[place] = number;
    changed.add(was).add(number);
  }

  #renew(changed: Set<number>): string[] {
    changed.delete(NONE);
    for (const number of changed) this.#pieces.delete(this.#numbers[number]!);
    if (changed.size > 0) this.#flood(changed);
    return [...changed].map((number) => this.#numbers[number]!);
  }

  #flood(changed: ReadonlySet<number>): void {
    const label = this.#label;
    const seen = new Uint8Array(label.length);
    const queue = new Int32Array(label.length);
    for (let first = 0; first < label.length; first++) {
      const number = label[first]!;
      if (seen[first] || !changed.has(number)) continue;
      seen[first] = 1;
      queue[0] = first;
      let end = 1;
      for (let next = 0; next < end; next++) {
        const place = queue[next]!;
        this.#piece[place] = first; // a piece is named by its first zone
        for (let edge = this.#start[place]!; edge < this.#start[place + 1]!; edge++) {
          const other = this.#to[edge]!;
          if (seen[other] || label[other] !== number) continue;
          seen[other] = 1;
          queue[end++] = other;
        }
      }
    }
  }
}

/** Neighbours of every zone, one after another, and where those of each begin. */
function neighbours(count: number, edges: LiveGround["edges"]): [Int32Array, Int32Array] {
  const start = new Int32Array(count + 1);
  for (const [a, b] of edges) {
    start[a + 1]!++;
    start[b + 1]!++;
  }
  for (let place = 0; place < count; place++) start[place + 1]! += start[place]!;
  const next = start.slice(0, count);
  const to = new Int32Array(edges.length * 2);
  for (const [a, b] of edges) {
    to[next[a]!++] = b;
    to[next[b]!++] = a;
  }
  return [start, to];
}
