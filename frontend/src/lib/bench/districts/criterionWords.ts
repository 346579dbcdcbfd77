// How the sums of districts are named and written.

import { isTextKey, t } from "../../i18n";
import { settings } from "../../state/settings.svelte";

const isArea = (unit: string): boolean => unit === "km2" || unit === "km²";

export function criterionName(name: string): string {
  const key = `districts.criterion_${name}`;
  return isTextKey(key) ? t(key) : name.replaceAll("_", " ");
}

/** The unit below the name, short; area says its own beside the figure. */
export function criterionUnit(name: string, unit: string): string {
  const key = `districts.unit_${name}`;
  if (isTextKey(key)) return t(key);
  if (isArea(unit)) return settings.numbers.unitOf("km2");
  return unit === criterionName(name).toLowerCase() ? "" : unit;
}

/** A figure without its unit, which stands in the heading. */
export const criterionFigure = (value: number, unit: string): string =>
  isArea(unit) ? settings.numbers.bare(value, "km2") : settings.numbers.amount(value);
