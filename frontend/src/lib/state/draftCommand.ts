// What a planner asks of a draft, and what it changes as far as the browser can tell.
// The server decides; this is what the screen shows until it has answered.

import {
  applied,
  districtAt,
  districtKey,
  districtsOf,
  patchBetween,
  postAt,
  postKey,
  postsOf,
  unitKey,
  type DraftValue,
  type DraftValues,
  type LogLine,
  type Patch
} from "./draftValues";

export type DraftCommand =
  | { verb: "add_post"; site: string }
  | { verb: "move_post"; slot: number; site: string }
  | { verb: "remove_post"; slot: number }
  | { verb: "lock_post"; slot: number; locked: boolean }
  | { verb: "set_officers"; slot: number; officers: number }
  | { verb: "paint"; units: string[]; district: number | null }
  | { verb: "add_district"; name: string }
  | { verb: "remove_district"; number: number }
  | { verb: "rename_district"; number: number; name: string }
  | { verb: "lock_district"; number: number; locked: boolean }
  | { verb: "use_plan"; job: number | null; version: number | null; choice: number | null; force: boolean }
  | { verb: "undo" | "redo"; force: boolean };

/** Why a draft cannot follow a command: something is locked, gone, or taken. */
export class Refusal extends Error {
  constructor(
    readonly code: "locked" | "refused",
    readonly reason: RefusalReason
  ) {
    super(`${code}: ${reason.what}`);
  }
}

export type RefusalReason =
  | { what: "post_locked"; slot: number }
  | { what: "post_gone"; slot: number }
  | { what: "post_last"; slot: number }
  | { what: "site_taken"; slot: number; site: string }
  | { what: "district_locked"; name: string; number: number }
  | { what: "district_gone"; number: number }
  | { what: "name_taken"; name: string };

const EVERYTHING = "everything";

/** What a command changes: keys, the sites that it claims, the names that it takes. */
export function touchesOf(command: DraftCommand): Set<string> {
  switch (command.verb) {
    case "add_post":
      return new Set([`site:${command.site}`]);
    case "move_post":
      return new Set([postKey(command.slot), `site:${command.site}`]);
    case "remove_post":
    case "lock_post":
    case "set_officers":
      return new Set([postKey(command.slot)]);
    case "paint":
      return new Set(command.units.map(unitKey));
    case "add_district":
      return new Set([`name:${tidy(command.name)}`]);
    case "rename_district":
      return new Set([districtKey(command.number), `name:${tidy(command.name)}`]);
    case "remove_district":
    case "lock_district":
      return new Set([districtKey(command.number)]);
    case "use_plan":
      return new Set([EVERYTHING]);
    default:
      return new Set(); // undo and redo look at the log themselves
  }
}

/** Whether a line of the log changed what a command would change. */
export function overlaps(command: DraftCommand, line: LogLine): boolean {
  const touches = touchesOf(command);
  if (touches.has(EVERYTHING)) return true;
  return Object.entries(line.patch.after).some(
    ([key, value]) => touches.has(key) || (value !== null && touches.has(claimOf(value)))
  );
}

function claimOf(value: DraftValue): string {
  if (typeof value === "string") return "";
  return "site" in value ? `site:${value.site}` : `name:${value.name}`;
}

const tidy = (name: string): string => name.split(/\s+/).filter(Boolean).join(" ");

/**
 * What a command changes in a draft.
 *
 * `lastNumber` is the highest number that any slot or district had: a new one takes the next.
 * Throws a `Refusal` where the draft cannot follow it. What only the server knows (undo, redo, a whole plan) changes nothing.
 */
export function patchOf(command: DraftCommand, values: DraftValues, lastNumber: number): Patch {
  switch (command.verb) {
    case "add_post": {
      needFreeSite(values, command.site);
      const record = { site: command.site, locked: false, officers: null, size: null, reach: null };
      return patchBetween(values, { [postKey(lastNumber + 1)]: record });
    }
    case "move_post": {
      const record = freePost(values, command.slot);
      if (record.site !== command.site) needFreeSite(values, command.site);
      return patchBetween(values, { [postKey(command.slot)]: { ...record, site: command.site } });
    }
    case "remove_post":
      freePost(values, command.slot);
      if (postsOf(values).length === 1) throw new Refusal("refused", { what: "post_last", slot: command.slot });
      return patchBetween(values, { [postKey(command.slot)]: null });
    case "lock_post":
      return patchBetween(values, {
        [postKey(command.slot)]: { ...postIn(values, command.slot), locked: command.locked }
      });
    case "set_officers":
      return patchBetween(values, {
        [postKey(command.slot)]: { ...freePost(values, command.slot), officers: command.officers }
      });
    case "paint":
      return paintPatch(values, command.units, command.district);
    case "add_district":
      needFreeName(values, command.name, 0);
      return patchBetween(values, { [districtKey(lastNumber + 1)]: { name: tidy(command.name), locked: false } });
    case "remove_district": {
      freeDistrict(values, command.number);
      const after: Record<string, DraftValue | null> = { [districtKey(command.number)]: null };
      for (const [key, value] of Object.entries(values)) {
        if (key.startsWith("unit:") && value === String(command.number)) after[key] = null;
      }
      return patchBetween(values, after);
    }
    case "rename_district": {
      const record = freeDistrict(values, command.number);
      needFreeName(values, command.name, command.number);
      return patchBetween(values, { [districtKey(command.number)]: { ...record, name: tidy(command.name) } });
    }
    case "lock_district":
      return patchBetween(values, {
        [districtKey(command.number)]: { ...districtIn(values, command.number), locked: command.locked }
      });
    default:
      return { before: {}, after: {} };
  }
}

function paintPatch(values: DraftValues, units: string[], district: number | null): Patch {
  if (district !== null) freeDistrict(values, district);
  const to = district === null ? null : String(district);
  const patch = patchBetween(values, Object.fromEntries(units.map((unit) => [unitKey(unit), to])));
  for (const was of new Set(Object.values(patch.before))) {
    if (typeof was === "string") freeDistrict(values, Number(was));
  }
  return patch;
}

function postIn(values: DraftValues, slot: number) {
  const record = postAt(values, slot);
  if (!record) throw new Refusal("refused", { what: "post_gone", slot });
  return record;
}

function freePost(values: DraftValues, slot: number) {
  const record = postIn(values, slot);
  if (record.locked) throw new Refusal("locked", { what: "post_locked", slot });
  return record;
}

function needFreeSite(values: DraftValues, site: string): void {
  const there = postsOf(values).find((post) => post.site === site);
  if (there) throw new Refusal("refused", { what: "site_taken", slot: there.slot, site });
}

function districtIn(values: DraftValues, number: number) {
  const record = districtAt(values, number);
  if (!record) throw new Refusal("refused", { what: "district_gone", number });
  return record;
}

function freeDistrict(values: DraftValues, number: number) {
  const record = districtIn(values, number);
  if (record.locked) throw new Refusal("locked", { what: "district_locked", name: record.name, number });
  return record;
}

function needFreeName(values: DraftValues, name: string, number: number): void {
  const taken = districtsOf(values).some((other) => other.number !== number && other.name === tidy(name));
  if (taken) throw new Refusal("refused", { what: "name_taken", name: tidy(name) });
}

/** The number that a command gave to a new post or district; 0 where it gave none. */
export function numberGiven(command: DraftCommand, patch: Patch): number {
  if (command.verb !== "add_post" && command.verb !== "add_district") return 0;
  const key = Object.keys(patch.after)[0];
  return key === undefined ? 0 : Number(key.slice(key.indexOf(":") + 1));
}

/** The same command where a post or district that was given a number for the time being has another now. */
export function renumbered(command: DraftCommand, kind: "post" | "district", from: number, to: number): DraftCommand {
  if (from === to) return command;
  if (kind === "post" && "slot" in command && command.slot === from) return { ...command, slot: to };
  if (kind === "district" && "number" in command && command.number === from) return { ...command, number: to };
  if (kind === "district" && command.verb === "paint" && command.district === from) return { ...command, district: to };
  return command;
}

/** The values after a command, or as they are where it cannot be followed any more: the server will say so. */
export function foreseen(command: DraftCommand, values: DraftValues, lastNumber: number): [DraftValues, Patch] {
  try {
    const patch = patchOf(command, values, lastNumber);
    return [applied(values, patch), patch];
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return [values, { before: {}, after: {} }];
  }
}
