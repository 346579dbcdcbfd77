import { describe, expect, it } from "vitest";

const files = import.meta.glob<string>(["./**/*.{ts,svelte}", "!./lib/api/types.ts", "!./house.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

function hits(pattern: RegExp): string[] {
  return Object.entries(files).flatMap(([name, text]) =>
    text.split("\n").flatMap((line, at) => (pattern.test(line) ? [`${name}:${at + 1} ${line.trim()}`] : [])),
  );
}

describe("the sources", () => {
  it("are found", () => {
    expect(Object.keys(files)).toContain("./App.svelte");
  });

  it("have no type that says nothing", () => {
    expect(hits(/[:<|]\s*any\b|\bas any\b|\bany\[\]|@ts-(ignore|nocheck|expect-error)/)).toEqual([]);
  });

  it("set no style that the content policy forbids, and write no markup from texts", () => {
    expect(hits(/\sstyle="|\{@html|innerHTML|insertAdjacentHTML|document\.write/)).toEqual([]);
  });

  it("have their colours in the theme and in the palette of the maps", () => {
    const own = hits(/#[0-9a-f]{6}\b|#[0-9a-f]{3}\b(?![\w(])/i).filter((hit) => !/^\.\/lib\/map\/colours\.ts|\.test\.ts:/.test(hit));
    expect(own).toEqual([]);
  });

  it("ask nothing of other sites", () => {
    expect(hits(/["'(`]https?:\/\/(?!elsewhere\.example)(?!www\.w3\.org\/)/)).toEqual([]);
  });
});
