// A draft as values by key, as the server keeps it: `post:SLOT`, `district:NUMBER` and `unit:ID`.

export interface PostRecord {
  site: string;
  locked: boolean;
  officers: number | null;
  size: number | null;
  reach: number | null;
}

export interface DistrictRecord {
  name: string;
  locked: boolean;
}

export type DraftValue = PostRecord | DistrictRecord | string;
export type DraftValues = Readonly<Record<string, DraftValue>>;

/** What one command changes: the same keys before and after, null where nothing stands there. */
export interface Patch {
  before: Readonly<Record<string, DraftValue | null>>;
  after: Readonly<Record<string, DraftValue | null>>;
}

/** A line of the log of a draft. */
export interface LogLine {
  seq: number;
  id: string;
  user: string;
  at: string;
  verb: string;
  of: number | null;
  patch: Patch;
}

export interface Post extends PostRecord {
  slot: number;
}

export interface District extends DistrictRecord {
  number: number;
}

export const postKey = (slot: number): string => `post:${slot}`;
export const districtKey = (number: number): string => `district:${number}`;
export const unitKey = (unit: string): string => `unit:${unit}`;

/** The number of a post's slot or of a district; 0 for a unit. */
export function numberOfKey(key: string): number {
  return key.startsWith("unit:") ? 0 : Number(key.slice(key.indexOf(":") + 1));
}

/** The highest number of a slot or district that is named; 0 where none is. */
export function highestNumber(keys: Iterable<string>): number {
  let highest = 0;
  for (const key of keys) highest = Math.max(highest, numberOfKey(key));
  return highest;
}

/** The values after a patch. */
export function applied(values: DraftValues, patch: Patch): DraftValues {
  const changed: Record<string, DraftValue> = { ...values };
  for (const [key, value] of Object.entries(patch.after)) {
    if (value === null) delete changed[key];
    else changed[key] = value;
  }
  return changed;
}

/** The patch that brings `values` to those of `after`; what is the same already is left out. */
export function patchBetween(values: DraftValues, after: Record<string, DraftValue | null>): Patch {
  const before: Record<string, DraftValue | null> = {};
  const changed: Record<string, DraftValue | null> = {};
  for (const [key, value] of Object.entries(after)) {
    const was = values[key] ?? null;
    if (sameValue(was, value)) continue;
    before[key] = was;
    changed[key] = value;
  }
  return { before, after: changed };
}

function sameValue(a: DraftValue | null, b: DraftValue | null): boolean {
  if (a === null || b === null || typeof a === "string" || typeof b === "string") return a === b;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([field, value]) => right.get(field) === value);
}

export function postAt(values: DraftValues, slot: number): PostRecord | null {
  const value = values[postKey(slot)];
  return value !== undefined && typeof value !== "string" && "site" in value ? value : null;
}

export function districtAt(values: DraftValues, number: number): DistrictRecord | null {
  const value = values[districtKey(number)];
  return value !== undefined && typeof value !== "string" && "name" in value ? value : null;
}

/** The posts, by slot. */
export function postsOf(values: DraftValues): Post[] {
  const found: Post[] = [];
  for (const key of Object.keys(values)) {
    if (!key.startsWith("post:")) continue;
    const slot = numberOfKey(key);
    const record = postAt(values, slot);
    if (record) found.push({ ...record, slot });
  }
  return found.sort((a, b) => a.slot - b.slot);
}

/** The districts, by number. */
export function districtsOf(values: DraftValues): District[] {
  const found: District[] = [];
  for (const key of Object.keys(values)) {
    if (!key.startsWith("district:")) continue;
    const number = numberOfKey(key);
    const record = districtAt(values, number);
    if (record) found.push({ ...record, number });
  }
  return found.sort((a, b) => a.number - b.number);
}

/** The number of the district of every unit that has one. */
export function labelsOf(values: DraftValues): Map<string, string> {
  const labels = new Map<string, string>();
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith("unit:") && typeof value === "string") labels.set(key.slice(5), value);
  }
  return labels;
}
