// A step of the build: beside every file that packs well, the same packed for browsers that can unpack it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const LEAST = 1_000; // bytes: below that a packed file saves nothing on the network
const PACKS_WELL = /\.(css|html|js|json|mjs|svg)$/;

function pack(path) {
  const plain = readFileSync(path);
  if (plain.length < LEAST) return;
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } };
  writeFileSync(`${path}.br`, brotliCompressSync(plain, options));
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
}

/** @returns {import("vite").Plugin} */
export function packed() {
  let folder = "";
  return {
    name: "packed",
    apply: "build",
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle: () => {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (entry.isFile() && PACKS_WELL.test(entry.name)) pack(join(entry.parentPath ?? entry.path, entry.name));
      }
    },
  };
}
