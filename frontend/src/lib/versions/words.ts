import { t, tn } from "../i18n";

/** Say how often a lineage of plans was judged on held-out incidents while it was drawn. */
export function testWords(tests: number): string {
  return tests === 0 ? t("versions.neverTested") : tn("versions.tested", tests);
}
