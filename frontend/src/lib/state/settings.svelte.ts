import { LENGTHS, LOCALES, NumberWriter, type Lengths, type Locale } from "../numbers";

const KEY = "beatwright.settings";

/** What somebody chose to see, kept by this browser and, once signed in, by the server. */
class Settings {
  locale = $state<Locale>("en-US");
  lengths = $state<Lengths>("metres");
  /** Single keys, such as L or N, do something. */
  keys = $state(true);
  numbers = $derived(new NumberWriter(this.locale, this.lengths));

  constructor() {
    try {
      this.take(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
    } catch {
      localStorage.removeItem(KEY);
    }
  }

  /** Take what is known of the settings; what is not known stays. */
  take(kept: Record<string, unknown>): void {
    this.locale = LOCALES.find((locale) => locale === kept.locale) ?? this.locale;
    this.lengths = LENGTHS.find((lengths) => lengths === kept.lengths) ?? this.lengths;
    if (typeof kept.keys === "boolean") this.keys = kept.keys;
  }

  get kept(): { locale: Locale; lengths: Lengths; keys: boolean } {
    return { locale: this.locale, lengths: this.lengths, keys: this.keys };
  }

  keep(): void {
    localStorage.setItem(KEY, JSON.stringify(this.kept));
  }
}

export const settings = new Settings();
