import { describe, expect, it } from "vitest";
import { amountParts, NumberWriter, toNumber } from "./numbers";

const english = new NumberWriter();
const german = new NumberWriter("de-DE");
const french = new NumberWriter("fr-FR");
const miles = new NumberWriter("en-US", "miles");
const spaced = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");

describe("amounts", () => {
  it.each([
    [1640.2, "m", "1,640 m"],
    [0.914, "share", "91.4 %"],
    [12345.6, "$/h", "$12,346/h"],
    [27_596_889, "$/year", "$27.6 million/year"],
    [4.25, "min", "4.2 min"],
    [-3, "calls/year", "−3 calls/year"],
    [82.3, "calls/year", "82 calls/year"],
    [0.4123, "", "0.412"],
    [0.0104, "p", "0.010"],
    [17_047_036_755, "(calls a year)²", "17.0 billion (calls a year)²"],
    [3e-12, "p", "under 0.001"],
    [3e-12, "min", "under 0.001 min"],
  ])("writes %s %s as the report does", (value, unit, text) => {
    expect(spaced(english.amount(value, unit))).toBe(text);
  });

  it("can stand without their unit", () => {
    expect(french.bare(12_340, "m").replace(/\s/g, " ")).toBe("12 340");
    expect(miles.bare(2.589988110336, "km2")).toBe("1");
    expect(amountParts(english.amount(942, "m"))).toEqual(["942", "m"]);
    expect(amountParts("endless")).toEqual(["endless", ""]);
  });

  it("tell a difference of shares by as many digits as they show", () => {
    const told = [0.125, -0.0301, 0.0004, -0.0004].map((share) => spaced(english.signedShare(share)));
    expect(told).toEqual(["+12.5 %", "−3.0 %", "±0.0 %", "±0.0 %"]);
  });

  it("says what is not a number in words", () => {
    expect(english.amount(null, "m")).toBe("n/a");
    expect(english.amount("nan", "m")).toBe("n/a");
    expect(english.amount("inf", "m")).toBe("not reached");
    expect(english.amount("inf", "min", "mean response")).toBe("endless");
    expect(toNumber("-inf")).toBe(-Infinity);
  });

  it("follows the language", () => {
    expect(spaced(german.amount(12345.6, "calls/year"))).toBe("12.346 calls/year");
    expect(spaced(german.share(0.841))).toBe("84,1 %");
    expect(spaced(french.amount(1640.2, "m"))).toBe("1 640 m");
  });

  it("follows the units of length", () => {
    expect(spaced(miles.amount(1640.2, "m"))).toBe("1.02 mi");
    expect(spaced(miles.amount(2.59, "km2"))).toBe("1.00 mi²");
    expect(miles.unitOf("m")).toBe("mi");
  });
});

describe("differences", () => {
  it("have a sign, and per cent where that means something", () => {
    expect(spaced(english.change(1640, 2310, "m"))).toBe("−670 m (−29.0 %)");
    expect(spaced(english.change(0.91, 0.64, "share"))).toBe("+27.0 points");
    expect(english.change(3, 3, "min")).toBe("no change");
    expect(spaced(english.change(18_843, 312_190, "(calls a year)²"))).toBe("−293,347 (−94.0 %)");
    expect(spaced(english.change(0.06, 0.758, "(km2)²"))).toBe("−0.698 (−92.1 %)");
    expect(english.change(null, 3, "min")).toBe("n/a");
    expect(spaced(german.change(957.57, 1102.54, "m"))).toBe("−145 m (−13,1 %)");
    expect(spaced(miles.change(1640, 2310, "m"))).toBe("−0.42 mi (−29.0 %)");
  });
});

describe("differences beside their figures", () => {
  it("are those of the figures shown", () => {
    expect(spaced(english.share(0.8784))).toBe("87.8 %");
    expect(spaced(english.share(0.8796))).toBe("88.0 %");
    expect(spaced(english.change(0.8784, 0.8796, "share"))).toBe("−0.2 points");
    expect(spaced(english.change(1000.4, 1002.6, "m"))).toBe("−3 m (−0.2 %)");
  });

  it("show the digits that the figures lack", () => {
    expect(spaced(english.change(1.333, 1.321, "min"))).toBe("+0.012 min (+0.9 %)");
  });

  it("are in the same unit of size", () => {
    expect(spaced(english.change(4_450_761, 4_800_000, "$/year"))).toBe("−$0.3 million/year (−7.3 %)");
    expect(spaced(english.change(4_800_100, 4_800_000, "$/year"))).toBe("+$100/year (+0.0 %)");
  });
});

describe("sentences of the server", () => {
  const sentence =
    "Eight posts placed by PMedian(p=8) bring the mean distance from 1,103\u00a0m (“today”) to 958\u00a0m (−13.1\u00a0%). " +
    "The share within 1500 m goes from 75.6\u00a0% to 84.1\u00a0%. The cost falls to $18.5\u00a0million/year.";

  it("stay as they are in English and metres", () => {
    expect(english.sentence(sentence)).toBe(sentence);
  });

  it("have their figures written in the language", () => {
    expect(spaced(german.sentence(sentence))).toBe(
      "Eight posts placed by PMedian(p=8) bring the mean distance from 1.103 m (“today”) to 958 m (−13,1 %). " +
        "The share within 1.500 m goes from 75,6 % to 84,1 %. The cost falls to $18,5 million/year.",
    );
  });

  it("have their distances in miles", () => {
    expect(spaced(miles.sentence(sentence))).toContain("from 0.69 mi (“today”) to 0.60 mi (−13.1 %)");
    expect(spaced(miles.figure("share within 1500 m"))).toBe("share within 0.93 mi");
  });
});
