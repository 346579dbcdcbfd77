/** The elements round a map: surface, overlay, buttons and legend. Styles are set by code: the policy allows no others. */

import { t } from "../i18n";
import type { LegendLine } from "./mapView";

export interface FrameActions {
  zoom(steps: number): void;
  fit(): void;
  pan(dx: number, dy: number): void;
}

const MOST_HIDDEN = 0.2; // share of the map that an open legend may cover
const PAN = 80; // pixels that an arrow key moves the map
const ARROWS: Record<string, [number, number]> = {
  ArrowUp: [0, PAN],
  ArrowDown: [0, -PAN],
  ArrowLeft: [PAN, 0],
  ArrowRight: [-PAN, 0],
};
const CLASS = "plan-map";

export class Frame {
  readonly surface = element("div", "plan-map-surface");
  private readonly buttons = element("div", "plan-map-buttons");
  private readonly legend = element("div", "plan-map-legend");
  private readonly title = element("button", "plan-map-legend-title");
  private readonly lines = element("ul", "plan-map-legend-lines");
  private chosen = false; // whether somebody opened or folded the legend
  private readonly ends = new AbortController();
  private readonly before: Map<string, string | null>;

  constructor(
    private readonly container: HTMLElement,
    label: string,
    overlay: HTMLElement,
    private readonly actions: FrameActions,
  ) {
    const given = { role: "application", "aria-label": label, tabindex: "0", "data-state": "loading" };
    this.before = new Map(["class", ...Object.keys(given)].map((name) => [name, container.getAttribute(name)]));
    for (const [name, value] of Object.entries(given)) container.setAttribute(name, value);
    container.classList.add(CLASS);
    this.fillButtons();
    this.fillLegend();
    container.append(this.surface, overlay, this.legend, this.buttons);
    container.addEventListener("keydown", (event) => this.key(event), { signal: this.ends.signal });
  }

  get size(): [number, number] {
    return [this.surface.clientWidth, this.surface.clientHeight];
  }

  focus(): void {
    this.container.focus({ preventScroll: true });
  }

  setState(name: "state" | "backEnd", value: string): void {
    this.container.dataset[name] = value;
  }

  /** Fold the legend away where it would hide too much of the map, until somebody opens or folds it. */
  fitLegend(): void {
    if (this.chosen || this.legend.hidden) return;
    this.openLegend(true);
    const [width, height] = this.size;
    this.openLegend(this.legend.offsetWidth * this.legend.offsetHeight <= MOST_HIDDEN * width * height);
  }

  setLegend(lines: readonly (LegendLine | { mark: "today" | "post" | "locked" | "squares"; label: string })[]): void {
    const before = this.lines.childElementCount;
    this.lines.replaceChildren(...lines.map((line) => legendLine(line)));
    this.legend.hidden = lines.length === 0;
    if (lines.length !== before) this.fitLegend();
  }

  destroy(): void {
    this.ends.abort();
    this.container.replaceChildren();
    delete this.container.dataset.backEnd;
    for (const [name, value] of this.before) {
      if (value === null) this.container.removeAttribute(name);
      else this.container.setAttribute(name, value);
    }
  }

  private fillButtons(): void {
    this.buttons.append(
      button("map-zoom-in", t("map.zoomIn"), "M8 3v10M3 8h10", () => this.actions.zoom(1)),
      button("map-zoom-out", t("map.zoomOut"), "M3 8h10", () => this.actions.zoom(-1)),
      button("map-fit", t("map.fit"), "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4", () => this.actions.fit()),
    );
  }

  private fillLegend(): void {
    this.title.type = "button";
    this.title.textContent = t("map.legend");
    this.title.addEventListener("click", () => {
      this.chosen = true;
      this.openLegend(this.lines.hidden);
    });
    this.legend.dataset.testid = "map-legend";
    this.legend.hidden = true;
    // The title last, in the corner: it takes the pointer, and there is seldom a post below it.
    this.legend.append(this.lines, this.title);
    this.openLegend(true);
  }

  private openLegend(open: boolean): void {
    this.lines.hidden = !open;
    this.title.setAttribute("aria-expanded", String(open));
  }

  /** Zoom and pan; all other keys are those of the page round the map. */
  private key(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.target !== this.container || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const arrow = event.shiftKey ? ARROWS[event.key] : undefined;
    if (arrow) this.actions.pan(...arrow);
    else if (event.key === "+" || event.key === "=") this.actions.zoom(1);
    else if (event.key === "-") this.actions.zoom(-1);
    else return;
    event.preventDefault();
  }
}

function legendLine(line: LegendLine | { mark: string; label: string }): HTMLElement {
  const item = element("li", "plan-map-legend-line");
  const swatch = element("span", "plan-map-swatch");
  swatch.dataset.mark = line.mark ?? "fill";
  swatch.setAttribute("aria-hidden", "true");
  if ("colour" in line) swatch.style.backgroundColor = line.colour;
  item.append(swatch, line.label);
  return item;
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, style: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = style;
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

function button(testid: string, label: string, drawing: string, pressed: () => void): HTMLButtonElement {
  const made = element("button", "plan-map-button");
  made.type = "button";
  made.title = label;
  made.dataset.testid = testid;
  made.setAttribute("aria-label", label);
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", drawing);
  icon.append(path);
  made.append(icon);
  made.addEventListener("click", pressed);
  return made;
}
