import type { Plugin } from "vite";

export function maplibreOnce(): Plugin;
