/** Which heading of a file holds which of our columns. */

export const COLUMN_ROLES = [
  "time",
  "clock",
  "time_end",
  "clock_end",
  "kind",
  "lat",
  "lon",
  "x",
  "y",
  "point",
  "case",
  "id",
  "count",
  "officers",
  "service_minutes",
  "hour",
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** Our column -> heading; "" says that there is none, whatever was guessed. */
export type Columns = Record<string, string>;

/** Return the role of a heading; "" where it is not used. */
export function roleOf(columns: Columns, heading: string): string {
  return Object.entries(columns).find(([, held]) => held !== "" && held === heading)?.[0] ?? "";
}

/** Give a heading a role: whatever had the role before, or the heading was, is let go. */
export function withRole(columns: Columns, heading: string, role: string): Columns {
  const kept = Object.entries(columns).map(([ours, held]): [string, string] => [ours, held === heading ? "" : held]);
  return { ...Object.fromEntries(kept), ...(role ? { [role]: heading } : {}) };
}

/** Return what is missing of a file that can be read: "time", "place". */
export function missingRoles(columns: Columns): ("time" | "place")[] {
  const has = (...roles: ColumnRole[]): boolean => roles.every((role) => columns[role]);
  const place = has("lat", "lon") || has("x", "y") || has("point");
  return [...(has("time") ? [] : ["time" as const]), ...(place ? [] : ["place" as const])];
}
