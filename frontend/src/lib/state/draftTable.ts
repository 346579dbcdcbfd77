// A draft on the planner's table: what the server holds, and the own commands that it has not answered yet.
//
// A command shows at once and is sent in its turn, one at a time, under an id of its own: sent again after a lost
// answer it is carried out once. Where somebody else came first (409 stale) what they did is put below the own
// commands; one that changes the same is taken out and told, the others are sent again without a word.

import { foreseen, numberGiven, overlaps, patchOf, renumbered, type DraftCommand } from "./draftCommand";
import { applied, highestNumber, type DraftValues, type LogLine } from "./draftValues";

/** What is judged of a plan, and the tally of its districts, as the server sends them. */
export interface Judgement<Judged, Tally> {
  judged: Judged | null;
  tally: Tally | null;
}

export interface DraftState<Judged, Tally> extends Judgement<Judged, Tally> {
  seq: number;
  values: DraftValues;
  undo: boolean;
  redo: boolean;
}

export interface CommandAnswer<Judged, Tally> extends Judgement<Judged, Tally> {
  line: LogLine;
  undo: boolean;
  redo: boolean;
}

/** Why the server did not carry a command out, or that no answer came. */
export type CommandFault =
  | { kind: "stale"; since: LogLine[] }
  | { kind: "locked" | "refused" | "conflict" | "forbidden"; message: string }
  | { kind: "signed_out" }
  /** The server fell over it. */
  | { kind: "failed"; message: string }
  | { kind: "lost"; retryAfter: number | null };

/** Thrown by a transport that sends, or reads the log. */
export class CommandFailed extends Error {
  constructor(
    readonly fault: CommandFault,
    options?: ErrorOptions,
  ) {
    super(fault.kind, options);
  }
}

export interface DraftTransport<Judged, Tally> {
  send(after: number, id: string, command: DraftCommand): Promise<CommandAnswer<Judged, Tally>>;
  log(after: number): Promise<LogLine[]>;
  read(): Promise<DraftState<Judged, Tally>>;
}

/** Where commands that are not answered yet outlive a reload of the page. */
export interface PendingStore {
  load(): PendingCommand[];
  save(pending: PendingCommand[]): void;
}

export interface PendingCommand {
  id: string;
  command: DraftCommand;
  /** Place of the last line that whoever gave it had seen. */
  after: number;
}

/** What the planner must be told. */
export type DraftNotice =
  | { kind: "overtaken"; id: string; command: DraftCommand; line: LogLine }
  | { kind: "locked" | "refused" | "forbidden"; id: string; command: DraftCommand; message: string }
  | { kind: "conflict" | "failed"; id: string; command: DraftCommand; message: string };

export interface DraftView<Judged, Tally> extends Judgement<Judged, Tally> {
  /** As it will stand once all own commands are answered. */
  values: DraftValues;
  seq: number;
  pending: number;
  undo: boolean;
  redo: boolean;
  /** The last try had no answer; it is sent again. */
  waiting: boolean;
  signedOut: boolean;
  notices: readonly DraftNotice[];
  /** What others did since the page was opened, the last one only. */
  foreign: LogLine | null;
  /** The own command that was answered last. */
  last: LogLine | null;
}

export interface DraftTools {
  newId(): string;
  sleep(milliseconds: number): Promise<void>;
}

const LONGEST_WAIT = 10_000;
const MOST_FAILURES = 5; // then the command makes way for those behind it

export class DraftTable<Judged, Tally> {
  #base: DraftValues = {};
  #seq = 0;
  #lastNumber = 0;
  #judgement: Judgement<Judged, Tally> = { judged: null, tally: null };
  #undo = false;
  #redo = false;
  #pending: PendingCommand[] = [];
  #notices: DraftNotice[] = [];
  #waiting = false;
  #signedOut = false;
  #foreign: LogLine | null = null;
  #last: LogLine | null = null;
  #working: Promise<void> | null = null;
  #closed = false;
  readonly #listeners = new Set<(view: DraftView<Judged, Tally>) => void>();

  constructor(
    private readonly transport: DraftTransport<Judged, Tally>,
    private readonly store: PendingStore,
    private readonly tools: DraftTools
  ) {}

  /** Reads the draft, and sends what a reload left unsent. */
  async begin(): Promise<void> {
    this.#adopt(await this.transport.read());
    const left = this.store.load();
    const first = left.reduce((least, one) => Math.min(least, one.after), this.#seq);
    const since = left.length > 0 && first < this.#seq ? await this.transport.log(first) : [];
    this.#pending = left;
    for (const line of since) this.#meet(line);
    this.#tell();
    this.#work();
  }

  subscribe(listener: (view: DraftView<Judged, Tally>) => void): () => void {
    this.#listeners.add(listener);
    listener(this.view);
    return () => this.#listeners.delete(listener);
  }

  get view(): DraftView<Judged, Tally> {
    return {
      ...this.#judgement,
      values: this.#ahead()[0],
      seq: this.#seq,
      pending: this.#pending.length,
      undo: this.#undo || this.#pending.length > 0,
      redo: this.#redo && this.#pending.length === 0,
      waiting: this.#waiting,
      signedOut: this.#signedOut,
      notices: [...this.#notices],
      foreign: this.#foreign,
      last: this.#last,
    };
  }

  /** Gives a command; throws a `Refusal` at once where the draft cannot follow it. */
  give(command: DraftCommand): string {
    const [values, lastNumber] = this.#ahead();
    patchOf(command, values, lastNumber);
    const id = this.tools.newId();
    this.#pending.push({ id, command, after: this.#seq });
    this.#tell();
    this.#work();
    return id;
  }

  /** Puts a command that was overtaken, or one that would overwrite others, on top of what stands now. */
  insist(notice: DraftNotice): void {
    this.dismiss(notice.id);
    const { command } = notice;
    this.give(notice.kind === "conflict" && "force" in command ? { ...command, force: true } : command);
  }

  dismiss(id: string): void {
    this.#notices = this.#notices.filter((notice) => notice.id !== id);
    this.#tell();
  }

  /** Looks for what others did, where nothing of one's own is under way. */
  async refresh(): Promise<void> {
    if (this.#pending.length > 0 || this.#closed) return;
    const lines = await this.transport.log(this.#seq);
    if (lines.length === 0 || this.#pending.length > 0) return;
    this.#foreign = lines[lines.length - 1] ?? null;
    await this.reread();
  }

  /** Reads the draft anew, where nothing of one's own is under way. */
  async reread(): Promise<void> {
    if (this.#pending.length > 0 || this.#closed) return;
    const state = await this.transport.read();
    if (this.#pending.length > 0 || this.#closed || state.seq < this.#seq) return;
    this.#adopt(state);
    this.#tell();
  }

  /** Returns when every own command is answered. */
  async settled(): Promise<void> {
    while (this.#working) await this.#working;
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }

  /** Starts to send again after signing in anew. */
  signedIn(): void {
    this.#signedOut = false;
    this.#tell();
    this.#work();
  }

  #adopt(state: DraftState<Judged, Tally>): void {
    this.#base = state.values;
    this.#seq = state.seq;
    this.#lastNumber = Math.max(this.#lastNumber, highestNumber(Object.keys(state.values)));
    this.#judgement = { judged: state.judged, tally: state.tally };
    this.#undo = state.undo;
    this.#redo = state.redo;
  }

  /** The values with the own commands on top, and the highest number that was given. */
  #ahead(): [DraftValues, number] {
    let values = this.#base;
    let lastNumber = this.#lastNumber;
    for (const { command } of this.#pending) {
      const [after, patch] = foreseen(command, values, lastNumber);
      values = after;
      lastNumber = Math.max(lastNumber, highestNumber(Object.keys(patch.after)));
    }
    return [values, lastNumber];
  }

  #tell(): void {
    this.store.save(this.#pending);
    const view = this.view;
    for (const listener of this.#listeners) listener(view);
  }

  #work(): void {
    if (this.#working || this.#closed || this.#signedOut) return;
    this.#working = this.#sendAll().finally(() => {
      this.#working = null;
    });
  }

  async #sendAll(): Promise<void> {
    let tries = 0;
    for (let next = this.#pending[0]; next && !this.#closed && !this.#signedOut; next = this.#pending[0]) {
      try {
        await this.#sendOne(next);
        tries = 0;
      } catch (problem) {
        if (!(problem instanceof CommandFailed)) throw problem;
        tries = problem.fault.kind === "lost" || problem.fault.kind === "failed" ? tries + 1 : 0;
        await this.#face(next, problem.fault, tries);
        if (this.#pending[0] !== next) tries = 0;
      }
      this.#tell();
    }
  }

  async #sendOne(sent: PendingCommand): Promise<void> {
    const answer = await this.transport.send(this.#seq, sent.id, sent.command);
    const given = numberGiven(sent.command, foreseen(sent.command, this.#base, this.#lastNumber)[1]);
    if (answer.line.seq > this.#seq + 1) {
      // Undo and redo do not ask whether one has seen everything.
      const between = await this.transport.log(this.#seq);
      for (const line of between) if (line.seq < answer.line.seq) this.#meet(line);
    }
    this.#meet(answer.line);
    this.#last = answer.line;
    this.#renumber(sent.command, given, numberGiven(sent.command, answer.line.patch));
    this.#judgement = { judged: answer.judged, tally: answer.tally };
    this.#undo = answer.undo;
    this.#redo = answer.redo;
    this.#waiting = false;
  }

  async #face(sent: PendingCommand, fault: CommandFault, tries: number): Promise<void> {
    if (fault.kind === "signed_out") {
      this.#signedOut = true;
      return;
    }
    if (fault.kind === "lost" || (fault.kind === "failed" && tries < MOST_FAILURES)) {
      const told = fault.kind === "lost" ? fault.retryAfter : null;
      this.#waiting = true;
      this.#tell();
      await this.tools.sleep(told ?? Math.min(250 * 2 ** tries, LONGEST_WAIT));
      return;
    }
    this.#waiting = false;
    if (fault.kind === "stale") {
      for (const line of fault.since) this.#meet(line);
      return; // if it is still there it is sent again, on top
    }
    this.#drop(sent.id);
    this.#notices.push({ kind: fault.kind, id: sent.id, command: sent.command, message: fault.message });
  }

  /** Puts a line of the log below the own commands; one of these that it answers, or overtakes, is taken out. */
  #meet(line: LogLine): void {
    const own = this.#pending.some((one) => one.id === line.id);
    if (line.seq > this.#seq) {
      this.#base = applied(this.#base, line.patch);
      this.#seq = line.seq;
      if (!own) this.#foreign = line;
    }
    this.#lastNumber = Math.max(this.#lastNumber, highestNumber(Object.keys(line.patch.after)));
    if (own) this.#drop(line.id);
    else this.#overtake(line);
    this.#pending = this.#pending.map((one) => ({ ...one, after: Math.max(one.after, line.seq) }));
  }

  #overtake(line: LogLine): void {
    for (const one of this.#pending) {
      if (line.seq <= one.after || !overlaps(one.command, line)) continue;
      this.#drop(one.id);
      this.#notices.push({ kind: "overtaken", id: one.id, command: one.command, line });
    }
  }

  #drop(id: string): void {
    this.#pending = this.#pending.filter((one) => one.id !== id);
  }

  #renumber(command: DraftCommand, from: number, to: number): void {
    if (from === 0 || to === 0) return;
    const kind = command.verb === "add_post" ? "post" : "district";
    this.#pending = this.#pending.map((one) => ({ ...one, command: renumbered(one.command, kind, from, to) }));
  }
}
