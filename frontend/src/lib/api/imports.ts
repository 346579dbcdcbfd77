import { get, post, put } from "./client";
import type { JobLine } from "./shapes";

export type ImportState = "file" | "columns" | "kinds" | "report" | "city" | "run" | "done" | string;

export interface ImportMapping {
  columns: Record<string, string | null>;
  kinds: Record<string, string>;
  city?: Record<string, unknown>;
}

export interface ImportLine {
  id: number;
  name: string;
  state: ImportState;
  file: { name: string; bytes: number } | null;
  mapping: ImportMapping | null;
  report: Record<string, unknown> | null;
}

export const listImports = (): Promise<ImportLine[]> => get("/imports");
export const newImport = (name: string): Promise<ImportLine> => post("/imports", { case_name: name });
export const sendFile = (id: number, file: File): Promise<ImportLine> =>
  put(`/imports/${id}/file`, undefined, { file, headers: { "x-file-name": encodeURIComponent(file.name) } });
export const sendMapping = (id: number, mapping: ImportMapping): Promise<ImportLine> =>
  put(`/imports/${id}/mapping`, mapping);
export const checkImport = (id: number): Promise<JobLine> => post(`/imports/${id}/check`, {});
export const runImport = (id: number, options: Record<string, unknown>): Promise<JobLine> =>
  post(`/imports/${id}/run`, options);
