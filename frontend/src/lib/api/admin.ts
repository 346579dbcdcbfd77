import { del, get, patch, post, put } from "./client";
import type { Me, Role } from "./shapes";

export interface UserLine {
  id: number;
  name: string;
  admin: boolean;
  disabled: boolean;
  created: string;
  /** How many sessions are open. */
  sessions: number;
  /** Role by the number of the case. */
  roles: Record<string, Role>;
}

export interface InviteLine {
  id: string;
  name: string;
  role: Role;
  case: number | null;
  until: string;
}

export interface MemberLine {
  account: number;
  name: string;
  role: Role;
}

export interface AuditLine {
  id: number;
  at: string;
  account: string;
  what: string;
  on: string;
  address: string;
}

export const listUsers = (): Promise<UserLine[]> => get("/admin/users");
export const addUser = (name: string, admin: boolean): Promise<{ user: UserLine; token: string }> => post("/admin/users", { name, admin });
export const changeUser = (user: number, change: { disabled?: boolean; admin?: boolean }): Promise<UserLine> =>
  patch(`/admin/users/${user}`, change);
export const endSessions = (user: number): Promise<void> => del(`/admin/users/${user}/sessions`);
export const listInvites = (): Promise<InviteLine[]> => get("/admin/invites");
export const invite = (name: string, role: Role, c: number | null): Promise<{ token: string }> =>
  post("/admin/invites", { name, role, case: c });
export const listMembers = (c: number): Promise<MemberLine[]> => get(`/cases/${c}/members`);
export const setMember = (c: number, account: number, role: Role | null): Promise<void> =>
  put(`/cases/${c}/members`, { account, role });
export const readAudit = (before: number | null, limit = 100): Promise<AuditLine[]> =>
  get("/admin/audit", { query: { limit, before } });
export const acceptInvite = (token: string, password: string): Promise<void> =>
  post("/session/accept", { token, password }, { quiet: true });
export const keepSettings = (settings: Record<string, unknown>): Promise<Me> => put("/me", { settings });
export const changePassword = (old: string, password: string): Promise<void> => post("/me/password", { old, password });
