import type { PlanLine } from "../api/shapes";
import { tn } from "../i18n";

/** Say what a plan holds: "8 posts", "3 districts", both, or nothing. */
export function contents(posts: number, districts: number): string {
  return [...(posts ? [tn("plan.posts", posts)] : []), ...(districts ? [tn("plan.districts", districts)] : [])].join(", ");
}

/** Return the workbench of what a plan holds: that of posts where it has both. */
export function workbenchOf(plan: PlanLine): "posts" | "districts" {
  return plan.posts === 0 && plan.districts > 0 ? "districts" : "posts";
}
