/** The next place that an arrow key means. */

import type { Direction, Point } from "./plane";

const AHEAD: Record<Direction, Point> = { up: [0, 1], down: [0, -1], left: [-1, 0], right: [1, 0] };

interface Step {
  number: number;
  along: number;
  across: number;
}

/**
 * The nearest of `places` in a quarter of the sky, the way aside counted twice; where that is empty, in the half. Null
 * where nothing is ahead.
 */
export function nearestAhead(
  from: Readonly<Point>,
  places: readonly Readonly<Point>[],
  direction: Direction,
  free: (number: number) => boolean,
): number | null {
  const ahead = stepsAhead(from, places, direction).filter(({ number }) => free(number));
  const straight = ahead.filter(({ along, across }) => across <= along);
  return least(straight.length ? straight : ahead, ({ along, across }) => along + 2 * across);
}

/** The neighbour that lies straightest that way, at most 60 degrees off; null where none does. */
export function neighbourAhead(
  from: Readonly<Point>,
  places: readonly Readonly<Point>[],
  direction: Direction,
  neighbours: readonly number[],
): number | null {
  const near = neighbours.map((number) => places[number] as Point);
  const ahead = stepsAhead(from, near, direction).filter(({ along, across }) => across <= along * Math.sqrt(3));
  const chosen = least(ahead, ({ along, across }) => across / along);
  return chosen === null ? null : (neighbours[chosen] ?? null);
}

function stepsAhead(from: Readonly<Point>, places: readonly Readonly<Point>[], direction: Direction): Step[] {
  const [ux, uy] = AHEAD[direction];
  const steps = places.map(([x, y], number) => {
    const [dx, dy] = [x - from[0], y - from[1]];
    return { number, along: dx * ux + dy * uy, across: Math.abs(dx * uy - dy * ux) };
  });
  return steps.filter(({ along }) => along > 1e-6);
}

function least(steps: readonly Step[], cost: (step: Step) => number): number | null {
  let best: Step | null = null;
  for (const step of steps) if (best === null || cost(step) < cost(best)) best = step;
  return best?.number ?? null;
}
