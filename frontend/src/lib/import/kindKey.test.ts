import { expect, test } from "vitest";
import { kindKey } from "./kindKey";

test("a kind keeps its class whatever the order of its words", () => {
  expect(kindKey("motor vehicle theft")).toBe(kindKey("theft motor vehicle"));
  expect(kindKey("theft")).not.toBe(kindKey("theft motor"));
});
