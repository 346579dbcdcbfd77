// A step of the build: MapLibre from its sources, so that page and worker load what both need once. Its ready-made
// bundles hold the style, the geometry and the tiles twice.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { normalizePath, transformWithOxc } from "vite";

const sources = normalizePath(fileURLToPath(new URL("../node_modules/maplibre-gl/src/", import.meta.url)));
const PAGE = `${sources}index.ts`;
const WORKER = `${sources}source/worker.ts`;
const WORKER_URL = "\0maplibre-worker-url";
const NOTICE =
  "/*! MapLibre GL JS. @license 3-Clause BSD, https://github.com/maplibre/maplibre-gl-js/blob/main/LICENSE.txt */\n";

// MapLibre assigns its fields: one that is only declared must not hide what the base class has set already.
const FIELDS = { assumptions: { setPublicClassFields: true }, typescript: { removeClassFieldsWithoutInitializer: true } };

/** @returns {import("vite").Plugin} */
export function maplibreOnce() {
  let worker = "";
  return {
    name: "maplibre-once",
    apply: "build",
    enforce: "pre",
    buildStart() {
      for (const file of [PAGE, WORKER]) if (!existsSync(file)) this.error(`MapLibre has its sources elsewhere: no ${file}`);
      worker = this.emitFile({ type: "chunk", id: WORKER, name: "maplibre-worker" });
    },
    resolveId(id) {
      if (id === "maplibre-gl") return PAGE;
      return id.startsWith("maplibre-gl/dist/maplibre-gl-worker.mjs") ? WORKER_URL : null;
    },
    load(id) {
      if (id === WORKER_URL) return `export default import.meta.ROLLUP_FILE_URL_${worker};`;
      return id.startsWith(sources) && id.endsWith(".ts") ? plain(id) : null;
    },
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk" && file.moduleIds.some((id) => id.startsWith(sources))) file.code = NOTICE + file.code;
      }
    },
  };
}

async function plain(file) {
  const { code } = await transformWithOxc(readFileSync(file, "utf8"), file, FIELDS);
  return { code, moduleType: "js" };
}
