import { describe, expect, it } from "vitest";

import { patchOf, type DraftCommand } from "./draftCommand";
import { applied, labelsOf, patchBetween, type DraftValues } from "./draftValues";

const VALUES: DraftValues = {
  "post:1": { site: "a", locked: false, officers: 2, size: null, reach: null },
  "district:2": { name: "North", locked: false },
  "district:3": { name: "South", locked: true },
  "unit:u": "2",
  "unit:v": "3",
  "unit:x:y": "2",
};

const COMMANDS: DraftCommand[] = [
  { verb: "add_post", site: "b" },
  { verb: "move_post", slot: 1, site: "b" },
  { verb: "lock_post", slot: 1, locked: true },
  { verb: "set_officers", slot: 1, officers: 5 },
  { verb: "paint", units: ["u", "w"], district: null },
  { verb: "paint", units: ["w", "x:y"], district: 2 },
  { verb: "add_district", name: " East  side " },
  { verb: "remove_district", number: 2 },
  { verb: "rename_district", number: 2, name: "West" },
  { verb: "lock_district", number: 3, locked: false },
];

describe("patchOf", () => {
  it.each(COMMANDS)("is taken back by its inverse: $verb", (command) => {
    const patch = patchOf(command, VALUES, 3);
    const after = applied(VALUES, patch);
    expect(applied(after, { before: patch.after, after: patch.before })).toEqual(VALUES);
  });

  it("gives what is new the next number", () => {
    expect(Object.keys(patchOf({ verb: "add_post", site: "b" }, VALUES, 9).after)).toEqual(["post:10"]);
    expect(patchOf({ verb: "add_district", name: " East  side " }, VALUES, 3).after).toEqual({
      "district:4": { name: "East side", locked: false },
    });
  });

  it("frees the units of a district that is removed", () => {
    const after = applied(VALUES, patchOf({ verb: "remove_district", number: 2 }, VALUES, 3));
    expect([...labelsOf(after)]).toEqual([["v", "3"]]);
  });

  it.each<[DraftCommand, string]>([
    [{ verb: "paint", units: ["u"], district: 3 }, "district_locked"],
    [{ verb: "paint", units: ["v"], district: 2 }, "district_locked"],
    [{ verb: "paint", units: ["u"], district: 8 }, "district_gone"],
    [{ verb: "remove_district", number: 3 }, "district_locked"],
    [{ verb: "rename_district", number: 2, name: "South" }, "name_taken"],
    [{ verb: "add_post", site: "a" }, "site_taken"],
    [{ verb: "remove_post", slot: 1 }, "post_last"],
    [{ verb: "move_post", slot: 7, site: "b" }, "post_gone"],
  ])("refuses %o", (command, what) => {
    expect(() => patchOf(command, VALUES, 3)).toThrow(what);
  });
});

describe("patchBetween", () => {
  it("leaves out what is the same already", () => {
    expect(patchBetween(VALUES, { "unit:u": "2", "post:1": { ...(VALUES["post:1"] as object) } as never }).after).toEqual({});
  });
});
