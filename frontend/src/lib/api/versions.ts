import { get, post, untilAnswered } from "./client";
import { newCommandId } from "./commands";
import type { CommandTaken, VersionAnswer, VersionLine } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export const listVersions = (plan: number): Promise<VersionLine[]> => get(`/plans/${plan}/versions`);
/** `after` is the last command that was seen: where there are later ones, nothing is saved (409). */
export const saveVersion = (plan: number, note: string, after: number | null = null): Promise<VersionLine> =>
  post(`/plans/${plan}/versions`, { note, after } satisfies Schemas["NewVersion"]);
export const readVersion = (version: number): Promise<VersionAnswer> => get(`/versions/${version}`);
export const restoreVersion = (version: number): Promise<CommandTaken> => {
  const id = newCommandId();
  return untilAnswered(() => post<CommandTaken>(`/versions/${version}/restore`, { id }));
};
export const testVersion = (version: number): Promise<VersionAnswer> => post(`/versions/${version}/test`, {});
export const approveVersion = (version: number, force = false): Promise<VersionLine> =>
  post(`/versions/${version}/approve`, { force } satisfies Schemas["Approval"]);
