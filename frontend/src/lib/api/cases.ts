import type { FeatureCollection } from "geojson";
import { del, get, patch, post } from "./client";
import type { BorderGraph, CaseLine, DraftAnswer, FirstLook, Judged, PlanLine } from "./shapes";
import type { components } from "./types";

type Schemas = components["schemas"];

export type LayerName = "boundary" | "zones" | "sites" | "districts" | "squares";

export type PlanSource = Partial<Schemas["PlanSource"]>;

export const listCases = (): Promise<CaseLine[]> => get("/cases");
export const openFolder = (folder: string): Promise<CaseLine> => post("/cases", { folder } satisfies Schemas["FolderToOpen"]);
export const firstLook = (c: number): Promise<FirstLook> => get(`/cases/${c}/first`);
export const mapLayer = (c: number, layer: LayerName): Promise<FeatureCollection> =>
  get(`/cases/${c}/layers/${layer}.geojson`);
export const borders = (c: number): Promise<BorderGraph> => get(`/cases/${c}/layers/borders.json`);
export const judgePosts = (c: number, posts: string[], signal?: AbortSignal): Promise<Judged> =>
  post(`/cases/${c}/judge`, { posts }, signal ? { signal } : {});

export const listPlans = (c: number, binned = false): Promise<PlanLine[]> =>
  get(`/cases/${c}/plans`, binned ? { query: { binned } } : {});
export const newPlan = (c: number, name: string, source: PlanSource): Promise<PlanLine> =>
  post(`/cases/${c}/plans`, { name, source } satisfies Schemas["NewPlan"]);
export const readDraft = (plan: number, at?: number): Promise<DraftAnswer> =>
  get(`/plans/${plan}`, { query: { at } });
export const changePlan = (plan: number, change: { name?: string; binned?: boolean }): Promise<PlanLine> =>
  patch(`/plans/${plan}`, change);
export const binPlan = (plan: number): Promise<void> => del(`/plans/${plan}`);
