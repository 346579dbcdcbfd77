// Districts while they are drawn: the draft as it stands, and on top of it the stroke that is under way.

import { districtsOf, labelsOf, type DraftValues } from "../../state/draftValues";
import type { BorderGraph, Tally } from "../../api/shapes";
import { LiveDistricts } from "../liveDistricts";

export class Drawing {
  /** Goes up whenever a unit is in another district. */
  round = $state(0);
  #values = $state.raw<DraftValues>({});
  #tally = $state.raw<Tally | null>(null);
  #before = $state.raw<ReadonlyMap<string, string>>(new Map());
  readonly #live: LiveDistricts;
  readonly #complete: boolean;

  readonly districts = $derived(districtsOf(this.#values));
  readonly names = $derived(new Map(this.districts.map(({ number, name }) => [String(number), name])));
  readonly locked = $derived(
    new Set(this.districts.filter((district) => district.locked).map(({ number }) => String(number))),
  );
  /** District of every unit as the draft has it, without the stroke. */
  readonly settled = $derived(labelsOf(this.#values));

  constructor(readonly ground: BorderGraph) {
    this.#complete = ground.criteria.every(({ amounts }) => !amounts.includes(null));
    const amounts = new Map(
      ground.criteria.map(({ name, amounts }) => [name, amounts.map((amount) => amount ?? 0)] as const),
    );
    this.#live = new LiveDistricts({ zones: ground.zones, edges: ground.edges, amounts }, new Map());
  }

  /** Takes the draft as it stands. */
  take(values: DraftValues, tally: Tally | null): void {
    this.#values = values;
    this.#tally = tally;
    if (this.#live.relabel(labelsOf(values)).length > 0) this.round += 1;
  }

  /** Puts units into a district for the time being. */
  paint(units: readonly string[], to: string | null): void {
    if (this.#live.move(units, to).length > 0) this.round += 1;
  }

  /** Takes back what was painted for the time being. */
  takeBack(): void {
    if (this.#live.relabel(this.settled).length > 0) this.round += 1;
  }

  /** What is moved is counted against these districts. */
  compareWith(before: ReadonlyMap<string, string>): void {
    this.#before = before;
  }

  readonly labels = $derived.by(() => {
    void this.round;
    const found = new Map<string, string>();
    for (const unit of this.ground.zones) {
      const name = this.#live.districtOf(unit);
      if (name !== null) found.set(unit, name);
    }
    return found;
  });

  /** Total of every criterion in every district, by its number; districts without units have 0. */
  readonly totals = $derived.by(() => {
    void this.round;
    const live = this.#complete || !this.#tally ? this.#live.totals : null;
    const known = (number: string, criterion: string): number =>
      (live ? live.get(number)?.get(criterion) : this.#tally?.totals[number]?.[criterion]) ?? 0;
    return new Map(
      [...this.names.keys()].map((number) => [
        number,
        new Map(this.criteria.map(({ name }) => [name, known(number, name)])),
      ]),
    );
  });

  /** Whether the total of a district is a small count, or tells one, so that whoever looks is not shown it. */
  isHidden(number: string, criterion: string): boolean {
    const sums = this.#complete ? undefined : this.#tally?.totals[number];
    return sums !== undefined && !(criterion in sums);
  }

  /** What is summed, with the total of the city. */
  readonly criteria = $derived.by(() =>
    this.ground.criteria.map(({ name, unit, amounts }) => ({
      name,
      unit,
      all: amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
    })),
  );

  readonly sizes = $derived.by(() => {
    void this.round;
    return this.#live.sizes;
  });

  readonly cutOff = $derived.by(() => {
    void this.round;
    return this.#live.cutOff;
  });

  readonly unassigned = $derived.by(() => {
    void this.round;
    return this.#live.unassigned;
  });

  readonly moved = $derived.by(() => {
    void this.round;
    return this.#live.movedFrom(this.#before);
  });

  /** To be asked of single units; whoever asks is told when a unit moves. */
  get live(): LiveDistricts {
    void this.round;
    return this.#live;
  }

  get before(): ReadonlyMap<string, string> {
    return this.#before;
  }

  amount(criterion: string, unit: string): number {
    return this.#amounts.get(criterion)?.get(unit) ?? 0;
  }

  readonly #amounts = $derived.by(
    () =>
      new Map(
        this.ground.criteria.map(({ name, amounts }) => [
          name,
          new Map(this.ground.zones.map((zone, place) => [zone, amounts[place] ?? 0])),
        ]),
      ),
  );
}
