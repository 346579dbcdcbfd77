// What the line below the map says of units and strokes.

import { t, tn } from "../../i18n";
import { settings } from "../../state/settings.svelte";
import type { Drawing } from "./drawing.svelte";

/** A unit with its district and calls: "r05c07: District 2, 34 calls a year". */
export function unitWords(drawing: Drawing, unit: string): string {
  const number = drawing.live.districtOf(unit);
  const name = number === null ? t("districts.no_district") : (drawing.names.get(number) ?? number);
  const calls = settings.numbers.amount(drawing.amount("calls", unit), "count");
  const locked = number !== null && drawing.locked.has(number);
  return t(locked ? "districts.told_unit_locked" : "districts.told_unit", { unit, name, calls });
}

/** What a stroke did: "5 units to District 2: 1,650 calls a year, +3.1 % against an even share". */
export function paintedWords(drawing: Drawing, count: number, to: string | null): string {
  const n = settings.numbers.plain(count);
  if (to === null) return tn("districts.told_out", count, { n });
  const name = drawing.names.get(to) ?? to;
  const [first] = drawing.criteria;
  if (!first) return tn("districts.told_painted", count, { n, name, figure: "" });
  const value = drawing.totals.get(to)?.get(first.name) ?? 0;
  const even = first.all / Math.max(1, drawing.districts.length);
  const figure = t("districts.told_figure", {
    value: settings.numbers.amount(value),
    unit: first.unit,
    share: even > 0 ? settings.numbers.signedShare(value / even - 1) : "–",
  });
  return tn("districts.told_painted", count, { n, name, figure });
}

/** Names of districts, one after another. */
export const namesOf = (drawing: Drawing, numbers: readonly string[]): string =>
  numbers.map((number) => drawing.names.get(number) ?? number).join(", ");
