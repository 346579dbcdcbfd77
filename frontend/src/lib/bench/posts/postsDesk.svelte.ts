// Posts on the table: where they stand, what is judged of them, and what is done to them.

import { untrack } from "svelte";
import type { Judged } from "../../api/shapes";
import { t } from "../../i18n";
import type { DraftCommand } from "../../state/draftCommand";
import { postAt } from "../../state/draftValues";
import { settings } from "../../state/settings.svelte";
import type { Bench } from "../bench.svelte";
import { layerJudged, leadingMeasure, sitesJudged, sitesWord } from "../judgedFigures";
import { answeredWords } from "../words";
import { LivePosts } from "./livePosts.svelte";

export class PostsDesk {
  /** The post that is chosen, by its slot. */
  selected = $state<number | null>(null);
  /** The post that the hand moves, and the site that it would snap to. */
  dragged = $state.raw<{ slot: number; site: string } | null>(null);
  /** A change that is told with its figures as soon as these are known. */
  #tellWith = $state.raw<{ text: string; before: number | null; sites: string } | null>(null);
  #selectedSite = "";
  #valueBefore: number | null = null;
  readonly #live: LivePosts;

  readonly posts = $derived.by(() => this.bench.posts);
  readonly #sites = $derived.by(() =>
    this.posts.map(({ slot, site }) => (this.dragged?.slot === slot ? this.dragged.site : site)),
  );
  /** What the server judged with the last command, where that is of the posts as they stand. */
  readonly #settled = $derived.by(() => {
    const judged = this.bench.view?.judged ?? null;
    return layerJudged(judged) === "posts" && sitesJudged(judged) === sitesWord(this.#sites) ? judged : null;
  });
  /** Figures of the posts as they stand; null until they are known. */
  readonly exact = $derived.by((): Judged | null => this.#settled ?? this.#live.of(this.#sites));
  /** What is shown: the figures of the posts as they stand, or the last ones until those are known. */
  readonly judged = $derived.by(
    (): Judged | null =>
      this.exact ?? this.#live.newest?.judged ?? (this.posts.length > 0 ? (this.bench.view?.judged ?? null) : null),
  );

  constructor(
    readonly bench: Bench,
    /** Brings the focus to a post. */
    private readonly focus: (slot: number) => void,
  ) {
    this.#live = new LivePosts(bench.caseId);
    // Figures follow the posts: those of the server where they came with the command, else they are asked for.
    $effect(() => {
      const [known, now] = [this.#settled, this.#sites];
      untrack(() => (known ? this.#live.keep(now, known) : this.#live.ask(now)));
    });
    $effect(() => this.#tellWhatWasDone());
    $effect(() => this.#tellWhatWasAnswered());
    $effect(() => this.#keepSelected());
    // A drag is told as it goes, for those who look.
    $effect(() => {
      if (!this.dragged) return;
      const moved = this.#movedWords(this.dragged.slot, this.dragged.site);
      bench.status = this.exact ? this.#withFigure(moved, this.#valueBefore) : moved;
    });
  }

  /** Takes what the map tells of a post in the hand. */
  drag(slot: number, site: string | null, phase: "move" | "drop" | "cancel"): void {
    if (!this.dragged) this.#valueBefore = this.#leadingValue();
    if (phase === "move") {
      if (site !== null) this.dragged = { slot, site };
      return;
    }
    this.dragged = null;
    this.#live.forget();
    if (phase === "drop" && site !== null) this.moveTo(slot, site, this.#valueBefore);
    else this.bench.status = "";
  }

  moveTo(slot: number, site: string, before = this.#leadingValue()): void {
    this.selected = slot;
    this.#act({ verb: "move_post", slot, site }, this.#movedWords(slot, site), before);
  }

  /** Adds a post; false where none may stand there. */
  add(site: string): boolean {
    if (!this.#act({ verb: "add_post", site }, t("posts.told_add", { site: this.bench.siteName(site) }))) return false;
    this.selected = this.posts.find((post) => post.site === site)?.slot ?? null;
    return true;
  }

  remove(slot: number): void {
    const at = this.posts.findIndex((post) => post.slot === slot);
    if (!this.#act({ verb: "remove_post", slot }, t("posts.told_remove", { slot }))) return;
    this.selected = this.posts[Math.min(at, this.posts.length - 1)]?.slot ?? null;
  }

  lock(slot: number, locked: boolean): void {
    if (!this.bench.mayEdit || !this.bench.give({ verb: "lock_post", slot, locked })) return;
    this.bench.tell(t(locked ? "posts.told_lock" : "posts.told_unlock", { slot }));
  }

  setOfficers(slot: number, officers: number): void {
    this.bench.give({ verb: "set_officers", slot, officers });
  }

  siteOf(slot: number): string | null {
    return postAt(this.bench.view?.values ?? {}, slot)?.site ?? null;
  }

  /** Gives a command, and tells what it did with the figure that follows. */
  #act(command: DraftCommand, text: string, before = this.#leadingValue()): boolean {
    if (!this.bench.mayEdit || !this.bench.give(command)) return false;
    this.bench.status = text;
    this.#tellWith = { text, before, sites: sitesWord(this.posts.map((post) => post.site)) };
    return true;
  }

  #tellWhatWasDone(): void {
    const told = this.#tellWith;
    if (!told || !leadingMeasure(this.exact) || sitesWord(this.#sites) !== told.sites || this.dragged) return;
    untrack(() => {
      this.#tellWith = null;
      this.bench.tell(this.#withFigure(told.text, told.before));
    });
  }

  /** So is what shows only once the server has answered: an undo, a plan that a search found. */
  #tellWhatWasAnswered(): void {
    const last = this.bench.view?.last;
    if (!last) return;
    untrack(() => {
      const text = answeredWords(last, (site) => this.bench.siteName(site)).replace(/\.$/, "");
      if (text) this.#tellWith = { text, before: null, sites: sitesWord(this.#sites) };
    });
  }

  /** A new post has another slot once the server has answered: it stays the chosen one, and keeps the focus. */
  #keepSelected(): void {
    const there = this.posts.find((post) => post.slot === this.selected);
    untrack(() => {
      if (there || this.selected === null) {
        this.#selectedSite = there?.site ?? "";
        return;
      }
      this.selected = this.posts.find((post) => post.site === this.#selectedSite)?.slot ?? null;
      if (this.selected !== null && document.activeElement === document.body) this.focus(this.selected);
    });
  }

  #movedWords(slot: number, site: string): string {
    return t("posts.told_move", { slot, site: this.bench.siteName(site) });
  }

  #leadingValue(): number | null {
    const value = leadingMeasure(this.exact)?.value;
    return typeof value === "number" ? value : null;
  }

  #withFigure(text: string, before: number | null): string {
    const measure = leadingMeasure(this.exact);
    if (!measure || typeof measure.value !== "number") return text;
    const { numbers } = settings;
    const value = numbers.amount(measure.value, measure.unit, measure.name);
    const change =
      before === null ? "" : t("posts.told_change", { change: numbers.signed(measure.value - before, measure.unit) });
    return t("posts.told_figure", { text, name: numbers.figure(measure.name), value, change });
  }
}
