import { describe, expect, it } from "vitest";
import type { DraftValues } from "../api/shapes";
import { mapKeyOf, slotsOf, targetsOf, targetWords } from "./targets";

const post = (site: string) => ({ site, locked: false, officers: null, size: null, reach: null });
const values: DraftValues = {
  "post:10": post("S3"),
  "post:2": post("P2"),
  "district:1": { name: "North", locked: false },
  "unit:a:1": "1",
};
const named = (site: string): string => ({ P2: "Post Street" })[site] ?? site;

describe("what comments are about", () => {
  it("is listed in order, by the names that people know", () => {
    const { posts, districts } = targetsOf(values, named);
    expect(posts.map((target) => target.words)).toEqual(["Post 2 (Post Street)", "Post 10 (S3)"]);
    expect(districts).toEqual([{ on: "district:1", words: "District North" }]);
  });

  it("keeps its number where it is gone", () => {
    expect(targetWords("post:7", values, named)).toBe("Post 7 (–)");
    expect(targetWords("district:9", values, named)).toBe("District 9");
    expect(targetWords("unit:a:1", values, named)).toBe("Unit a:1");
    expect(targetWords("plan", values, named)).toBe("the whole plan");
  });

  it("is found on the map", () => {
    expect(mapKeyOf("post:2")).toEqual({ post: 2 });
    expect(mapKeyOf("unit:a:1")).toEqual({ unit: "a:1" });
    expect(mapKeyOf("plan")).toBeNull();
    expect(slotsOf(values)).toEqual(new Map([["S3", 10], ["P2", 2]]));
  });
});
