import { del, get, post, put } from "./client";
import type { JobLine } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export const LAYER_ROLES = ["boundary", "zones", "parents", "sites", "posts", "districts", "population", "streets"] as const;
export type LayerRole = (typeof LAYER_ROLES)[number];

export type UploadedFile = Schemas["UploadedFile"];

/** What is chosen of the files: our column -> heading ("" for none), words of a kind -> class, how they are read. */
export interface ImportMapping {
  columns?: Record<string, string>;
  kinds?: Record<string, string>;
  reading?: Record<string, string | number>;
  city?: { cell_metres?: number; zone_id?: string; parent_id?: string };
}

export interface ImportLine extends Omit<Schemas["ImportLine"], "layers" | "mapping"> {
  layers: Partial<Record<LayerRole, UploadedFile>>;
  mapping: ImportMapping;
}

export interface PreviewColumn {
  heading: string;
  samples: string[];
  filled: number;
  guess: string;
  fits: string[];
}

export interface ImportPreview extends Omit<Schemas["PreviewAnswer"], "columns" | "kept"> {
  columns: PreviewColumn[];
  kept: { id: number; name: string; mapping: ImportMapping } | null;
}

export interface KindLine {
  words: string;
  /** "" where none was found. */
  class: string;
  rows: number;
}

export interface ImportReport {
  report: {
    source: string;
    read: number;
    kept: number;
    reasons: Record<string, number>;
    warnings: string[];
    facts: Record<string, string | number>;
    usable: boolean;
  };
  problems: string[];
  kinds: KindLine[];
  classes: string[];
}

export type StudyChoices = Schemas["StudyChoices"];

export const listImports = (): Promise<ImportLine[]> => get("/imports");
export const newImport = (name: string): Promise<ImportLine> => post("/imports", { case_name: name } satisfies Schemas["NewImport"]);
export const readImport = (id: number): Promise<ImportLine> => get(`/imports/${id}`);
export const removeImport = (id: number): Promise<void> => del(`/imports/${id}`);
export const sendFile = (id: number, file: File): Promise<ImportLine> => put(`/imports/${id}/file`, undefined, upload(file));
export const sendLayer = (id: number, role: LayerRole, file: File): Promise<ImportLine> =>
  put(`/imports/${id}/layers/${role}`, undefined, upload(file));
export const removeLayer = (id: number, role: LayerRole): Promise<ImportLine> => del(`/imports/${id}/layers/${role}`);
export const previewImport = (id: number): Promise<ImportPreview> => get(`/imports/${id}/preview`);
export const sendMapping = (id: number, mapping: ImportMapping): Promise<ImportLine> =>
  put(`/imports/${id}/mapping`, mapping);
export const checkImport = (id: number): Promise<JobLine> => post(`/imports/${id}/check`);
export const readReport = (id: number): Promise<ImportReport> => get(`/imports/${id}/report`);
export const droppedAddress = (id: number): string => `/api/imports/${id}/dropped.csv`;
export const runImport = (id: number, choices: StudyChoices): Promise<JobLine> => post(`/imports/${id}/run`, choices);

function upload(file: File): { file: File; headers: Record<string, string> } {
  return { file, headers: { "x-file-name": encodeURIComponent(file.name) } };
}
