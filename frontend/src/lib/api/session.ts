import { del, get, post } from "./client";
import type { Me } from "./shapes";

export const whoAmI = (): Promise<Me> => get<Me>("/me", { quiet: true });
export const signInByToken = (token: string): Promise<void> => post<void>("/session", { token }, { quiet: true });
export const signIn = (name: string, password: string): Promise<void> =>
  post<void>("/session", { name, password }, { quiet: true });
export const signOut = (): Promise<void> => del("/session", { quiet: true });
