import { cancelJob, hasEnded, jobEvents, readJob, startJob, type NewJob } from "../api/jobs";
import { isRecord } from "../api/problem";
import type { JobLine, JobProgress } from "../api/shapes";
import { messages } from "./messages.svelte";

const POLL = 2_000;

/** Follows one job: its events as they come, and by asking where events do not come through. */
export class JobWatch {
  job = $state.raw<JobLine | null>(null);
  progress = $state.raw<JobProgress | null>(null);
  /** Cancelling was asked for, and the job has not ended yet. */
  cancelling = $state(false);
  running = $derived(this.job !== null && !hasEnded(this.job));
  #events: EventSource | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly onend: (job: JobLine) => void = () => undefined) {}

  /** Start a job and follow it; what the server refuses is thrown. */
  async start(job: NewJob): Promise<void> {
    this.follow(await startJob(job));
  }

  /** Follow a job that runs already, or show one that has ended. */
  follow(job: JobLine): void {
    this.stop();
    this.job = job;
    this.progress = job.progress;
    this.cancelling = false;
    if (hasEnded(job)) this.onend(job);
    else this.#listen(job.id);
  }

  async cancel(): Promise<void> {
    if (this.job === null || this.cancelling) return;
    this.cancelling = true;
    try {
      await cancelJob(this.job.id);
    } catch (problem) {
      this.cancelling = false;
      messages.problem(problem);
    }
  }

  /** Follow no more; the job itself goes on. */
  stop(): void {
    this.#events?.close();
    this.#events = null;
    clearTimeout(this.#timer);
  }

  #listen(id: number): void {
    const events = new EventSource(jobEvents(id));
    this.#events = events;
    events.addEventListener("progress", (event) => {
      const progress: unknown = JSON.parse(event.data as string);
      if (!isRecord(progress)) return;
      this.progress = progress as unknown as JobProgress;
      if (this.job?.state === "queued") this.job = { ...this.job, state: "running" };
    });
    events.addEventListener("end", (event) => this.#end(JSON.parse(event.data as string) as JobLine));
    events.onerror = () => {
      this.stop();
      this.#timer = setTimeout(() => void this.#ask(id), POLL);
    };
  }

  async #ask(id: number): Promise<void> {
    try {
      const job = await readJob(id);
      if (hasEnded(job)) return this.#end(job);
      this.job = job;
      this.progress = job.progress;
    } catch {
      // The server may be starting again; the next time it answers.
    }
    this.#timer = setTimeout(() => void this.#ask(id), POLL);
  }

  #end(job: JobLine): void {
    this.stop();
    this.job = job;
    this.cancelling = false;
    this.onend(job);
  }
}
