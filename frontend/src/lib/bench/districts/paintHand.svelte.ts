// The hand that paints districts: its tool, its brush, the stroke under way, and what is said beside the pointer.

import { t } from "../../i18n";
import type { Tool } from "../../map/mapView";
import { BRUSHES } from "./brush";
import type { DistrictDesk } from "./districtDesk.svelte";
import { namesOf, paintedWords } from "./districtWords";
import type { Drawing } from "./drawing.svelte";
import { strokeOf, type Stroke } from "./strokes";

export class PaintHand {
  tool = $state<Tool>("brush");
  /** Place in the sizes of the brush. */
  size = $state(0);
  /** The only district that may lose units; "" for those in none, null for any. */
  from = $state<string | null>(null);
  /** What is said beside the pointer: why units stay as they are. */
  bubble = $state.raw<{ text: string; x: number; y: number } | null>(null);
  #pointer = { x: 0, y: 0 };

  constructor(private readonly desk: DistrictDesk) {}

  /** Takes what the map tells of a stroke. */
  stroke(units: readonly string[], phase: "stroke" | "end" | "cancel"): void {
    const { drawing, chosen } = this.desk;
    if (!drawing || this.desk.readonly) return;
    if (phase === "cancel") return this.#cancel(drawing);
    const refusal = this.#refusal(drawing);
    if (refusal) return this.#sayAtPointer(refusal, phase === "end");
    this.desk.painting = phase === "stroke";
    const stroke = this.#strokeOf(drawing, units);
    drawing.paint(stroke.units, chosen);
    if (stroke.kept.length > 0) this.#sayAtPointer(keptWords(drawing, stroke.kept), phase === "end");
    else this.bubble = null;
    if (phase === "end") this.put(stroke.units, chosen, stroke.kept);
    else this.desk.bench.status = stroke.units.length > 0 ? paintedWords(drawing, stroke.units.length, chosen) : "";
  }

  /** Paints what the brush reaches round a unit. */
  paintAt(unit: string | null): void {
    const { drawing, chosen, bench } = this.desk;
    if (!drawing || unit === null || this.desk.readonly) return;
    const refusal = this.#refusal(drawing);
    if (refusal) return bench.tell(refusal);
    const stroke = this.#strokeOf(drawing, drawing.live.around(unit, BRUSHES[this.size]?.steps ?? 0));
    if (stroke.units.length > 0) this.put(stroke.units, chosen, stroke.kept);
    else bench.tell(stroke.kept.length > 0 ? keptWords(drawing, stroke.kept) : t("districts.told_same"));
  }

  /** Gives a stroke as a command, and tells what it did. */
  put(units: readonly string[], to: string | null, kept: readonly string[] = []): void {
    const { drawing, bench } = this.desk;
    if (!drawing) return;
    drawing.paint(units, to);
    if (units.length === 0) {
      drawing.takeBack();
      if (kept.length === 0) bench.tell(t("districts.told_same"));
    } else if (bench.give({ verb: "paint", units: [...units], district: to === null ? null : Number(to) })) {
      const stays = kept.length > 0 ? ` ${keptWords(drawing, kept)}` : "";
      bench.tell(paintedWords(drawing, units.length, to) + stays);
    } else drawing.takeBack();
  }

  resize(step: number): void {
    this.size = Math.min(BRUSHES.length - 1, Math.max(0, this.size + step));
    this.desk.bench.tell(t(`districts.brush_${BRUSHES[this.size]!.key}`));
  }

  follow(x: number, y: number): void {
    this.#pointer = { x, y };
    if (this.bubble && this.desk.painting) this.bubble = { ...this.bubble, ...this.#pointer };
  }

  /** The pointer is over another unit. */
  hover(): void {
    if (!this.desk.painting) this.bubble = null;
  }

  #cancel(drawing: Drawing): void {
    this.desk.painting = false;
    this.bubble = null;
    drawing.takeBack();
  }

  #strokeOf(drawing: Drawing, units: readonly string[]): Stroke {
    return strokeOf(units, { labels: drawing.settled, locked: drawing.locked, from: this.from, to: this.desk.chosen });
  }

  #refusal(drawing: Drawing): string | null {
    const { chosen } = this.desk;
    if (chosen === null || !drawing.locked.has(chosen)) return null;
    return t("bench.refused_district_locked", { name: this.desk.nameOf(chosen) });
  }

  #sayAtPointer(text: string, over: boolean): void {
    this.bubble = { text, ...this.#pointer };
    if (over) this.desk.bench.tell(text);
  }
}

const keptWords = (drawing: Drawing, kept: readonly string[]): string =>
  t("districts.kept", { names: namesOf(drawing, kept) });
