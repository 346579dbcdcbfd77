import { defineConfig } from "vite";
import { maplibreOnce } from "../scripts/maplibre.mjs";

// Pages for the tests only: they are built into a folder of the test's own, never into the package.
export default defineConfig({
  root: "test-pages",
  base: "./",
  plugins: [maplibreOnce()],
  build: { target: "es2022", assetsInlineLimit: 0, chunkSizeWarningLimit: 2_000, rollupOptions: { input: "map.html" } },
});
