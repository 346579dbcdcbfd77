import { post, untilAnswered } from "./client";
import type { CommandBody, CommandTaken } from "./shapes";

/** Return an id for a command: sent again under the same id, it is carried out once. */
export function newCommandId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Send a command on a draft; after a lost answer it is sent again under the same id.
 *
 * A 409 is thrown as `ApiProblem`: `stale` with `details.since`, `conflict` with `details.keys`.
 */
export function sendCommand(
  plan: number,
  after: number,
  command: CommandBody,
  id: string = newCommandId(),
): Promise<CommandTaken> {
  return untilAnswered(() => post<CommandTaken>(`/plans/${plan}/commands`, { after, id, command }));
}
