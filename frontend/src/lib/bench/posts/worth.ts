import type { JobLine } from "../../api/shapes";

/** What each post is worth, and where one more would gain most, in metres a call. */
export interface Worth {
  posts: { site: string; loss: number | null }[];
  next: { site: string; gain: number | null } | null;
}

export function worthOf(job: JobLine | null): Worth | null {
  const result = job?.state === "done" ? job.result : null;
  return result && Array.isArray(result.posts) ? (result as unknown as Worth) : null;
}

/** The loss of each post by its site. */
export const lossBySite = (worth: Worth | null): Map<string, number | null> =>
  new Map((worth?.posts ?? []).map(({ site, loss }) => [site, loss]));
