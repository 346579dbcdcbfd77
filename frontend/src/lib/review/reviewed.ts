import { firstLook, readDraft } from "../api/cases";
import { compare, type Comparison } from "../api/compare";
import type { DraftAnswer, FirstLook, VersionAnswer, VersionLine } from "../api/shapes";
import { listVersions, readVersion } from "../api/versions";
import { mapOfCase } from "../compare/mapOfCase";
import type { MapData } from "../map/mapView";

/** What is the same whichever version is looked at. */
export interface ReviewedPlan {
  look: FirstLook;
  draft: DraftAnswer;
  versions: VersionLine[];
  data: MapData;
}

/** The plan as it stands now, or one of its versions, beside today's. */
export interface Reviewed {
  compared: Comparison;
  version: VersionAnswer | null;
}

export async function reviewedPlan(c: number, plan: number): Promise<ReviewedPlan> {
  const [look, draft, versions, data] = await Promise.all([
    firstLook(c),
    readDraft(plan),
    listVersions(plan),
    mapOfCase(c),
  ]);
  return { look, draft, versions: versions.toSorted((a, b) => b.id - a.id), data };
}

/** Read a version, or the draft as it stands where `version` is null. */
export async function reviewed(c: number, plan: number, base: string, version: number | null): Promise<Reviewed> {
  const ref = version === null ? `draft:${plan}` : `version:${version}`;
  const [compared, answer] = await Promise.all([
    compare(c, `plan:${base}`, ref),
    version === null ? null : readVersion(version),
  ]);
  return { compared, version: answer };
}
