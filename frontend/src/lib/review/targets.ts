/** What a comment can be about: `plan`, `post:SLOT`, `district:NUMBER` or `unit:ID`. */

import type { DistrictValue, DraftValues, PostValue } from "../api/shapes";
import { t } from "../i18n";
import type { MapKey } from "../map/mapView";

export interface Target {
  on: string;
  words: string;
}

/** Return the posts and the districts of a draft, in order, as they are called. */
export function targetsOf(values: DraftValues, siteName: (site: string) => string): { posts: Target[]; districts: Target[] } {
  const numbered = Object.keys(values)
    .filter((key) => !key.startsWith("unit:"))
    .sort((a, b) => numberOf(a) - numberOf(b));
  const named = (kind: string): Target[] =>
    numbered.filter((key) => key.startsWith(kind)).map((on) => ({ on, words: targetWords(on, values, siteName) }));
  return { posts: named("post:"), districts: named("district:") };
}

/** Return what a comment is about, in words; what is gone since is named by its number. */
export function targetWords(on: string, values: DraftValues, siteName: (site: string) => string): string {
  if (on === "plan") return t("comments.plan");
  const [kind = "", rest = ""] = [on.slice(0, on.indexOf(":")), on.slice(on.indexOf(":") + 1)];
  if (kind === "unit") return t("comments.unit", { unit: rest });
  const value = values[on];
  if (kind === "post") {
    const site = value === undefined ? "–" : siteName((value as PostValue).site);
    return t("comments.post", { slot: rest, site });
  }
  return t("comments.district", { name: value === undefined ? rest : (value as DistrictValue).name });
}

/** Return the numbers of the posts of a draft, by site. */
export function slotsOf(values: DraftValues): Map<string, number> {
  return new Map(
    Object.entries(values)
      .filter(([key]) => key.startsWith("post:"))
      .map(([key, value]) => [(value as PostValue).site, numberOf(key)]),
  );
}

/** Return where a map shows what a comment is about; null for the plan and for districts. */
export function mapKeyOf(on: string): MapKey | null {
  if (on.startsWith("post:")) return { post: numberOf(on) };
  return on.startsWith("unit:") ? { unit: on.slice("unit:".length) } : null;
}

function numberOf(key: string): number {
  return Number(key.slice(key.indexOf(":") + 1));
}
