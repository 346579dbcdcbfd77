// What both workbenches share: the case, the draft on the table, and what is told of it.

import type { FeatureCollection } from "geojson";
import { borders, firstLook, judgePosts, mapLayer } from "../api/cases";
import { newCommandId } from "../api/commands";
import { ApiProblem } from "../api/problem";
import type { BorderGraph, FirstLook, Judged, PlanDict, PlanLine, Tally } from "../api/shapes";
import { t } from "../i18n";
import type { MapData } from "../map/mapView";
import type { DraftCommand } from "../state/draftCommand";
import { Refusal } from "../state/draftCommand";
import { CommandFailed, DraftTable, type DraftNotice, type DraftView } from "../state/draftTable";
import { postsOf } from "../state/draftValues";
import { messages } from "../state/messages.svelte";
import { pendingInSession } from "../state/pendingStore";
import { draftTransport, type Layer } from "./draftTransport";
import { layerJudged, sitesJudged, sitesWord } from "./judgedFigures";
import { answeredWords, askedWords, lineWords, refusalWords } from "./words";

const LOOK_EVERY = 5_000;

export class Bench {
  first = $state.raw<FirstLook | null>(null);
  plan = $state.raw<PlanLine | null>(null);
  view = $state.raw<DraftView<Judged, Tally> | null>(null);
  map = $state.raw<MapData | null>(null);
  /** Counts of calls in squares; null where the case has none. */
  squares = $state.raw<FeatureCollection | null>(null);
  borders = $state.raw<BorderGraph | null>(null);
  today = $state.raw<Judged | null>(null);
  problem = $state.raw<unknown>(null);
  /** Everything that the case has is loaded. */
  ready = $state(false);
  /** The line below the map. */
  status = $state("");

  readonly siteNames = $derived(namesOf(this.map, "site", "name"));
  readonly posts = $derived(postsOf(this.view?.values ?? {}));
  readonly todayPlan = $derived(this.first ? (this.first.case_plans.find((plan) => plan.today) ?? null) : null);
  readonly mayEdit = $derived(this.first !== null && this.first.case.role !== "viewer" && !this.plan?.binned);

  #table: DraftTable<Judged, Tally> | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #closed = false;
  #told = 0;
  #reread = -1;

  constructor(
    readonly caseId: number,
    readonly planId: number,
    readonly layer: Layer,
  ) {}

  /** Lays the draft on the table, and loads what the case has; once more where that went wrong. */
  async begin(): Promise<void> {
    this.#leave();
    this.problem = null;
    try {
      const transport = draftTransport(this.planId, this.layer, (line) => (this.plan = line));
      const table = new DraftTable(transport, pendingInSession(this.planId, sessionStorageOrNone()), {
        newId: newCommandId,
        sleep: (wait) => new Promise((resolve) => setTimeout(resolve, wait)),
      });
      const [first] = await Promise.all([firstLook(this.caseId), table.begin()]);
      if (this.#closed) return table.close();
      this.#table = table;
      this.first = first;
      table.subscribe((view) => this.#take(view));
      this.#timer = setInterval(() => void this.#look(), LOOK_EVERY);
      await this.#loadMap();
    } catch (problem) {
      this.problem = problem instanceof CommandFailed ? problem.cause : problem;
    }
  }

  close(): void {
    this.#closed = true;
    this.#leave();
  }

  #leave(): void {
    clearInterval(this.#timer);
    this.#table?.close();
  }

  /** Gives a command; what the draft cannot follow is told, and false is returned. */
  give(command: DraftCommand): boolean {
    try {
      this.#table?.give(command);
      return true;
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.tell(refusalWords(refusal.reason, (site) => this.siteName(site)));
      return false;
    }
  }

  insist(notice: DraftNotice): void {
    try {
      this.#table?.insist(notice);
      this.tell(t("bench.on_top", { what: askedWords(notice.command, (site) => this.siteName(site)) }));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.tell(refusalWords(refusal.reason, (site) => this.siteName(site)));
    }
  }

  dismiss(notice: DraftNotice): void {
    this.#table?.dismiss(notice.id);
  }

  /** Says something in the line below the map, and to those who listen. */
  tell(text: string): void {
    this.status = text;
    messages.announce(text);
  }

  /** What a person knows a site by. */
  siteName(site: string): string {
    return this.siteNames.get(site) ?? site;
  }

  /** Sends on what waited for somebody to sign in. */
  signedIn(): void {
    this.#table?.signedIn();
  }

  /** Reads the draft and its line anew. */
  async reread(): Promise<void> {
    await this.#table?.reread();
  }

  /** Looks at once for what was done elsewhere. */
  async refresh(): Promise<void> {
    await this.#table?.refresh();
  }

  #take(view: DraftView<Judged, Tally>): void {
    const before = this.view;
    this.view = view;
    if (view.foreign && view.foreign.seq > this.#told) {
      this.#told = view.foreign.seq;
      if (before) this.tell(lineWords(view.foreign, (site) => this.siteName(site)));
    }
    const { last } = view;
    if (last && last !== before?.last) {
      const told = answeredWords(last, (site) => this.siteName(site));
      if (told) this.tell(told);
    }
    if (view.pending === 0 && !this.#isJudged(view) && this.#reread !== view.seq) {
      this.#reread = view.seq; // once: an undo can change the other layer, which is what is judged then
      queueMicrotask(() => void this.#table?.reread().catch(() => undefined));
    }
  }

  #isJudged(view: DraftView<Judged, Tally>): boolean {
    const posts = postsOf(view.values);
    if (this.layer === "districts") return view.judged === null || layerJudged(view.judged) === "districts";
    if (posts.length === 0) return true;
    return layerJudged(view.judged) === "posts" && sitesJudged(view.judged) === sitesWord(posts.map((post) => post.site));
  }

  async #look(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    await this.#table?.refresh().catch(() => undefined); // the next look will tell
  }

  async #loadMap(): Promise<void> {
    const c = this.caseId;
    const [boundary, zones, sites] = await Promise.all([mapLayer(c, "boundary"), mapLayer(c, "zones"), mapLayer(c, "sites")]);
    this.map = { boundary, zones, sites };
    const [today, graph, squares] = await Promise.all([
      this.#judgeToday(),
      this.layer === "districts" ? borders(c).catch(noneAtAll) : null,
      mapLayer(c, "squares").catch(noneAtAll),
    ]);
    this.today = today;
    this.borders = graph;
    this.squares = squares;
    this.ready = true;
  }

  /** What is judged of today's posts, on the demand planned on, as of the draft's. */
  async #judgeToday(): Promise<Judged | null> {
    const sites = (this.todayPlan?.posts ?? []).map((post) => post.site);
    return sites.length > 0 ? judgePosts(this.caseId, sites).catch(noneAtAll) : null;
  }
}

function noneAtAll(problem: unknown): null {
  // A case may lack a layer: zones that are points have no borders.
  if (problem instanceof ApiProblem && [404, 409, 422].includes(problem.status)) return null;
  throw problem;
}

function namesOf(map: MapData | null, id: string, name: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { properties } of map?.sites.features ?? []) {
    if (properties) found.set(String(properties[id]), String(properties[name] ?? properties[id]));
  }
  return found;
}

function sessionStorageOrNone(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

/** The districts of a plan that the case came with. */
export const districtsOfPlan = (plan: PlanDict | null): Map<string, string> | null =>
  plan?.districts ? new Map(Object.entries(plan.districts)) : null;
