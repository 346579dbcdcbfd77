import { describe, expect, it } from "vitest";

import { districtAction, isMeantForField, postAction, type KeyPress } from "./keys";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe("keys of posts", () => {
  it.each([
    ["ArrowUp", {}, { do: "walk", direction: "up" }],
    ["l", {}, { do: "lock" }],
    ["L", { shiftKey: true }, { do: "lock" }],
    ["Delete", {}, { do: "remove" }],
    ["n", {}, { do: "add" }],
    ["z", { ctrlKey: true }, { do: "undo" }],
    ["Z", { ctrlKey: true, shiftKey: true }, { do: "redo" }],
    ["z", { metaKey: true }, { do: "undo" }],
    ["y", { ctrlKey: true }, { do: "redo" }],
    ["f", {}, { do: "fit" }],
    ["?", { shiftKey: true }, { do: "help" }],
    ["Escape", {}, { do: "cancel" }],
    ["f", { ctrlKey: true }, null],
    ["n", { ctrlKey: true }, null],
    ["l", { altKey: true }, null],
    ["ArrowLeft", { altKey: true }, null],
    ["Tab", {}, null],
    ["1", {}, null],
  ])("%s %o", (key, more, action) => {
    expect(postAction(press(key, more))).toEqual(action);
  });

  it("leave out single letters where these are switched off", () => {
    for (const key of ["l", "n", "f", "?"]) expect(postAction(press(key), false)).toBeNull();
    expect(postAction(press("ArrowUp"), false)).toEqual({ do: "walk", direction: "up" });
    expect(postAction(press("z", { ctrlKey: true }), false)).toEqual({ do: "undo" });
    expect(postAction(press("Delete"), false)).toEqual({ do: "remove" });
  });
});

describe("keys of districts", () => {
  it.each([
    ["0", {}, { do: "choose", place: 0 }],
    ["9", {}, { do: "choose", place: 9 }],
    [" ", {}, { do: "paint" }],
    ["[", {}, { do: "smaller" }],
    ["]", { ctrlKey: true, altKey: true }, { do: "larger" }],
    ["ArrowRight", {}, { do: "walk", direction: "right" }],
    ["z", { ctrlKey: true }, { do: "undo" }],
    ["1", { ctrlKey: true }, null],
    ["l", {}, null],
  ])("%s %o", (key, more, action) => {
    expect(districtAction(press(key, more))).toEqual(action);
  });

  it("keep Space where letters and digits are switched off", () => {
    expect(districtAction(press("1"), false)).toBeNull();
    expect(districtAction(press(" "), false)).toEqual({ do: "paint" });
  });
});

it("leaves to fields what is typed into them", () => {
  const field = (tagName: string, type = "") => ({ tagName, type }) as unknown as EventTarget;
  expect(isMeantForField(field("INPUT", "text"))).toBe(true);
  expect(isMeantForField(field("SELECT"))).toBe(true);
  expect(isMeantForField(field("INPUT", "checkbox"))).toBe(false);
  expect(isMeantForField(field("BUTTON"))).toBe(false);
  expect(isMeantForField(null)).toBe(false);
});
