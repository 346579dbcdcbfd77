"""How often random labelling errs, what it finds, and how long it takes.

python benchmarks/patterns/labelling.py [draws]

Errors: 300 events, 80 of them cases by chance, lie evenly or on a hill in the middle of the window; of labels without
any meaning a share of .05 should have p <= .05. Finds: Matern clusters of six and of radius 0.4 whose centres lie on
the hill, in a window 10 wide, beside 200 controls of the hill. Time: 20,000 events, a third of them cases, 61 distances
up to where an event has 200 others, 199 deals; processor time after a first call.
"""

import sys
import time

import numpy as np
import shapely

from beatwright.patterns import PointPattern, Raster, random_labelling, random_points

SQUARE = (0.0, 0.0, 10.0, 10.0)
R = np.linspace(0, 1.5, 16)
X = np.linspace(-2.4, 2.4, 40)
HILL = Raster(np.exp(-0.5 * (X[:, None] ** 2 + X[None, :] ** 2)), SQUARE)


def dealt(pattern: PointPattern, cases: int, rng: np.random.Generator) -> tuple[PointPattern, PointPattern]:
    order = rng.permutation(len(pattern))
    first, second = (PointPattern(pattern.xy[part], pattern.window) for part in (order[:cases], order[cases:]))
    return first, second


def clusters(rng: np.random.Generator) -> PointPattern:
    centres = np.repeat(random_points(SQUARE, 15, rng, HILL).xy, 6, axis=0)
    angle, far = rng.uniform(0, 2 * np.pi, len(centres)), 0.4 * np.sqrt(rng.random(len(centres)))
    return PointPattern.within(centres + far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), SQUARE)


def errors(draws: int, intensity: Raster | None) -> str:
    rng, times = np.random.default_rng(20), np.zeros(2, dtype=int)
    for _ in range(draws):
        pair = dealt(random_points(SQUARE, 300, rng, intensity), 80, rng)
        found = random_labelling(*pair, simulations=99, seed=rng, r=R)
        times += [found.mad().p_value <= 0.05, found.dclf().p_value <= 0.05]
    return f"{times[0]} of {draws} by MAD, {times[1]} by DCLF"


def finds(draws: int) -> str:
    rng, times = np.random.default_rng(0), 0
    for _ in range(draws):
        controls = random_points(SQUARE, 200, rng, HILL)
        times += random_labelling(clusters(rng), controls, simulations=99, seed=rng, r=R).mad().p_value <= 0.05
    return f"{times} of {draws} by MAD"


def seconds(window: object) -> float:
    events = random_points(window, 20_000, 1)
    pair = dealt(events, 6_667, np.random.default_rng(1))
    r = np.linspace(0, np.sqrt(200 / np.pi / events.intensity), 61)
    random_labelling(*dealt(random_points(window, 50, 1), 20, np.random.default_rng(1)), simulations=2, r=r)
    start = time.process_time()
    random_labelling(*pair, r=r)
    return time.process_time() - start


def star() -> shapely.Polygon:
    angle, far = np.linspace(0, 2 * np.pi, 200, endpoint=False), np.tile([5.0, 4.0], 100)
    return shapely.Polygon(np.column_stack([far * np.cos(angle), far * np.sin(angle)]))


def main(draws: int = 1000) -> None:
    print("p <= .05 without any difference, evenly:    ", errors(draws, None))
    print("p <= .05 without any difference, on a hill: ", errors(draws, HILL))
    print("p <= .05 of clusters on the hill:           ", finds(draws // 5))
    print(f"square {seconds(SQUARE):.1f} s, polygon of 200 corners {seconds(star()):.1f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
