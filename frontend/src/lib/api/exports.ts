import { post } from "./client";
import { isRecord } from "./problem";
import type { JobLine } from "./shapes";
import type { components } from "./types";

export const EXPORT_KINDS = ["case", "report", "gpkg", "xlsx", "geojson", "shapefile", "csv"] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export interface ExportedFile {
  id: number | string;
  name: string;
  bytes: number;
  sha256: string;
  until: string;
}

export const startExport = (plan: number, version: number | null, kinds: ExportKind[]): Promise<JobLine> =>
  post(`/plans/${plan}/exports`, { version, kinds } satisfies components["schemas"]["ExportAsked"]);

/** Return the files that an export made. */
export function exportedFiles(job: JobLine | null): ExportedFile[] {
  const files: unknown = job?.result?.files;
  return Array.isArray(files) ? files.filter((file) => isRecord(file)).map((file) => file as unknown as ExportedFile) : [];
}

export const fileAddress = (file: ExportedFile): string => `/api/files/${file.id}`;
