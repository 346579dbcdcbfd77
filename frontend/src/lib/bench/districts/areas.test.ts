import { expect, it } from "vitest";

import { areasOf, keepsWithin } from "./areas";

it("knows whether districts keep within the areas of the city", () => {
  const zone = (zone_id: string, parent: string | null) =>
    ({ type: "Feature" as const, geometry: { type: "Point" as const, coordinates: [0, 0] as number[] }, properties: { zone_id, parent } });
  const areas = areasOf({ type: "FeatureCollection", features: [zone("a", "N"), zone("b", "N"), zone("c", "S"), zone("d", null)] });
  expect([...areas]).toEqual([["a", "N"], ["b", "N"], ["c", "S"]]);
  expect(keepsWithin(new Map([["a", "1"], ["b", "2"], ["c", "3"]]), areas)).toBe(true);
  expect(keepsWithin(new Map([["a", "1"], ["b", "1"], ["c", "1"]]), areas)).toBe(false);
});
