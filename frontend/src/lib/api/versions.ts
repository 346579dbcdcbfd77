import { get, post } from "./client";
import type { CommandTaken, VersionAnswer, VersionLine } from "./shapes";

export const listVersions = (plan: number): Promise<VersionLine[]> => get(`/plans/${plan}/versions`);
export const saveVersion = (plan: number, note: string): Promise<VersionLine> =>
  post(`/plans/${plan}/versions`, { note });
export const readVersion = (version: number): Promise<VersionAnswer> => get(`/versions/${version}`);
export const restoreVersion = (version: number): Promise<CommandTaken> => post(`/versions/${version}/restore`, {});
export const testVersion = (version: number): Promise<VersionAnswer> => post(`/versions/${version}/test`, {});
export const approveVersion = (version: number): Promise<VersionLine> => post(`/versions/${version}/approve`, {});
