// What the keys of the workbenches do. Single letters, digits and signs can be switched off (WCAG 2.1.4);
// arrows, Space, Delete, Escape and what is pressed with Ctrl stay.

export type Direction = "up" | "down" | "left" | "right";

export type CommonAction = { do: "undo" | "redo" | "fit" | "help" | "cancel" };

export type PostAction =
  | CommonAction
  | { do: "walk"; direction: Direction }
  | { do: "lock" | "remove" | "add" };

export type DistrictAction =
  | CommonAction
  | { do: "walk"; direction: Direction }
  | { do: "choose"; place: number }
  | { do: "paint" | "smaller" | "larger" };

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/** What a key does with a post chosen on the map. `letters`: whether single characters do anything. */
export function postAction(press: KeyPress, letters = true): PostAction | null {
  const common = commonAction(press, letters);
  if (common || withModifier(press)) return common;
  const direction = ARROWS[press.key];
  if (direction) return { do: "walk", direction };
  if (press.key === "Delete" || press.key === "Backspace") return { do: "remove" };
  if (!letters) return null;
  if (press.key === "l" || press.key === "L") return { do: "lock" };
  if (press.key === "n" || press.key === "N") return { do: "add" };
  return null;
}

/** What a key does while districts are painted; digits choose a district by its place in the list, 0 none. */
export function districtAction(press: KeyPress, letters = true): DistrictAction | null {
  const common = commonAction(press, letters);
  if (common || withModifier(press)) return common;
  const direction = ARROWS[press.key];
  if (direction) return { do: "walk", direction };
  if (press.key === " ") return { do: "paint" };
  if (!letters) return null;
  if (/^[0-9]$/.test(press.key)) return { do: "choose", place: Number(press.key) };
  if (press.key === "[") return { do: "smaller" };
  if (press.key === "]") return { do: "larger" };
  return null;
}

function commonAction(press: KeyPress, letters: boolean): CommonAction | null {
  const letter = press.key.toLowerCase();
  if ((press.ctrlKey || press.metaKey) && !press.altKey) {
    if (letter === "z") return { do: press.shiftKey ? "redo" : "undo" };
    if (letter === "y" && !press.shiftKey) return { do: "redo" };
    return null;
  }
  if (press.altKey) return null;
  if (press.key === "Escape") return { do: "cancel" };
  if (!letters) return null;
  if (letter === "f") return { do: "fit" };
  if (press.key === "?") return { do: "help" };
  return null;
}

// AltGr writes [ and ] on many keyboards: it is no modifier of a command then.
function withModifier(press: KeyPress): boolean {
  if (press.key === "[" || press.key === "]") return false;
  return press.ctrlKey || press.metaKey || press.altKey;
}

/** Whether a key pressed here is meant for a field that takes text or a choice, not for the workbench. */
export function isMeantForField(target: EventTarget | null): boolean {
  const element = target as Partial<HTMLElement> | null;
  const tag = element?.tagName;
  if (tag === "TEXTAREA" || tag === "SELECT" || element?.isContentEditable) return true;
  return tag === "INPUT" && !["checkbox", "radio", "button"].includes((element as HTMLInputElement).type);
}

/** The keys as the help lists them: name of the text, keys. */
export const POST_KEYS: readonly (readonly [string, readonly string[]])[] = [
  ["next_post", ["Tab"]],
  ["move_post", ["←", "↑", "→", "↓"]],
  ["lock", ["L"]],
  ["remove", ["Delete"]],
  ["add", ["N"]],
  ["undo", ["Ctrl", "Z"]],
  ["redo", ["Ctrl", "Shift", "Z"]],
  ["fit", ["F"]],
  ["cancel", ["Esc"]],
  ["help", ["?"]],
];

export const DISTRICT_KEYS: readonly (readonly [string, readonly string[]])[] = [
  ["choose", ["1", "…", "9"]],
  ["none", ["0"]],
  ["walk", ["←", "↑", "→", "↓"]],
  ["paint", ["Space"]],
  ["brush", ["[", "]"]],
  ["undo", ["Ctrl", "Z"]],
  ["redo", ["Ctrl", "Shift", "Z"]],
  ["fit", ["F"]],
  ["cancel", ["Esc"]],
  ["help", ["?"]],
];
