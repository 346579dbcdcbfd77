// Fail where what a browser loads has grown beyond its limits, in bytes as gzip sends them.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const SHELL_LIMIT = 60_000;
const ALL_LIMIT = 600_000;
const built = new URL("../../src/beatwright/web/static/", import.meta.url);
if (!existsSync(new URL("index.html", built))) {
  console.error("There is nothing built. Run: npm run build");
  process.exit(1);
}

const size = (name) => gzipSync(readFileSync(new URL(name, built)), { level: 9 }).length;
const index = readFileSync(new URL("index.html", built), "utf8");
const shellNames = ["index.html", ...[...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((found) => found[1])];
const allNames = ["index.html", ...readdirSync(new URL("assets/", built)).map((name) => `assets/${name}`)].filter(
  (name) => !/\.(gz|br)$/.test(name),
);
const total = (names) => names.reduce((sum, name) => sum + size(name), 0);

let over = false;
for (const [what, names, limit] of [
  ["shell", shellNames, SHELL_LIMIT],
  ["all", allNames, ALL_LIMIT],
]) {
  const bytes = total(names);
  console.log(`${what}: ${bytes} bytes gzip of at most ${limit}`);
  over ||= bytes > limit;
}
if (over) {
  console.error("Too large. The largest files:");
  const largest = allNames.map((name) => [size(name), name]).toSorted((a, b) => b[0] - a[0]);
  for (const [bytes, name] of largest.slice(0, 8)) console.error(`${bytes}\t${name}`);
  process.exit(1);
}
