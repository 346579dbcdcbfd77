import { describe, expect, it } from "vitest";
import { t, tn } from ".";
import en from "./en.json";

describe("texts", () => {
  it("take what they are given", () => {
    expect(t("app.signedInAs", { name: "Ana" })).toBe("Signed in as Ana");
    expect(tn("library.plans", 1)).toBe("1 plan");
    expect(tn("library.plans", 3)).toBe("3 plans");
  });

  it("that count have both forms", () => {
    for (const words of Object.values(en)) {
      const names = Object.keys(words);
      const stems = (end: string): string[] => names.filter((name) => name.endsWith(end)).map((name) => name.slice(0, -end.length));
      expect(stems("_one")).toEqual(stems("_other"));
    }
  });

  it("are plain: no exclamation mark, no empty text", () => {
    for (const text of Object.values(en).flatMap((words) => Object.values(words))) {
      expect(text.trim()).not.toBe("");
      expect(text).not.toContain("!");
    }
  });
});
