/** What draws the ground of a map: zones, hatching, squares and the boundary. All else lies on the overlay. */

import type { FeatureCollection } from "geojson";
import { INK, OUTSIDE, UNKNOWN } from "./colours";
import type { Camera } from "./plane";

export interface BackEnd {
  readonly kind: "webgl" | "canvas";
  /** Fill of every zone, by its number. */
  setFills(fills: readonly string[]): void;
  setHatched(hatched: readonly boolean[]): void;
  setSquares(squares: FeatureCollection): void;
  camera(): Camera;
  setCamera(camera: Camera): void;
  /** Whether dragging the ground moves the map. */
  setPan(on: boolean): void;
  resize(): void;
  destroy(): void;
}

/** What a back end tells. */
export interface BackEndEvents {
  /** The ground was drawn: now the overlay must be. */
  drawn: () => void;
  /** The camera moved, by hand or by `setCamera`. */
  moved: () => void;
  /** Nothing is left to load or to draw. */
  idle: () => void;
  /** It can draw no more, and does not come back. */
  lost: () => void;
}

export const ZOOMS = { least: 3, most: 20 };

export const GROUND = {
  outside: OUTSIDE,
  inside: UNKNOWN,
  zoneLine: "rgba(22, 50, 79, 0.28)",
  boundaryLine: INK,
  square: "rgba(22, 50, 79, 0.62)",
};

const HATCH_SIDE = 20;
export const HATCH_RATIO = 2;

/** A tile of slanted lines, white beside dark, so that they show on light and on dark fills. */
export function hatchTile(): ImageData {
  const tile = new ImageData(HATCH_SIDE, HATCH_SIDE);
  for (let y = 0; y < HATCH_SIDE; y++) {
    for (let x = 0; x < HATCH_SIDE; x++) {
      const across = (x + y) % HATCH_SIDE;
      if (across >= 6) continue;
      tile.data.set(across < 3 ? [22, 50, 79, 205] : [255, 255, 255, 205], 4 * (y * HATCH_SIDE + x));
    }
  }
  return tile;
}
