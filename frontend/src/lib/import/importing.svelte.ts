import {
  checkImport,
  previewImport,
  readImport,
  readReport,
  removeLayer,
  runImport,
  sendFile,
  sendLayer,
  sendMapping,
  type ImportLine,
  type ImportMapping,
  type ImportPreview,
  type ImportReport,
  type LayerRole,
  type StudyChoices,
} from "../api/imports";
import { readJob } from "../api/jobs";
import { ApiProblem } from "../api/problem";
import { JobWatch } from "../state/jobWatch.svelte";
import { problemWords } from "../state/messages.svelte";
import type { Columns } from "./columns";
import { kindKey } from "./kindKey";

export const STEPS = ["file", "columns", "kinds", "report", "city", "run"] as const;
export type Step = (typeof STEPS)[number];

/** An import under way: what was given and chosen is with the server, so that it can be gone on with later. */
export class Importing {
  line = $state.raw<ImportLine>();
  preview = $state.raw<ImportPreview | null>(null);
  report = $state.raw<ImportReport | null>(null);
  columns = $state.raw<Columns>({});
  kinds = $state.raw<Record<string, string>>({});
  reading = $state<Record<string, string | number>>({});
  city = $state<NonNullable<ImportMapping["city"]>>({});
  step = $state<Step>("file");
  problem = $state("");
  busy = $state(false);
  check = new JobWatch((job) => void this.#checked(job.error));
  run = new JobWatch((job) => void this.#ran(job.error));
  /** Ready to be read again: something was chosen since. */
  #changed = false;

  constructor(readonly id: number) {}

  get name(): string {
    return this.line?.name ?? "";
  }

  /** How far one may go: no step before what it needs. */
  get reach(): number {
    if (!this.line?.file || !this.preview) return 0;
    return this.report?.report.usable ? STEPS.length - 1 : this.report ? 3 : 1;
  }

  async load(): Promise<void> {
    this.#take(await readImport(this.id));
    if (this.line?.file) await this.#look();
    if (this.line?.state === "checked" || this.line?.state === "done") this.report = await readReport(this.id);
    this.step = this.#resumed();
    if (this.line?.run_job) this.run.follow(await readJob(this.line.run_job));
  }

  /** Do something that may be refused; what went wrong is told on the page. */
  async attempt(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.problem = "";
    try {
      await work();
      return true;
    } catch (caught) {
      this.problem = problemWords(caught);
      return false;
    } finally {
      this.busy = false;
    }
  }

  giveFile = (file: File): Promise<boolean> =>
    this.attempt(async () => {
      this.#take(await sendFile(this.id, file));
      [this.report, this.preview] = [null, null];
      this.columns = {};
      await this.#look();
      this.step = "columns";
    });

  giveLayer = (role: LayerRole, file: File): Promise<boolean> =>
    this.attempt(async () => {
      this.line = await sendLayer(this.id, role, file);
      this.#changed = true;
    });

  takeLayer = (role: LayerRole): Promise<boolean> =>
    this.attempt(async () => {
      this.line = await removeLayer(this.id, role);
      this.#changed = true;
    });

  chooseColumns(columns: Columns): void {
    this.columns = columns;
    this.#changed = true;
  }

  chooseKind(words: string, name: string): void {
    this.kinds = { ...this.kinds, [kindKey(words)]: name };
    this.#changed = true;
  }

  touched(): void {
    this.#changed = true;
  }

  /** Take the choices of an earlier file with the same headings. */
  useKept(): void {
    const kept = this.preview?.kept?.mapping;
    if (!kept) return;
    this.#choices(kept);
    this.#changed = true;
  }

  /** Go to a step; what was chosen is kept first, and read where the step needs it. */
  async go(step: Step): Promise<void> {
    this.problem = "";
    const needs = STEPS.indexOf(step) >= STEPS.indexOf("kinds");
    if (needs && (this.#changed || this.report === null)) {
      if (await this.#read()) this.step = step;
      return;
    }
    if (this.#changed) await this.attempt(() => this.#keep());
    this.step = step;
  }

  start = (choices: StudyChoices): Promise<boolean> =>
    this.attempt(async () => {
      if (this.#changed && !(await this.#read())) return;
      this.run.follow(await runImport(this.id, choices));
    });

  stop(): void {
    this.check.stop();
    this.run.stop();
  }

  #waiting: ((well: boolean) => void) | null = null;

  async #read(): Promise<boolean> {
    const read = await this.attempt(async () => {
      await this.#keep();
      this.check.follow(await checkImport(this.id));
    });
    if (!read) return false;
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (!this.check.running) void this.#checked(this.check.job?.error ?? null);
    });
  }

  async #keep(): Promise<void> {
    const { columns, kinds } = this;
    const reading = Object.fromEntries(Object.entries(this.reading).filter(([, value]) => value !== ""));
    const city = Object.fromEntries(Object.entries(this.city).filter(([, value]) => value !== "" && value !== null));
    this.line = await sendMapping(this.id, { columns, kinds, reading, city });
    this.#changed = false;
  }

  async #checked(error: string | null): Promise<void> {
    const told = this.#waiting;
    if (told === null) return;
    this.#waiting = null;
    const well =
      error === null &&
      this.check.job?.state === "done" &&
      (await this.attempt(async () => {
        this.report = await readReport(this.id);
        this.line = await readImport(this.id);
      }));
    if (!well && error !== null) this.problem = error;
    told(well);
  }

  async #ran(error: string | null): Promise<void> {
    if (error !== null) this.problem = error;
    else await this.attempt(async () => void (this.line = await readImport(this.id)));
  }

  async #look(): Promise<void> {
    try {
      this.preview = await previewImport(this.id);
    } catch (caught) {
      if (!(caught instanceof ApiProblem)) throw caught;
      this.problem = caught.message;
      return;
    }
    if (Object.keys(this.columns).length === 0) this.columns = { ...this.preview.mapping };
  }

  #take(line: ImportLine): void {
    this.line = line;
    this.#choices(line.mapping);
  }

  #choices(mapping: ImportMapping): void {
    this.columns = mapping.columns ?? {};
    this.kinds = mapping.kinds ?? {};
    this.reading = { ...mapping.reading };
    this.city = { ...mapping.city };
  }

  #resumed(): Step {
    if (!this.line?.file) return "file";
    if (this.line.state === "done" || this.line.run_job) return "run";
    return this.line.state === "checked" ? "report" : "columns";
  }
}
