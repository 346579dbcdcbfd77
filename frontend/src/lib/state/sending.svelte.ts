import { problemWords } from "./messages.svelte";

/** What a form sends: whether it is under way, and what went wrong. */
export class Sending {
  busy = $state(false);
  /** In words; empty where nothing went wrong. */
  problem = $state("");

  constructor(private readonly words: (problem: unknown) => string = problemWords) {}

  /** Sends, unless it does already; true where that went well. */
  async send(what: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    [this.busy, this.problem] = [true, ""];
    try {
      await what();
      return true;
    } catch (caught) {
      this.problem = this.words(caught);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
