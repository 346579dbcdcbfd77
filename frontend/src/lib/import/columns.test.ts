import { describe, expect, it } from "vitest";
import { missingRoles, roleOf, withRole } from "./columns";

const guess = { time: "When", kind: "What", lat: "Lat", lon: "Lon" };

describe("columns of a file", () => {
  it("are found by their heading", () => {
    expect(roleOf(guess, "What")).toBe("kind");
    expect(roleOf(guess, "Address")).toBe("");
    expect(roleOf({ ...guess, id: "" }, "")).toBe("");
  });

  it("are let go by saying that there is none, so that no guess comes back", () => {
    expect(withRole(guess, "When", "")).toEqual({ ...guess, time: "" });
  });

  it("are taken over from another heading", () => {
    expect(withRole(guess, "Reported", "time")).toEqual({ ...guess, time: "Reported" });
    expect(withRole(guess, "What", "time")).toEqual({ ...guess, kind: "", time: "What" });
  });

  it("must say when and where", () => {
    expect(missingRoles(guess)).toEqual([]);
    expect(missingRoles({ kind: "What", lat: "Lat", lon: "" })).toEqual(["time", "place"]);
    expect(missingRoles({ time: "When", x: "E", y: "N" })).toEqual([]);
    expect(missingRoles({ time: "When", point: "Geo" })).toEqual([]);
  });
});
