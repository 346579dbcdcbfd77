"""Digitizing benchmark: maps drawn with known truth, our search beside plain correlation, in one run.

    python benchmarks/digitize/run.py                            # every table
    python benchmarks/digitize/run.py sets --draws 6 --first 500
    python benchmarks/digitize/run.py peer conditions speed

A detection is right where a symbol of its kind lies within half a symbol, one for one. `first` is the seed of the first
draw: the constants of the search were chosen on seeds 0 to 9.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from drawn_maps import DrawnMap, MapStyle, draw_map
from drawn_symbols import symbol_sets
from matching import Matching, match
from plain_correlation import plain_correlation

from beatwright.data import digitize

CORNERS = [(0, 0, 276000.0, 8665000.0), (99, 0, 276198.0, 8665000.0), (0, 99, 276000.0, 8664802.0)]
SCALES, ROTATIONS = (0.9, 1.0, 1.1), (-10.0, 0.0, 10.0)
PLAIN_THRESHOLDS = (0.5, 0.6, 0.7)
STUDY = 0.97

Search = Callable[[DrawnMap], pd.DataFrame]


def ours(drawn: DrawnMap) -> pd.DataFrame:
    return digitize(drawn.picture, drawn.templates, CORNERS, crs="EPSG:32718").frame


def plain(threshold: float) -> Search:
    return lambda drawn: plain_correlation(drawn.picture, drawn.templates, (SCALES, ROTATIONS), threshold)


def styles(symbols: str, draws: int, first: int) -> Iterable[tuple[int, MapStyle]]:
    """Yield seeds and styles: JPEG quality 60 to 95, symbols of 20 to 34 pixels."""
    for seed in range(first, first + draws):
        rng = np.random.default_rng(10_000 + seed)
        quality, size = int(rng.integers(60, 96)), int(rng.integers(20, 35))
        yield seed, MapStyle(symbols=symbols, quality=quality, size=size)


def table(titles: Iterable[str]) -> None:
    titles = list(titles)
    row(titles)
    row("---" for _ in titles)


def row(cells: Iterable[object]) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def summed(results: list[tuple[MapStyle, Matching]]) -> list[str]:
    """Return symbols, recall, precision, lowest recall of a draw, and the median error in parts of a symbol."""
    there, found, right = (sum(getattr(one, name) for _, one in results) for name in ("there", "found", "right"))
    errors = np.concatenate([one.errors / style.size for style, one in results])
    lowest = min(one.recall for _, one in results)
    middle = f"{np.median(errors):.3f}" if errors.size else "-"
    return [f"{there}", f"{right / there:.1%}", f"{right / max(found, 1):.1%}", f"{lowest:.1%}", middle]


TITLES = [
    "maps",
    "search",
    "symbols",
    "recall",
    "precision",
    "lowest recall of a map",
    "median error / symbol",
    "CPU s",
]


def compare(name: str, drawn: list[DrawnMap], searches: dict[str, Search]) -> None:
    for title, search in searches.items():
        results, start = [], time.process_time()
        for one in drawn:
            results.append((one.style, match(search(one), one.truth, one.style.size)))
        row([name, title, *summed(results), f"{time.process_time() - start:.1f}"])


def sets(draws: int, first: int) -> None:
    """Print the table of the sets of symbols."""
    print(f"\nThe study reports that {STUDY:.0%} of the symbols were found.\n")
    table(TITLES)
    for symbols in symbol_sets():
        compare(symbols, [draw_map(style, seed) for seed, style in styles(symbols, draws, first)], {"beatwright": ours})


def peer(draws: int, first: int) -> None:
    """Print the table of plain correlation on the maps of the first table."""
    print()
    table(TITLES)
    searches = {f"matchTemplate >= {value}": plain(value) for value in PLAIN_THRESHOLDS}
    for symbols in symbol_sets():
        compare(symbols, [draw_map(style, seed) for seed, style in styles(symbols, draws, first)], searches)


CONDITIONS: dict[str, dict[str, float]] = {
    "JPEG 75, 26 pixels": {},
    "JPEG 30": {"quality": 30},
    "symbols of 14 pixels": {"size": 14},
    "sizes within 15 %": {"scale": 0.15},
    "sizes within 25 %": {"scale": 0.25},
    "turned by up to 15 degrees": {"rotation": 15.0},
    "turned by up to 25 degrees": {"rotation": 25.0},
    "covered up to 75 %": {"most_covered": 0.75, "clustered": 0.8},
    "100 on the same map": {"count": 100},
}


def conditions(draws: int, first: int) -> None:
    """Print the table of conditions that are harder than those of the first."""
    print()
    table(TITLES)
    for name, changes in CONDITIONS.items():
        drawn = []
        for symbols in ("outlined", "plain", "letters"):
            for seed in range(first, first + draws):
                style = MapStyle(symbols=symbols, **{"quality": 75, "size": 26, **changes})
                drawn.append(draw_map(style, seed))
        compare(name, drawn, {"beatwright": ours})


def speed(draws: int, first: int) -> None:
    """Print the time of a map of 3000 by 2000 pixels with three kinds."""
    print()
    table([*TITLES, "wall s"])
    for seed in range(first, first + draws):
        drawn = draw_map(MapStyle(width=3000, height=2000, count=600), seed)
        ours(draw_map(MapStyle(width=200, height=200, count=3), seed))  # compile
        wall, cpu = time.perf_counter(), time.process_time()
        result = [(drawn.style, match(ours(drawn), drawn.truth, drawn.style.size))]
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        row(["3000 x 2000, 3 kinds", "beatwright", *summed(result), f"{cpu:.1f}", f"{wall:.1f}"])


PARTS = {"sets": sets, "peer": peer, "conditions": conditions, "speed": speed}


def main() -> int:
    """Run the parts named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--first", type=int, default=1000)
    options = parser.parse_args()
    for name in options.parts or PARTS:
        PARTS[name](options.draws if name != "speed" else 1, options.first)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
