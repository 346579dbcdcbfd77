// Write src/lib/api/types.ts from the server's own description; with --check, fail where it says something else.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

const target = new URL("../src/lib/api/types.ts", import.meta.url);
const tool = new URL("../../tools/describe_api.py", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "api-"));
try {
  const file = join(folder, "openapi.json");
  execFileSync(process.env.PYTHON ?? "python", [tool, file], { stdio: "inherit" });
  const tree = await openapiTS(readFileSync(file, "utf8"), { defaultNonNullable: false });
  const text = `// Written by 'npm run types' from the server's description; do not change it by hand.\n\n${astToString(tree)}`;
  if (!process.argv.includes("--check")) {
    writeFileSync(target, text);
  } else if (readFileSync(target, "utf8") !== text) {
    console.error("src/lib/api/types.ts does not match the server. Run: npm run types");
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
