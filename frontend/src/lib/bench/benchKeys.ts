// What keys do on both workbenches: undo, redo, the whole city, the list of keys.

import { isMeantForField, type CommonAction } from "../keys";
import type { MapView } from "../map/mapView";
import type { Bench } from "./bench.svelte";

/** Whether a key pressed on the page is meant for the workbench: not for a field, a dialog, or who took it already. */
export function isForBench(event: KeyboardEvent): boolean {
  return !event.defaultPrevented && !isMeantForField(event.target) && !document.querySelector("dialog[open]");
}

/** Does what an action means on both workbenches; false where it means something else. */
export function doneForBoth(action: { do: string }, bench: Bench, map: MapView | null, showKeys: () => void): boolean {
  const { do: what } = action as CommonAction;
  if (what === "undo" || what === "redo") {
    if (bench.mayEdit && bench.view?.[what]) bench.give({ verb: what, force: false });
  } else if (what === "fit") map?.fit();
  else if (what === "help") showKeys();
  else return false;
  return true;
}
