import { firstLook, listPlans } from "../api/cases";
import type { FirstLook, PlanLine, VersionLine } from "../api/shapes";
import { listVersions } from "../api/versions";

export interface PlanChoices {
  look: FirstLook;
  drafts: PlanLine[];
  versions: { plan: PlanLine; lines: VersionLine[] }[];
}

/** Return all that can be compared in a case. */
export async function planChoices(c: number): Promise<PlanChoices> {
  const [look, drafts] = await Promise.all([firstLook(c), listPlans(c)]);
  const versions = await Promise.all(drafts.map(async (plan) => ({ plan, lines: await listVersions(plan.id) })));
  return { look, drafts, versions: versions.filter(({ lines }) => lines.length > 0) };
}

/** Return what people call a reference: `plan:NAME`, `draft:ID` or `version:ID`. */
export function nameOfRef(choices: PlanChoices, ref: string): string {
  const id = Number(ref.slice(ref.indexOf(":") + 1));
  if (ref.startsWith("draft:")) return choices.drafts.find((plan) => plan.id === id)?.name ?? ref;
  if (!ref.startsWith("version:")) return ref.slice("plan:".length);
  for (const { plan, lines } of choices.versions) {
    const found = lines.find((line) => line.id === id);
    if (found) return `${plan.name}: ${found.note}`;
  }
  return ref;
}
