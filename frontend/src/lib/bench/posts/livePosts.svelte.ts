// Figures of posts while a hand moves one of them: asked of the server ten times a second at most, the newest wins.

import { judgePosts } from "../../api/cases";
import type { Judged } from "../../api/shapes";
import { sitesWord } from "../judgedFigures";
import { NewestWins } from "../newestWins";

const MOST = 40; // sets of sites that are remembered: to and fro, undo and redo need no question

export class LivePosts {
  /** The newest answer, and the sites that it is of. */
  newest = $state.raw<{ sites: string; judged: Judged } | null>(null);
  readonly #known = new Map<string, Judged>();
  readonly #asking: NewestWins<string[], Judged>;

  constructor(caseId: number) {
    this.#asking = new NewestWins((sites) => judgePosts(caseId, sites), (judged, sites) => this.keep(sites, judged));
  }

  ask(sites: readonly string[]): void {
    const known = this.#known.get(sitesWord(sites));
    if (known) this.keep(sites, known);
    else if (sites.length > 0) this.#asking.put([...sites]);
  }

  /** Takes figures that came otherwise. */
  keep(sites: readonly string[], judged: Judged): void {
    const word = sitesWord(sites);
    this.#known.delete(word);
    this.#known.set(word, judged);
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value ?? "");
    this.newest = { sites: word, judged };
  }

  of(sites: readonly string[]): Judged | null {
    const word = sitesWord(sites);
    return this.newest?.sites === word ? this.newest.judged : (this.#known.get(word) ?? null);
  }

  forget(): void {
    this.#asking.forget();
  }
}
