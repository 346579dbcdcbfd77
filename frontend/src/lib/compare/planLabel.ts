import type { PlanDict } from "../api/shapes";
import { isTextKey, t } from "../i18n";
import { contents } from "../library/planContents";

/** Say what a plan holds: "8 posts", "3 districts". */
export function holds(plan: PlanDict): string {
  return contents(plan.posts?.length ?? 0, new Set(Object.values(plan.districts ?? {})).size);
}

/** Name a plan of a case as people do: what it aims at, what it holds, and its own name. */
export function planLabel(plan: PlanDict): string {
  const step = /^([A-Z]\w*)\(/.exec(plan.name)?.[1] ?? "";
  const key = `plan.by_${step}`;
  const parts = isTextKey(key) ? [t(key), holds(plan), plan.name] : [plan.name, holds(plan)];
  return parts.filter(Boolean).join(" · ");
}
