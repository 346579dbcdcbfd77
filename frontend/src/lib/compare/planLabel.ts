import type { PlanDict } from "../api/shapes";
import { isTextKey, t, tn } from "../i18n";

/** Say what a plan holds: "8 posts", "3 districts". */
export function holds(plan: PlanDict): string {
  const districts = new Set(Object.values(plan.districts ?? {})).size;
  const parts = [
    ...(plan.posts ? [tn("plan.posts", plan.posts.length)] : []),
    ...(districts ? [tn("plan.districts", districts)] : []),
  ];
  return parts.join(", ");
}

/** Name a plan of a case as people do: what it aims at, what it holds, and its own name. */
export function planLabel(plan: PlanDict): string {
  const step = /^([A-Z]\w*)\(/.exec(plan.name)?.[1] ?? "";
  const key = `plan.by_${step}`;
  const parts = isTextKey(key) ? [t(key), holds(plan), plan.name] : [plan.name, holds(plan)];
  return parts.filter(Boolean).join(" · ");
}
