// One question at a time, the newest only: what is asked while an answer is awaited replaces what waits.

export interface NewestWinsTools {
  now(): number;
  later(milliseconds: number, what: () => void): void;
}

const CLOCK: NewestWinsTools = {
  now: () => performance.now(),
  later: (milliseconds, what) => void setTimeout(what, milliseconds),
};

/**
 * Asks at most one question at a time and at most one each `interval` milliseconds.
 *
 * `ask` is called with the newest question; `take` with its answer, unless `forget` was called meanwhile. A question
 * that fails is left out: the next will come.
 */
export class NewestWins<Question, Answer> {
  #waiting: { question: Question } | null = null;
  #busy = false;
  #last = Number.NEGATIVE_INFINITY;
  #round = 0;

  constructor(
    private readonly ask: (question: Question) => Promise<Answer>,
    private readonly take: (answer: Answer, question: Question) => void,
    private readonly interval = 100,
    private readonly tools: NewestWinsTools = CLOCK,
  ) {}

  put(question: Question): void {
    this.#waiting = { question };
    if (!this.#busy) void this.#run();
  }

  /** Drops what waits, and the answer that is under way. */
  forget(): void {
    this.#waiting = null;
    this.#round++;
  }

  async #run(): Promise<void> {
    this.#busy = true;
    while (this.#waiting) {
      const wait = this.#last + this.interval - this.tools.now();
      if (wait > 0) {
        await new Promise<void>((resolve) => this.tools.later(wait, resolve));
        continue;
      }
      const { question } = this.#waiting;
      this.#waiting = null;
      this.#last = this.tools.now();
      const round = this.#round;
      const answer = await this.ask(question).catch(() => null);
      if (answer !== null && round === this.#round) this.take(answer, question);
    }
    this.#busy = false;
  }
}
