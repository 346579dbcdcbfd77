import { untrack } from "svelte";
import { LostAnswer, ApiProblem } from "../api/problem";
import { t } from "../i18n";

export interface Toast {
  id: number;
  text: string;
  kind: "done" | "problem";
}

/**
 * What the planner says in passing: one live line for those who listen, and toasts for those who look.
 *
 * An effect that says something does not wait for what was said before: it would call itself without end.
 */
class Messages {
  live = $state("");
  toasts = $state<Toast[]>([]);
  #next = 1;

  /** Say something in the live line; only the last thing said counts. */
  announce(text: string): void {
    // The same words twice are told twice: a gap at the end makes them another text.
    const said = untrack(() => this.live);
    this.live = said === text ? `${text}\u00a0` : text;
  }

  done(text: string): void {
    this.#show(text, "done", 6_000);
  }

  /** Show what went wrong; it stays until it is closed. */
  problem(problem: unknown): void {
    this.#show(problemWords(problem), "problem", null);
  }

  close(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  #show(text: string, kind: Toast["kind"], stays: number | null): void {
    const id = this.#next++;
    const shown = untrack(() => this.toasts);
    this.toasts = [...shown.filter((toast) => toast.text !== text), { id, text, kind }].slice(-3);
    this.announce(text);
    if (stays !== null) setTimeout(() => this.close(id), stays);
  }
}

export const messages = new Messages();

/** Return what went wrong, in words. */
export function problemWords(problem: unknown): string {
  if (problem instanceof LostAnswer) return t("problem.lost");
  if (problem instanceof ApiProblem && problem.retryAfter !== null) {
    const wait = t("problem.wait", { seconds: problem.retryAfter });
    return problem.message.includes(wait) ? problem.message : `${problem.message} ${wait}`;
  }
  return problem instanceof Error ? problem.message : String(problem);
}
