// The draft's commands over the wire: what the server answers, and what each refusal means for the queue.

import { get, post } from "../api/client";
import { ApiProblem, LostAnswer } from "../api/problem";
import type { CommandTaken, DraftAnswer, Judged, PlanLine, Tally } from "../api/shapes";
import { CommandFailed, type CommandFault, type DraftTransport } from "../state/draftTable";
import type { DraftValues, LogLine } from "../state/draftValues";

export type Layer = "posts" | "districts";

/** The transport of a plan; `seen` is told its line whenever the plan is read. */
export function draftTransport(
  plan: number,
  layer: Layer,
  seen: (line: PlanLine) => void,
): DraftTransport<Judged, Tally> {
  return {
    async send(after, id, command) {
      const answer = await facing(() => post<CommandTaken>(`/plans/${plan}/commands`, { after, id, command }));
      return { ...answer, line: answer.line as unknown as LogLine, tally: answer.tally ?? null };
    },
    log: (after) => facing(() => get<LogLine[]>(`/plans/${plan}/log`, { query: { after } })),
    async read() {
      const answer = await get<DraftAnswer>(`/plans/${plan}`, { query: { layer } });
      seen(answer.plan);
      return {
        seq: answer.seq,
        values: answer.values as DraftValues,
        undo: answer.undo,
        redo: answer.redo,
        judged: answer.judged ?? null,
        tally: answer.tally ?? null,
      };
    },
  };
}

async function facing<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (problem) {
    throw new CommandFailed(faultOf(problem), { cause: problem });
  }
}

/** What a failed request means for a command that waits for its answer. */
export function faultOf(problem: unknown): CommandFault {
  if (problem instanceof LostAnswer) return { kind: "lost", retryAfter: null };
  if (!(problem instanceof ApiProblem)) throw problem;
  const { status, code, message } = problem;
  if (status === 401) return { kind: "signed_out" };
  if (status === 500) return { kind: "failed", message };
  if (status === 429 || status > 500) {
    return { kind: "lost", retryAfter: problem.retryAfter === null ? null : 1_000 * problem.retryAfter };
  }
  if (status === 409 && code === "stale") return { kind: "stale", since: (problem.details.since ?? []) as LogLine[] };
  if (status === 409 && (code === "conflict" || code === "moved")) return { kind: "conflict", message };
  if (status === 423) return { kind: "locked", message };
  if (status === 403 || status === 404) return { kind: "forbidden", message };
  return { kind: "refused", message };
}
