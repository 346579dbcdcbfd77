// A server for tests: the rules of the planner's own about order, ids and locks, with a network that can be cut.

import { patchOf, Refusal, type DraftCommand } from "./draftCommand";
import { CommandFailed, type CommandAnswer, type DraftState, type DraftTransport } from "./draftTable";
import { applied, highestNumber, type DraftValues, type LogLine } from "./draftValues";

export class FakeServer {
  readonly log: LogLine[] = [];
  values: DraftValues;
  lastNumber: number;
  /** What becomes of the next requests: carried out but not answered, or never arrived. */
  readonly trouble: ("answer lost" | "never came" | "failed" | "")[] = [];
  /** How often the log cannot be read. */
  logTrouble = 0;
  readonly received: string[] = [];

  constructor(values: DraftValues) {
    this.values = values;
    this.lastNumber = highestNumber(Object.keys(values));
    this.log.push({
      seq: 1,
      id: "start-1",
      user: "Ana",
      at: "2026-11-27T14:00:00+00:00",
      verb: "start",
      of: null,
      patch: { before: {}, after: values },
    });
  }

  get head(): number {
    return this.log.length;
  }

  /** Carries a command out for somebody, as it comes. */
  carryOut(user: string, id: string, command: DraftCommand): LogLine {
    const undone = command.verb === "undo" ? this.#lastOf(user) : null;
    const line: LogLine = {
      seq: this.head + 1,
      id,
      user,
      at: "2026-11-27T14:02:00+00:00",
      verb: command.verb,
      of: undone?.seq ?? null,
      patch: undone
        ? { before: undone.patch.after, after: undone.patch.before }
        : patchOf(command, this.values, this.lastNumber),
    };
    this.values = applied(this.values, line.patch);
    this.lastNumber = Math.max(this.lastNumber, highestNumber(Object.keys(line.patch.after)));
    this.log.push(line);
    return line;
  }

  transport(user: string): DraftTransport<string, null> {
    return {
      send: async (after, id, command) => {
        await Promise.resolve();
        const trouble = this.trouble.shift();
        if (trouble === "never came") throw new CommandFailed({ kind: "lost", retryAfter: null });
        if (trouble === "failed") throw new CommandFailed({ kind: "failed", message: "A fault." });
        this.received.push(command.verb);
        const answer = this.#answered(user, after, id, command);
        if (trouble === "answer lost") throw new CommandFailed({ kind: "lost", retryAfter: null });
        return answer;
      },
      log: async (after) => {
        await Promise.resolve();
        if (this.logTrouble-- > 0) throw new CommandFailed({ kind: "lost", retryAfter: null });
        return this.log.filter((line) => line.seq > after);
      },
      read: async (): Promise<DraftState<string, null>> =>
        Promise.resolve({ seq: this.head, values: this.values, undo: false, redo: false, judged: null, tally: null }),
    };
  }

  /** The last command of somebody that is not undone yet. */
  #lastOf(user: string): LogLine {
    const undone = new Set(this.log.map((line) => line.of));
    const last = this.log.findLast((line) => line.user === user && line.verb !== "undo" && !undone.has(line.seq));
    if (!last || last.verb === "start") throw new CommandFailed({ kind: "refused", message: "Nothing to undo." });
    const taken = this.log.some((line) => line.seq > last.seq && line.user !== user && sharesKeys(line, last));
    if (taken) throw new CommandFailed({ kind: "conflict", message: "Ana changed the same since." });
    return last;
  }

  #answered(user: string, after: number, id: string, command: DraftCommand): CommandAnswer<string, null> {
    const known = this.log.find((line) => line.id === id);
    const since = this.log.filter((line) => line.seq > after);
    // Undo looks at the log itself, and may be sent without having seen everything.
    if (!known && since.length > 0 && command.verb !== "undo") throw new CommandFailed({ kind: "stale", since });
    try {
      const line = known ?? this.carryOut(user, id, command);
      return { line, judged: `judged ${this.head}`, tally: null, undo: true, redo: false };
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      throw new CommandFailed({ kind: refusal.code, message: refusal.message });
    }
  }
}


const sharesKeys = (one: LogLine, other: LogLine): boolean =>
  Object.keys(one.patch.after).some((key) => key in other.patch.after);
