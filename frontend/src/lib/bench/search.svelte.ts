import { readJob } from "../api/jobs";
import type { JobLine } from "../api/shapes";
import { JobWatch } from "../state/jobWatch.svelte";
import { messages } from "../state/messages.svelte";

export type SearchKind = "improve" | "redraw" | "proof" | "worth" | "alternatives";

/** A search of one kind on a plan; what it found stands until it is used or put away. */
export class Search {
  readonly watch: JobWatch;
  starting = $state(false);
  readonly job = $derived.by(() => this.watch.job);
  readonly running = $derived.by(() => this.starting || this.watch.running);

  constructor(
    readonly kind: SearchKind,
    private readonly plan: number,
    ended: (job: JobLine) => void = () => undefined,
  ) {
    this.watch = new JobWatch(ended);
  }

  async start(options: Record<string, unknown> = {}): Promise<void> {
    this.starting = true;
    try {
      await this.watch.start({ kind: this.kind, plan: this.plan, options });
    } catch (problem) {
      messages.problem(problem);
    } finally {
      this.starting = false;
    }
  }

  /** Takes up the last job of this kind, as after a reload; that of another plan only where `shared`. */
  async takeUp(jobs: readonly JobLine[], shared: (job: JobLine) => boolean = () => false): Promise<void> {
    const own = jobs.filter((job) => job.kind === this.kind && (job.plan === this.plan || shared(job)));
    const last = own.reduce<JobLine | null>((best, job) => (best === null || job.id > best.id ? job : best), null);
    if (!last || last.state === "failed" || this.running) return;
    const read = await readJob(last.id); // lists leave out what was found
    if (!this.running) this.watch.follow(read);
  }

  /** Puts away what it found. */
  clear(): void {
    this.watch.stop();
    this.watch.job = null;
    this.watch.progress = null;
  }
}
