// Districts on the table: which one is chosen, and what is done to them.

import { untrack } from "svelte";
import { readDraft } from "../../api/cases";
import { t } from "../../i18n";
import { districtsOf, labelsOf, type DraftValues } from "../../state/draftValues";
import { messages } from "../../state/messages.svelte";
import { districtsOfPlan, type Bench } from "../bench.svelte";
import { Drawing } from "./drawing.svelte";

export class DistrictDesk {
  /** Laid once the borders are here. */
  drawing = $state.raw<Drawing | null>(null);
  /** What moved units are counted against: "today", or where the plan began. */
  beforeName = $state("");
  /** The district that is painted with, by its number; null: none. */
  chosen = $state<string | null>(null);
  /** The district that is named just now; without a number a new one. */
  naming = $state.raw<{ number: number | null; name: string } | null>(null);
  /** A stroke is under way: the draft waits for its end. */
  painting = false;
  readonly readonly = $derived.by(() => !this.bench.mayEdit);
  #chosenName = "";
  #begun = false;

  constructor(readonly bench: Bench) {
    $effect(() => {
      const ground = bench.borders;
      if (ground && !this.drawing) untrack(() => void this.#compare((this.drawing = new Drawing(ground))));
    });
    $effect(() => {
      const [view, table] = [bench.view, this.drawing];
      if (!view || !table) return;
      untrack(() => {
        if (!this.painting) table.take(view.values, view.tally);
        this.#keepChosen(table);
      });
    });
  }

  choose(number: string | null): void {
    this.chosen = number;
    this.#chosenName = number === null ? "" : this.nameOf(number);
    this.bench.tell(t("districts.told_chosen", { name: number === null ? t("districts.no_district") : this.nameOf(number) }));
  }

  /** By the place in the list; 0 is none. */
  chooseAt(place: number): void {
    const district = this.drawing?.districts[place - 1];
    if (place === 0) this.choose(null);
    else if (district) this.choose(String(district.number));
  }

  lock(number: number, locked: boolean): void {
    if (!this.bench.give({ verb: "lock_district", number, locked })) return;
    this.bench.tell(t(locked ? "districts.told_lock" : "districts.told_unlock", { name: this.nameOf(number) }));
  }

  remove(number: number): void {
    const name = this.nameOf(number);
    if (this.bench.give({ verb: "remove_district", number })) this.bench.tell(t("districts.told_removed", { name }));
  }

  /** Asks for the name of a district; without a number, of a new one. */
  askName(number: number | null = null): void {
    this.naming = { number, name: number === null ? this.#freshName() : this.nameOf(number) };
  }

  /** Takes the name that was asked for. */
  takeName(name: string): void {
    const { naming } = this;
    if (naming?.number == null) this.#add(name);
    else if (name !== naming.name && this.bench.give({ verb: "rename_district", number: naming.number, name })) {
      this.bench.tell(t("districts.told_renamed", { name }));
    }
  }

  nameOf(number: string | number): string {
    return this.drawing?.names.get(String(number)) ?? String(number);
  }

  #add(name: string): void {
    if (!this.bench.give({ verb: "add_district", name })) return;
    const made = districtsOf(this.bench.view?.values ?? {}).find((district) => district.name === name);
    if (made) [this.chosen, this.#chosenName] = [String(made.number), name];
    this.bench.tell(t("districts.told_added", { name }));
  }

  #freshName(): string {
    const taken = new Set(this.drawing?.names.values());
    for (let number = (this.drawing?.districts.length ?? 0) + 1; ; number++) {
      const name = t("districts.fresh_name", { number });
      if (!taken.has(name)) return name;
    }
  }

  /** A new district has another number once the server has answered: it stays the chosen one. */
  #keepChosen(table: Drawing): void {
    if (this.chosen !== null && !table.names.has(this.chosen)) {
      this.chosen = [...table.names].find(([, name]) => name === this.#chosenName)?.[0] ?? null;
    }
    this.#chosenName = this.chosen === null ? "" : (table.names.get(this.chosen) ?? "");
    if (this.chosen === null && !this.#begun) {
      const free = table.districts.find((district) => !district.locked);
      this.chosen = free ? String(free.number) : null;
    }
    this.#begun = true;
  }

  /** What is moved is counted against today's districts, or, where there are none, against where the plan began. */
  async #compare(table: Drawing): Promise<void> {
    const today = districtsOfPlan(this.bench.todayPlan);
    if (today) {
      this.beforeName = t("bench.today");
      table.compareWith(today);
      return;
    }
    try {
      const start = (await readDraft(this.bench.planId, 1)).values as DraftValues;
      const names = new Map(districtsOf(start).map(({ number, name }) => [String(number), name]));
      this.beforeName = t("districts.beginning");
      table.compareWith(new Map([...labelsOf(start)].map(([unit, number]) => [unit, names.get(number) ?? number])));
    } catch (problem) {
      messages.problem(problem);
    }
  }
}
