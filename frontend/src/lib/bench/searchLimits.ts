import { t } from "../i18n";

/** Seconds that a search may take. */
export const LIMITS: readonly number[] = [10, 60, 300, 1_800];

export const limitWords = (seconds: number): string =>
  seconds < 60 ? t("bench.seconds", { n: seconds }) : t("bench.minutes", { n: seconds / 60 });
