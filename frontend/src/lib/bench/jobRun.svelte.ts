import { cancelJob, hasEnded, startJob, watchJob } from "../api/jobs";
import type { JobLine, JobProgress } from "../api/shapes";
import { messages } from "../state/messages.svelte";

/** A search of one kind: started, followed, cancelled; what it found stands until it is used or put away. */
export class JobRun {
  job = $state.raw<JobLine | null>(null);
  progress = $state.raw<JobProgress | null>(null);
  starting = $state(false);
  cancelling = $state(false);
  readonly running = $derived(this.starting || (this.job !== null && !hasEnded(this.job)));
  #stop: (() => void) | null = null;

  constructor(
    readonly kind: string,
    private readonly where: { plan: number },
    private readonly onend: (job: JobLine) => void = () => undefined,
  ) {}

  async start(options: Record<string, unknown> = {}): Promise<void> {
    this.starting = true;
    try {
      this.take(await startJob({ kind: this.kind, ...this.where, options }));
    } catch (problem) {
      messages.problem(problem);
    } finally {
      this.starting = false;
    }
  }

  /** Asks it to end; what it has found by then is kept. */
  async cancel(): Promise<void> {
    if (!this.job) return;
    this.cancelling = true;
    try {
      await cancelJob(this.job.id);
    } catch (problem) {
      this.cancelling = false;
      messages.problem(problem);
    }
  }

  /** Follows a job that was started here, or that a reload found. */
  take(job: JobLine): void {
    this.#stop?.();
    this.#stop = null;
    this.job = job;
    this.progress = job.progress;
    this.cancelling = false;
    if (hasEnded(job)) return;
    this.#stop = watchJob(job.id, {
      progress: (progress) => {
        this.progress = progress;
        if (this.job?.state === "queued") this.job = { ...this.job, state: "running" };
      },
      end: (line) => {
        this.job = line;
        this.cancelling = false;
        this.onend(line);
      },
    });
  }

  /** Puts away what it found. */
  clear(): void {
    this.#stop?.();
    this.#stop = null;
    this.job = null;
    this.progress = null;
  }

  close(): void {
    this.#stop?.();
  }
}
