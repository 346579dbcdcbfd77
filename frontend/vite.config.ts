import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { maplibreOnce } from "./scripts/maplibre.mjs";
import { packed } from "./scripts/pack.mjs";

// `npm run dev` serves the pages and passes what is asked of the API on to a planner that runs on this port.
const API = "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [maplibreOnce(), svelte(), packed()],
  build: {
    outDir: "../src/beatwright/web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    target: "es2022",
  },
  worker: { format: "es" },
  server: {
    // The server takes changes from its own pages only; those of the dev server stand in for them.
    proxy: { "/api": { target: API, changeOrigin: true, headers: { origin: API } } },
  },
  // No test decides by the clock: a loaded machine may take its time.
  test: { include: ["src/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
});
