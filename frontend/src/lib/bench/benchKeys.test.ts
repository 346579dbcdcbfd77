import { describe, expect, it, vi } from "vitest";
import type { MapView } from "../map/mapView";
import type { Bench } from "./bench.svelte";
import { doneForBoth } from "./benchKeys";

function bench(mayEdit: boolean, view: { undo: boolean; redo: boolean }) {
  const give = vi.fn();
  return { give, bench: { mayEdit, view, give } as unknown as Bench };
}

describe("keys of both workbenches", () => {
  it("undo and redo where there is something, for who may edit", () => {
    const own = bench(true, { undo: true, redo: false });
    expect(doneForBoth({ do: "undo" }, own.bench, null, () => undefined)).toBe(true);
    expect(doneForBoth({ do: "redo" }, own.bench, null, () => undefined)).toBe(true);
    expect(own.give.mock.calls).toEqual([[{ verb: "undo", force: false }]]);
    const viewer = bench(false, { undo: true, redo: true });
    doneForBoth({ do: "undo" }, viewer.bench, null, () => undefined);
    expect(viewer.give).not.toHaveBeenCalled();
  });

  it("show the whole city and the list of keys, and leave the rest", () => {
    const { bench: own } = bench(true, { undo: true, redo: true });
    const [fit, help] = [vi.fn(), vi.fn()];
    const map = { fit } as unknown as MapView;
    const done = ["fit", "help", "walk", "cancel"].map((what) => doneForBoth({ do: what }, own, map, help));
    expect([done, fit.mock.calls.length, help.mock.calls.length]).toEqual([[true, true, false, false], 1, 1]);
  });
});
