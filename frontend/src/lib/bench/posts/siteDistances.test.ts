import { expect, it } from "vitest";

import { freeSites, siteDistances } from "./siteDistances";

const point = (site: string, coordinates: number[], candidate?: boolean) =>
  ({ type: "Feature", geometry: { type: "Point", coordinates }, properties: { site, candidate } }) as const;
const sites = siteDistances({
  type: "FeatureCollection",
  features: [point("a", [0, 60]), point("b", [0.01, 60]), point("c", [0, 60.01], false), point("d", [0.002, 60])],
});

it("measures between sites, and tells where a post may stand", () => {
  expect(sites.between("a", "b")).toBeCloseTo(556.6, 0);
  expect(sites.between("a", "c")).toBeCloseTo(1113.2, 0);
  expect(sites.between("a", "x")).toBeNull();
  expect([...sites.candidates]).toEqual(["a", "b", "d"]);
});

it("lists the free sites, the nearest first, or by name for a new post", () => {
  const names = new Map([["a", "Mill"], ["b", "Brook"], ["c", "Quay"], ["d", "Ash"]]);
  const listed = (from: string | null) => freeSites(names, sites, [{ site: "a" }], from).map(({ name }) => name);
  expect(listed("a")).toEqual(["Ash", "Brook"]);
  expect(listed(null)).toEqual(["Ash", "Brook"]);
  expect(freeSites(names, sites, [], "b").map(({ site, metres }) => [site, Math.round(metres ?? -1)])).toEqual([
    ["b", 0],
    ["d", 445],
    ["a", 557],
  ]);
});
