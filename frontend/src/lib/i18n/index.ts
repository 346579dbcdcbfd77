/** The words of the planner. Every key is checked when it is built. */

import en from "./en.json";

type Words = typeof en;
type Section = keyof Words;
/** A key of a text: `section.name`. */
export type TextKey = { [S in Section]: `${S}.${keyof Words[S] & string}` }[Section];
type CountedKey = TextKey extends infer K ? (K extends `${infer Stem}_one` ? Stem : never) : never;
export type Params = Record<string, string | number>;

const texts = new Map<string, string>();
for (const [section, words] of Object.entries(en)) {
  for (const [name, text] of Object.entries(words)) texts.set(`${section}.${name}`, text);
}
const plural = new Intl.PluralRules("en");

/** Return a text, with `{name}` replaced by what is given. */
export function t(key: TextKey, params: Params = {}): string {
  return filled(key, params);
}

/** Return a text that counts: `key_one` or `key_other`, with `{n}` as `shown`. */
export function tn(key: CountedKey, n: number, params: Params = {}): string {
  return filled(`${key}_${plural.select(n) === "one" ? "one" : "other"}`, { n, ...params });
}

/** Return whether there is such a text; for words that the server chooses. */
export function isTextKey(key: string): key is TextKey {
  return texts.has(key);
}

function filled(key: string, params: Params): string {
  const text = texts.get(key) ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
