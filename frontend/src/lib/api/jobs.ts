import { del, get, post, untilAnswered } from "./client";
import type { JobLine, JobProgress, JobState } from "./shapes";

export interface JobAsked {
  kind: string;
  case?: number;
  plan?: number;
  options?: Record<string, unknown>;
}

export const startJob = (asked: JobAsked): Promise<JobLine> => post("/jobs", { options: {}, ...asked });
export const readJob = (job: number): Promise<JobLine> => untilAnswered(() => get<JobLine>(`/jobs/${job}`));
export const cancelJob = (job: number): Promise<JobLine> => untilAnswered(() => del<JobLine>(`/jobs/${job}`));
export const caseJobs = (c: number): Promise<JobLine[]> => get(`/cases/${c}/jobs`);

const ENDED = new Set<JobState>(["done", "cancelled", "failed", "interrupted"]);
const POLL = 2_000;

export const hasEnded = (job: JobLine): boolean => ENDED.has(job.state);

export interface JobListener {
  progress(progress: JobProgress): void;
  end(job: JobLine): void;
}

/** Follow a job by its events, or by asking where these do not come through. Returns what stops it. */
export function watchJob(job: number, listener: JobListener): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const events = new EventSource(`/api/jobs/${job}/events`);

  function stop(): void {
    over = true;
    clearTimeout(timer);
    events.close();
  }

  async function ask(): Promise<void> {
    try {
      const line = await get<JobLine>(`/jobs/${job}`);
      if (over) return;
      if (line.progress) listener.progress(line.progress);
      if (hasEnded(line)) {
        stop();
        listener.end(line);
        return;
      }
    } catch {
      // The server may be starting again: it is asked once more.
    }
    if (!over) timer = setTimeout(() => void ask(), POLL);
  }

  events.addEventListener("progress", (event) => {
    clearTimeout(timer);
    timer = undefined;
    listener.progress(JSON.parse(event.data) as JobProgress);
  });
  events.addEventListener("end", (event) => {
    stop();
    listener.end(JSON.parse(event.data) as JobLine);
  });
  events.addEventListener("error", () => {
    // The browser tries again by itself; until it comes through the job is asked for.
    if (!over && timer === undefined) timer = setTimeout(() => void ask(), POLL);
  });
  return stop;
}
