// The keyboard on the map of posts: a cursor that walks over the sites, and keys on a post.

import { tick } from "svelte";
import { t } from "../../i18n";
import { postAction, type Direction } from "../../keys";
import type { MapView } from "../../map/mapView";
import { messages } from "../../state/messages.svelte";
import { settings } from "../../state/settings.svelte";
import type { PostsDesk } from "./postsDesk.svelte";

export class SiteWalk {
  /** The site under the cursor. */
  site = $state<string | null>(null);

  constructor(
    private readonly desk: PostsDesk,
    private readonly map: () => MapView | null,
  ) {}

  /** The keyboard has come to the cursor. */
  enter(): void {
    this.site ??= this.#start();
  }

  choose(slot: number): void {
    this.desk.selected = slot;
    this.site = null;
  }

  /** A key on a post, or on the cursor where no slot is given; what it leaves is for the whole page. */
  key(event: KeyboardEvent, slot: number | null): void {
    const action = postAction(event, settings.keys);
    const { desk } = this;
    const post = slot === null ? undefined : desk.posts.find((one) => one.slot === slot);
    if (action?.do === "walk") this.#walk(slot, action.direction);
    else if (action?.do === "lock" && post) desk.lock(post.slot, !post.locked);
    else if (action?.do === "remove" && slot !== null) {
      desk.remove(slot);
      void focusPost(desk.selected);
    } else if (action?.do === "add") void this.add();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** At the cursor, adds a post there; elsewhere, brings the cursor, which the arrows move. */
  async add(): Promise<void> {
    const active = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.testid : "";
    if (active === "site-cursor" && this.site !== null) {
      if (!this.desk.add(this.site)) return;
      this.site = null;
      return focusPost(this.desk.selected);
    }
    this.site = this.#start();
    await tick();
    document.querySelector<HTMLElement>('[data-testid="site-cursor"]')?.focus();
    const { bench } = this.desk;
    bench.tell(t("posts.told_cursor", { site: this.site === null ? "" : bench.siteName(this.site) }));
  }

  #walk(slot: number | null, direction: Direction): void {
    const { desk } = this;
    const { bench, posts } = desk;
    const map = this.map();
    const from = slot === null ? this.#start() : desk.siteOf(slot);
    if (!map || from === null) return;
    const taken = slot === null ? new Set<string>() : new Set(posts.map((post) => post.site));
    const to = map.siteInDirection(from, direction, taken);
    if (to === null) bench.tell(t("posts.told_no_site"));
    else if (slot !== null) desk.moveTo(slot, to);
    else {
      this.site = to;
      const there = posts.find((post) => post.site === to);
      messages.announce(there ? t("posts.mark", { slot: there.slot, site: bench.siteName(to) }) : bench.siteName(to));
    }
  }

  #start(): string | null {
    const { bench, posts, selected } = this.desk;
    const chosen = posts.find((post) => post.slot === selected) ?? posts[0];
    return this.site ?? chosen?.site ?? [...bench.siteNames.keys()][0] ?? null;
  }
}

/** Brings the focus to a post on the map. */
export async function focusPost(slot: number | null): Promise<void> {
  await tick();
  if (slot !== null) document.querySelector<HTMLElement>(`[data-slot="${slot}"]`)?.focus();
}
