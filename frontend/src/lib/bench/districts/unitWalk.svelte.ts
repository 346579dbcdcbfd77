// The cursor of the keyboard, which walks from unit to unit.

import { tick } from "svelte";
import { tn } from "../../i18n";
import type { Direction } from "../../keys";
import type { MapView } from "../../map/mapView";
import { settings } from "../../state/settings.svelte";
import type { DistrictDesk } from "./districtDesk.svelte";
import { unitWords } from "./districtWords";

export class UnitWalk {
  /** The unit under the cursor. */
  unit = $state<string | null>(null);
  #nextPlace = 0;

  constructor(private readonly desk: DistrictDesk) {}

  /** Puts the cursor on a unit and tells of it. */
  goTo(unit: string): void {
    this.unit = unit;
    const { drawing, bench } = this.desk;
    if (drawing) bench.tell(unitWords(drawing, unit));
  }

  walk(map: MapView | null, direction: Direction): void {
    const next = this.unit === null ? null : map?.unitInDirection(this.unit, direction);
    if (next != null) this.goTo(next);
  }

  /** The keyboard has come to the map. */
  enter(map: MapView): void {
    this.unit ??= this.desk.drawing?.unassigned[0] ?? this.#middle(map);
  }

  /** Brings the cursor to the first of the units, and with it whoever looks. */
  async show(units: readonly string[]): Promise<void> {
    const { drawing, bench } = this.desk;
    const [first] = units;
    if (first === undefined || !drawing) return;
    this.unit = first;
    const n = settings.numbers.plain(units.length);
    bench.tell(tn("districts.told_shown", units.length, { n, unit: unitWords(drawing, first) }));
    await tick();
    document.querySelector<HTMLElement>('[data-testid="unit-cursor"]')?.focus();
  }

  /** Shows one unassigned unit after another. */
  async showNext(): Promise<void> {
    const left = this.desk.drawing?.unassigned ?? [];
    const unit = left[this.#nextPlace++ % Math.max(1, left.length)];
    if (unit !== undefined) await this.show([unit]);
  }

  /** The unit nearest to the middle of what is seen. */
  #middle(map: MapView): string | null {
    const box = document.querySelector('[data-testid="map"]')?.getBoundingClientRect();
    const [x, y] = [(box?.width ?? 0) / 2, (box?.height ?? 0) / 2];
    let best: string | null = null;
    let least = Infinity;
    for (const unit of this.desk.drawing?.ground.zones ?? []) {
      const at = map.screenOf({ unit });
      const away = at === null ? Infinity : Math.hypot(at.x - x, at.y - y);
      if (away < least) [best, least] = [unit, away];
    }
    return best;
  }
}
