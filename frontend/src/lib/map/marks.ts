/** The marks on the overlay, drawn in pixels of the screen. */

import { CHANGE, FOCUS, HALO, INK } from "./colours";
import type { Point } from "./plane";

type Brush = CanvasRenderingContext2D;

export const POST_RADIUS = 13;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';
const WORSE = CHANGE[CHANGE.length - 1] as string;

export interface PostLook {
  number: string;
  locked: boolean;
  worse: boolean;
  selected: boolean;
  faint: boolean;
}

/** A disc with a number, a square where the post is locked. */
export function drawPost(brush: Brush, at: Readonly<Point>, look: PostLook): void {
  brush.save();
  if (look.faint) brush.globalAlpha = 0.45;
  if (look.selected) ring(brush, at, POST_RADIUS + 5, FOCUS, 3.5);
  if (look.worse) ring(brush, at, POST_RADIUS + (look.selected ? 10 : 4.5), WORSE, 3, [6, 3]);
  brush.beginPath();
  if (look.locked) roundedSquare(brush, at, POST_RADIUS - 0.5);
  else brush.arc(at[0], at[1], POST_RADIUS, 0, 2 * Math.PI);
  brush.fillStyle = INK;
  brush.fill();
  brush.strokeStyle = HALO;
  brush.lineWidth = 2;
  brush.stroke();
  brush.fillStyle = HALO;
  brush.font = `650 ${look.number.length > 2 ? 11 : 13}px ${FONT}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.fillText(look.number, at[0], at[1] + 0.5);
  brush.restore();
}

function roundedSquare(brush: Brush, [x, y]: Readonly<Point>, half: number): void {
  brush.roundRect(x - half, y - half, 2 * half, 2 * half, 3);
}

/** A ring with a white rim on either side. */
export function ring(
  brush: Brush,
  at: Readonly<Point>,
  radius: number,
  colour: string,
  width: number,
  dashes: number[] = [],
): void {
  brush.save();
  brush.beginPath();
  brush.arc(at[0], at[1], radius, 0, 2 * Math.PI);
  brush.strokeStyle = HALO;
  brush.lineWidth = width + 2.5;
  brush.stroke();
  brush.strokeStyle = colour;
  brush.lineWidth = width;
  brush.setLineDash(dashes);
  brush.stroke();
  brush.restore();
}

/** Today's post: a hollow ring, wide enough to show round a post that still stands there. */
export function drawToday(brush: Brush, at: Readonly<Point>, under: boolean): void {
  ring(brush, at, under ? POST_RADIUS + 4 : 8, INK, 2);
}

/** Where a dragged post will go. */
export function drawSnap(brush: Brush, at: Readonly<Point>): void {
  ring(brush, at, POST_RADIUS + 5, FOCUS, 4);
  brush.beginPath();
  brush.arc(at[0], at[1], 4, 0, 2 * Math.PI);
  brush.fillStyle = FOCUS;
  brush.fill();
}

/** Sites as dots; the nearer they lie, the smaller, so that the map shows between them. */
export function drawSites(brush: Brush, places: readonly Readonly<Point>[], apart: number): void {
  const radius = Math.min(2.5, Math.max(0.8, 0.11 * apart));
  brush.beginPath();
  for (const [x, y] of places) {
    brush.moveTo(x + radius, y);
    brush.arc(x, y, radius, 0, 2 * Math.PI);
  }
  brush.fillStyle = INK;
  brush.strokeStyle = HALO;
  brush.lineWidth = 0.6 * radius;
  brush.stroke();
  brush.fill();
}

/** A name with a white halo, centred; letters come from the fonts of the machine. */
export function drawName(brush: Brush, at: Readonly<Point>, text: string): void {
  brush.save();
  brush.font = `650 13px ${FONT}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.lineJoin = "round";
  brush.strokeStyle = HALO;
  brush.lineWidth = 4;
  brush.strokeText(text, at[0], at[1]);
  brush.fillStyle = INK;
  brush.fillText(text, at[0], at[1]);
  brush.restore();
}
