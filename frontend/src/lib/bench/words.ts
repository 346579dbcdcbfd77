// What happened to a draft, in words.

import { t, tn, type TextKey } from "../i18n";
import { settings } from "../state/settings.svelte";
import type { DraftCommand, RefusalReason } from "../state/draftCommand";
import type { DraftNotice } from "../state/draftTable";
import { highestNumber, type DistrictRecord, type DraftValue, type LogLine, type PostRecord } from "../state/draftValues";

type SiteName = (site: string) => string;

/** Why a draft cannot follow a command. */
export function refusalWords(reason: RefusalReason, siteName: SiteName): string {
  switch (reason.what) {
    case "post_locked":
      return t("bench.refused_post_locked", { slot: reason.slot });
    case "post_gone":
      return t("bench.refused_post_gone", { slot: reason.slot });
    case "post_last":
      return t("bench.refused_post_last", { slot: reason.slot });
    case "site_taken":
      return t("bench.refused_site_taken", { slot: reason.slot, site: siteName(reason.site) });
    case "district_locked":
      return t("bench.refused_district_locked", { name: reason.name });
    case "district_gone":
      return t("bench.refused_district_gone", { number: reason.number });
    case "name_taken":
      return t("bench.refused_name_taken", { name: reason.name });
  }
}

/** A line of the log, with who and when: "Ana moved Post 3 at 14:02". */
export function lineWords(line: LogLine, siteName: SiteName): string {
  const user = line.user.charAt(0).toUpperCase() + line.user.slice(1);
  return t("bench.line", { user, what: whatHappened(line, siteName), time: settings.numbers.hour(line.at) });
}

/** What a command did that shows only once it is answered: "Undone: Post 3 is at Avenue 24." Empty for others. */
export function answeredWords(line: LogLine, siteName: SiteName): string {
  if (line.verb === "use_plan") return t("bench.used_plan");
  if (line.verb !== "undo" && line.verb !== "redo") return "";
  return t(line.verb === "undo" ? "bench.undone" : "bench.redone", { what: changeWords(line, siteName) });
}

function changeWords({ patch }: LogLine, siteName: SiteName): string {
  const keys = Object.keys(patch.after);
  const units = keys.filter((key) => key.startsWith("unit:")).length;
  const key = keys.find((one) => !one.startsWith("unit:"));
  if (units > 1 || key === undefined) return tn("bench.changed_units", units, { n: settings.numbers.plain(units) });
  if (keys.length > 1) return tn("bench.changed_things", keys.length, { n: settings.numbers.plain(keys.length) });
  const [before, after] = [patch.before[key] ?? null, patch.after[key] ?? null];
  const name = key.startsWith("post:") ? t("bench.post", { slot: highestNumber([key]) }) : districtName({ patch });
  if (after === null) return t("bench.changed_gone", { name });
  if (before === null) return t("bench.changed_back", { name });
  if (typeof after === "string" || typeof before === "string") return name;
  if (before.locked !== after.locked) return t(after.locked ? "bench.changed_locked" : "bench.changed_unlocked", { name });
  if (isPost(after) && isPost(before) && before.site !== after.site) {
    return t("bench.changed_site", { name, site: siteName(after.site) });
  }
  return t("bench.changed_as_before", { name });
}

/** What the planner is told of a command that was not carried out. */
export function noticeWords(notice: DraftNotice, siteName: SiteName): string {
  const what = "message" in notice ? askedWords(notice.command, siteName) : "";
  if (notice.kind === "failed") return t("bench.failed", { what, message: notice.message });
  if (notice.kind === "overtaken") return t("bench.overtaken", { line: lineWords(notice.line, siteName) });
  return t("bench.not_applied", { what, message: notice.message });
}

function whatHappened(line: LogLine, siteName: SiteName): string {
  const keys = Object.keys(line.patch.after);
  const slot = highestNumber(keys.filter((key) => key.startsWith("post:")));
  const district = highestNumber(keys.filter((key) => key.startsWith("district:")));
  const units = keys.filter((key) => key.startsWith("unit:")).length;
  const record = Object.values(line.patch.after)[0] ?? Object.values(line.patch.before)[0] ?? null;
  const key = `bench.did_${line.verb}${lockSuffix(record, line.verb)}` as TextKey;
  if (line.verb === "paint") return tn("bench.did_paint", units, { n: settings.numbers.plain(units) });
  const site = isPost(record) ? siteName(record.site) : "";
  const name = districtName(line) || String(district);
  return t(key, { slot, site, name });
}

/** What a command asks for: "Post 3 to Avenue 24". */
export function askedWords(command: DraftCommand, siteName: SiteName): string {
  switch (command.verb) {
    case "add_post":
      return t("bench.asked_add_post", { site: siteName(command.site) });
    case "move_post":
      return t("bench.asked_move_post", { slot: command.slot, site: siteName(command.site) });
    case "paint":
      return tn("bench.asked_paint", command.units.length, { n: settings.numbers.plain(command.units.length) });
    case "remove_post":
    case "lock_post":
    case "set_officers":
      return t("bench.asked_post", { slot: command.slot });
    case "add_district":
      return t("bench.asked_add_district", { name: command.name });
    case "remove_district":
    case "rename_district":
    case "lock_district":
      return t("bench.asked_district", { number: command.number });
    default:
      return t(`bench.asked_${command.verb}`);
  }
}

function lockSuffix(record: DraftValue | null, verb: string): string {
  if (verb !== "lock_post" && verb !== "lock_district") return "";
  return record !== null && typeof record !== "string" && record.locked ? "" : "_off";
}

function isPost(record: DraftValue | null): record is PostRecord {
  return record !== null && typeof record !== "string" && "site" in record;
}

function districtName({ patch }: Pick<LogLine, "patch">): string {
  for (const values of [patch.after, patch.before]) {
    for (const [key, value] of Object.entries(values)) {
      if (key.startsWith("district:") && value !== null) return (value as DistrictRecord).name;
    }
  }
  return "";
}
