import { del, get, patch, post, put } from "./client";
import type { Me, Role } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type UserLine = Schemas["UserLine"];

export type InviteLine = Schemas["InviteLine"];

export type MemberLine = Schemas["MemberLine"];

export type AuditLine = Schemas["AuditEntry"];

export const listUsers = (): Promise<UserLine[]> => get("/admin/users");
export const addUser = (name: string, admin: boolean): Promise<Schemas["UserMade"]> => post("/admin/users", { name, admin } satisfies Schemas["NewUser"]);
export const changeUser = (user: number, change: Partial<Schemas["UserChange"]>): Promise<UserLine> =>
  patch(`/admin/users/${user}`, change);
export const endSessions = (user: number): Promise<void> => del(`/admin/users/${user}/sessions`);
export const listInvites = (): Promise<InviteLine[]> => get("/admin/invites");
export const invite = (name: string, role: Role, c: number | null): Promise<Schemas["InviteMade"]> =>
  post("/admin/invites", { name, role, case: c } satisfies Schemas["NewInvite"]);
export const withdrawInvite = (id: string): Promise<void> => del(`/admin/invites/${id}`);
export const listMembers = (c: number): Promise<MemberLine[]> => get(`/cases/${c}/members`);
export const setMember = (c: number, account: number, role: MemberLine["role"] | null): Promise<void> =>
  put(`/cases/${c}/members`, { account, role } satisfies Schemas["MemberChange"]);
export const readAudit = (before: number | null, limit = 100): Promise<AuditLine[]> =>
  get("/admin/audit", { query: { limit, before } });
export const acceptInvite = (token: string, password: string): Promise<void> =>
  post("/session/accept", { token, password } satisfies Schemas["InviteAccepted"], { quiet: true });
export const keepSettings = (settings: Schemas["SettingsChosen"]["settings"]): Promise<Me> => put("/me", { settings } satisfies Schemas["SettingsChosen"]);
export const changePassword = (old: string, password: string): Promise<void> => post("/me/password", { old, new: password } satisfies Schemas["PasswordChange"]);
