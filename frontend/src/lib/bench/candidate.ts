// What a search found, beside the draft: what would move, and what would be overwritten.

import type { Certificate, JobLine, Judged, PlanDict } from "../api/shapes";
import { postsOf, type DraftValues, type Post } from "../state/draftValues";

export interface Candidate {
  job: number;
  choice: number | null;
  /** Place in the log that it was searched from. */
  seq: number;
  plan: PlanDict;
  certificate: Certificate | null;
  judged: Judged | null;
}

/** The candidate of a job that is done, or that was cancelled with a plan at hand. */
export function candidateOf(job: JobLine | null): Candidate | null {
  const result = job?.result;
  if (!job || !result || (job.state !== "done" && job.state !== "cancelled") || !result.plan) return null;
  return {
    job: job.id,
    choice: null,
    seq: job.seq ?? 0,
    plan: result.plan as PlanDict,
    certificate: (result.certificate as Certificate | undefined) ?? null,
    judged: (result.judged as Judged | undefined) ?? null,
  };
}

export interface PostMove {
  slot: number | null;
  from: string | null;
  to: string | null;
}

/**
 * What putting a plan on the table does to the posts: those that stand where it has one stay, the others move to the
 * sites that are left, in order; a move without `to` removes a post, one without `from` adds one.
 */
export function postMoves(values: DraftValues, plan: PlanDict): PostMove[] {
  const left = (plan.posts ?? []).map((post) => post.site);
  const free: Post[] = [];
  for (const post of postsOf(values)) {
    const place = left.indexOf(post.site);
    if (place >= 0) left.splice(place, 1);
    else free.push(post);
  }
  const moves: PostMove[] = left.map((to) => {
    const post = free.shift();
    return { slot: post?.slot ?? null, from: post?.site ?? null, to };
  });
  return [...moves, ...free.map((post) => ({ slot: post.slot, from: post.site, to: null }))];
}

/** The units that a plan would put into another district than they are in, by the names of the districts. */
export function unitsMoved(
  names: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string>,
  plan: PlanDict,
): string[] {
  const then = plan.districts ?? {};
  return [...new Set([...labels.keys(), ...Object.keys(then)])].filter((unit) => {
    const number = labels.get(unit);
    return (number === undefined ? undefined : names.get(number)) !== then[unit];
  });
}
