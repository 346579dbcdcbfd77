/** Numbers as people read them, in their language and their units of length. The server sends numbers and units only. */

export type Locale = "en-US" | "de-DE" | "fr-FR";
export type Lengths = "metres" | "miles";

/** A figure as it comes: not finite ones are text, since JSON has none. */
export type Figure = number | string | null | undefined;

export const LOCALES: Locale[] = ["en-US", "de-DE", "fr-FR"];
export const LENGTHS: Lengths[] = ["metres", "miles"];

const GAP = "\u00a0";
const MINUS = "\u2212";
const NONE = "n/a";
const MILLION = 1e6;
const SQUARED = ")²";
const METRES_PER_MILE = 1609.344;
const KM2_PER_MILE2 = 2.589988110336;
const WAITS = /wait|response|^(mean|median|90th percentile)$/;

/** Return a figure as a number: NaN where there is none. */
export function toNumber(figure: Figure): number {
  if (typeof figure === "number") return figure;
  return figure === "inf" ? Infinity : figure === "-inf" ? -Infinity : Number.NaN;
}

/** Writes numbers; made anew where the language or the units change. */
export class NumberWriter {
  readonly #formats = new Map<string, Intl.NumberFormat>();

  constructor(
    readonly locale: Locale = "en-US",
    readonly lengths: Lengths = "metres",
  ) {}

  /** Return a plain number with this many decimals. */
  plain(value: number, decimals = 0): string {
    const key = String(decimals);
    let format = this.#formats.get(key);
    if (!format) {
      format = new Intl.NumberFormat(this.locale, {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        roundingMode: "halfEven",
      });
      this.#formats.set(key, format);
    }
    return format.format(value);
  }

  /** Return a value with its unit: `1,640 m`, `91.0 %`, `$27.6 million/year`. `figure` is its name. */
  amount(given: Figure, unit = "", figure = ""): string {
    const value = toNumber(given);
    if (Number.isNaN(value)) return NONE;
    if (!Number.isFinite(value)) return WAITS.test(figure) ? "endless" : "not reached";
    return (value < 0 ? MINUS : "") + this.#unsigned(Math.abs(value), unit);
  }

  /** Return a value without its unit, which stands elsewhere. */
  bare(given: Figure, unit: string): string {
    return amountParts(this.amount(given, unit))[0];
  }

  /** Return a difference with its sign and unit. */
  signed(given: Figure, unit = ""): string {
    const value = toNumber(given);
    if (Number.isNaN(value)) return NONE;
    if (unit === "share") return sign(value) + this.plain(100 * Math.abs(value), 1) + GAP + "points";
    // The unit of a variance is long; the figure beside the difference has it.
    const amount = this.amount(Math.abs(value), unit);
    return sign(value) + (unit.endsWith(SQUARED) ? amount.slice(0, -unit.replace("km2", "km²").length).trimEnd() : amount);
  }

  /** Return the difference of a value to a base, in per cent too where that means something. */
  change(given: Figure, from: Figure, unit = ""): string {
    const [value, base] = [toNumber(given), toNumber(from)];
    if (!Number.isFinite(value - base)) return NONE;
    if (alike(value, base)) return "no change";
    const difference = this.#difference(value, base, unit);
    const relative = (value - base) / Math.abs(base);
    if (unit === "share" || !Number.isFinite(relative)) return difference;
    const decimals = Math.abs(relative) < 10 ? 1 : 0;
    return `${difference} (${sign(relative)}${this.plain(100 * Math.abs(relative), decimals)}${GAP}%)`;
  }

  /** Return a distance in metres as chosen. */
  distance(metres: Figure): string {
    return this.amount(metres, "m");
  }

  /** Return a share (0 to 1) in per cent. */
  share(given: Figure, decimals = 1): string {
    const value = toNumber(given);
    return Number.isNaN(value) ? NONE : this.plain(100 * value, decimals) + GAP + "%";
  }

  /** Return a difference of shares in per cent, with its sign. */
  signedShare(given: number): string {
    const shown = Math.round(1_000 * given) / 1_000; // as many digits as it shows: no sign of what rounds to 0
    return sign(shown) + this.share(Math.abs(shown));
  }

  /** Return the hour and minute of a moment. */
  hour(iso: string): string {
    return new Intl.DateTimeFormat(this.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(iso));
  }

  /** Return a moment, as the server writes it, in words of the language. */
  moment(iso: string): string {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  }

  day(iso: string): string {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: "medium" }).format(new Date(iso));
  }

  bytes(count: number): string {
    if (count < 1_000) return `${this.plain(count)}${GAP}B`;
    if (count < 1e6) return `${this.plain(count / 1_000)}${GAP}kB`;
    return `${this.plain(count / 1e6, 1)}${GAP}MB`;
  }

  seconds(value: number): string {
    if (value < 60) return `${this.plain(value)}${GAP}s`;
    return `${Math.floor(value / 60)}${GAP}min ${this.plain(Math.floor(value % 60))}${GAP}s`;
  }

  /** Return the name of a figure; a distance in it is written as chosen: `share within 0.93 mi`. */
  figure(name: string): string {
    if (this.lengths === "metres" && this.locale === "en-US") return name;
    return name.replace(/\b(\d+)[ \u00a0](m)\b/g, (_, metres: string) => this.distance(Number(metres)));
  }

  /** Return the unit that goes beside a bare number of `bare`. */
  unitOf(unit: string): string {
    if (unit === "m" && this.lengths === "miles") return "mi";
    return { share: "%", count: "", index: "", p: "" }[unit] ?? unit.replace("km2", this.lengths === "miles" ? "mi²" : "km²");
  }

  /** Return a sentence of the server with its figures written as chosen. */
  sentence(text: string): string {
    if (this.lengths === "metres" && this.locale === "en-US") return text;
    return this.figure(text.replace(FIGURE, (_, lead: string, number: string, word: string) => {
      const value = Number(number.replaceAll(",", ""));
      const decimals = number.split(".")[1]?.length ?? 0;
      if (word === "m" && this.lengths === "miles") return lead + this.distance(value);
      return lead + this.plain(value, decimals) + GAP + word;
    }));
  }

  /** The difference of the two figures as they are shown, so that nobody who subtracts finds another. */
  #difference(value: number, base: number, unit: string): string {
    const largest = Math.max(Math.abs(value), Math.abs(base));
    const step = this.#step(largest, unit);
    const shown = step === 0 ? 0 : Math.round(value / step) - Math.round(base / step);
    const difference = shown === 0 ? value - base : shown * step;
    if (shown === 0 || !unit.startsWith("$")) return this.signed(difference, unit);
    return `${sign(difference)}$${this.plain(Math.abs(difference) / MILLION, 1)}${GAP}million${unit.slice(1)}`;
  }

  /** The last digit that figures of a unit show; 0 where it depends on the figure. */
  #step(largest: number, unit: string): number {
    if (unit === "share") return 0.001;
    if (unit === "min") return 0.1;
    if (unit === "m") return this.lengths === "metres" ? 1 : largest < 10 * METRES_PER_MILE ? METRES_PER_MILE / 100 : 0;
    return unit.startsWith("$") && largest >= MILLION ? MILLION / 10 : 0;
  }

  #unsigned(value: number, unit: string): string {
    if (unit === "share") return this.plain(100 * value, 1) + GAP + "%";
    if (unit === "p") return value < 0.001 ? "under " + this.plain(0.001, 3) : this.plain(value, 3);
    if (unit.startsWith("$")) return this.#money(value, unit.slice(1));
    if (unit === "m") return this.#metres(value);
    if (unit === "min") return this.#minutes(value);
    if (unit === "count" || unit.startsWith("calls")) return this.#counted(value) + (unit === "count" ? "" : GAP + unit);
    if (unit === "km2") return this.#area(value);
    if (unit.endsWith(SQUARED) && value >= MILLION) return this.#large(value) + GAP + unit.replace("km2", "km²");
    if (unit === "" || unit === "index") return this.#number(value);
    return this.#number(value) + GAP + unit.replace("km2", "km²");
  }

  #metres(value: number): string {
    if (this.lengths === "metres") return this.plain(value) + GAP + "m";
    const miles = value / METRES_PER_MILE;
    return this.plain(miles, miles >= 100 ? 0 : miles >= 10 ? 1 : 2) + GAP + "mi";
  }

  #minutes(value: number): string {
    if (value > 0 && value < 0.001) return `under ${this.plain(0.001, 3)}${GAP}min`;
    return this.plain(value, value > 0 && value < 0.05 ? 3 : 1) + GAP + "min";
  }

  #area(value: number): string {
    return this.lengths === "miles" ? this.#number(value / KM2_PER_MILE2) + GAP + "mi²" : this.#number(value) + GAP + "km²";
  }

  #money(value: number, per: string): string {
    if (value >= 1e6) return `$${this.plain(value / 1e6, 1)}${GAP}million${per}`;
    return `$${this.plain(value, value >= 100 || value === 0 ? 0 : 2)}${per}`;
  }

  /** Three digits and a word: variances of calls or minutes have ten and more. */
  #large(value: number): string {
    const [size, word] = value >= 1_000 * MILLION ? [1_000 * MILLION, "billion"] : [MILLION, "million"];
    const shown = Number((value / size).toPrecision(3));
    return this.plain(shown, shown >= 100 ? 0 : shown >= 10 ? 1 : 2) + GAP + word;
  }

  #counted(value: number): string {
    return value >= 10 ? this.plain(value) : this.#number(Math.round(value * 10) / 10);
  }

  #number(value: number): string {
    if (value >= 100 || value === Math.round(value)) return this.plain(value);
    return this.plain(value, value >= 10 ? 1 : value >= 1 ? 2 : 3);
  }
}

// What the library writes: a number, a gap that does not break, and a unit or a word.
const FIGURE = /(^|[\s(+\u2212±$~“])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\u00a0([A-Za-z%][\w/²%]*)/g;

function sign(value: number): string {
  return value > 0 ? "+" : value < 0 ? MINUS : "±";
}

/** Return the number of a written amount, and what follows it. */
export function amountParts(text: string): [string, string] {
  const gap = text.indexOf(GAP);
  return gap < 0 ? [text, ""] : [text.slice(0, gap), text.slice(gap + 1)];
}

/** Return whether two figures are the same but for rounding. */
export function alike(value: number, base: number): boolean {
  return Math.abs(value - base) <= Math.max(1e-9 * Math.max(Math.abs(value), Math.abs(base)), 1e-12);
}
