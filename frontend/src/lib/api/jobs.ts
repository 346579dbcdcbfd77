import { del, get, post } from "./client";
import type { JobLine, JobState } from "./shapes";

export interface NewJob {
  kind: string;
  case?: number;
  plan?: number;
  options?: Record<string, unknown>;
}

export const startJob = (job: NewJob): Promise<JobLine> => post("/jobs", { options: {}, ...job });
export const readJob = (job: number): Promise<JobLine> => get(`/jobs/${job}`);
export const cancelJob = (job: number): Promise<JobLine> => del(`/jobs/${job}`);
export const listJobs = (c: number): Promise<JobLine[]> => get(`/cases/${c}/jobs`);
export const jobEvents = (job: number): string => `/api/jobs/${job}/events`;

const ENDED: JobState[] = ["done", "cancelled", "failed", "interrupted"];

export const hasEnded = (job: JobLine): boolean => ENDED.includes(job.state);
