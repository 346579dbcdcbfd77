import { expect, it } from "vitest";

import { siteDistances } from "./siteDistances";

it("measures between sites, and tells where a post may stand", () => {
  const point = (site: string, coordinates: number[], candidate?: boolean) =>
    ({ type: "Feature", geometry: { type: "Point", coordinates }, properties: { site, candidate } }) as const;
  const sites = siteDistances({
    type: "FeatureCollection",
    features: [point("a", [0, 60]), point("b", [0.01, 60]), point("c", [0, 60.01], false)],
  });
  expect(sites.between("a", "b")).toBeCloseTo(556.6, 0);
  expect(sites.between("a", "c")).toBeCloseTo(1113.2, 0);
  expect(sites.between("a", "x")).toBeNull();
  expect([...sites.candidates]).toEqual(["a", "b"]);
});
