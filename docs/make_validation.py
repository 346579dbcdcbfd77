"""Write the tables of the validation page from runs of the simulation: `python docs/make_validation.py`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks" / "simulate"))
import closed_forms
import policies_and_judges
from scipy.stats import norm

from beatwright.queueing import expected_travel_distance
from beatwright.simulate import simulate

__all__ = ["BLOCKS", "PAGE", "case_rows", "with_blocks"]

PAGE = Path(__file__).parent / "methods" / "simulation-validation.md"
_MARK = re.compile(r"(<!-- made by docs/make_validation.py: ([\w -]+) -->\n).*?(<!-- end -->\n)", re.DOTALL)
_MEASURES = ["class 1", "class 2", "all calls", "last car there", "travel", "delayed", "across beats"]


def case_rows(case: closed_forms.Case) -> list[list[str]]:
    """Return the rows of one queue."""
    return [_cells(case.name, row) for row in closed_forms.compare(case, simulate)]


def _cells(name: str, row: closed_forms.Row) -> list[str]:
    figures = [_digits(value) for value in (row.exact, row.mean, row.error)]
    return [name, row.name, *figures, f"{row.apart:+.1f}", str(row.batches), f"{row.correlation:+.2f}"]


def _digits(value: float) -> str:
    return f"{value:.5f}"


@cache
def _compared() -> dict[str, list[closed_forms.Row]]:
    return {case.name: closed_forms.compare(case, simulate) for case in closed_forms.CASES.values()}


def _closed() -> str:
    rows = [_cells(name, row) for name, found in _compared().items() for row in found]
    return table(["queue", "figure", "exact", "simulated", "s.e.", "apart, in s.e.", "batches", "correlation"], rows)


def _beyond() -> str:
    rows = [row for found in _compared().values() for row in found]
    apart = np.abs([row.apart for row in rows])
    names = [
        "figures",
        "beyond 2 s.e.",
        "expected by chance",
        "beyond 3 s.e.",
        "expected by chance",
        "farthest, in s.e.",
    ]
    chance = [f"{len(rows) * 2 * norm.sf(limit):.1f}" for limit in (2, 3)]
    beyond = [str(int((apart > limit).sum())) for limit in (2, 3)]
    return table(names, [[str(len(rows)), beyond[0], chance[0], beyond[1], chance[1], f"{apart.max():.1f}"]])


def _grid() -> str:
    rows = []
    for cars, load in ((4, 0.6), (8, 0.6), (8, 0.8), (16, 0.8), (16, 0.9)):
        square = expected_travel_distance(10.0, cars, cars * load)
        rows.append([f"{cars}, {load:g}", _digits(square), _digits(closed_forms.grid_distance(cars, load))])
    return table(["cars, load", "square", "grid"], rows)


def _stacking() -> str:
    rows = [
        [f"{rate:g}", name, *(f"{each:.2f}" for each in mean[[0, 1, 2, 4]]), f"{mean[6]:.0%}"]
        for rate, name, mean, _ in policies_and_judges.stacking_table()
    ]
    return table(["calls an hour", "rule", "class 1", "class 2", "all calls", "travel", "across beats"], rows)


def _options() -> str:
    rows = []
    for name, mean, error in policies_and_judges.options_table():
        minutes = [f"{m:.2f} ({e:.2f})" if e else f"{m:.2f}" for m, e in zip(mean[:5], error[:5], strict=True)]
        rows.append([name, *minutes, *(f"{each:.1%}" for each in mean[5:7]), f"{mean[7]:.1f}"])
    return table(["rule", *_MEASURES, "overtime, h a week"], rows)


def _judges(judged: list[dict[str, object]]) -> str:
    rows = []
    for city in judged:
        told, found = city["theory"].mean(axis=0), city["simulated"].mean(axis=(0, 1))
        spread = city["simulated"].mean(axis=0)
        error = spread.std(axis=0, ddof=1) / np.sqrt(len(spread))
        rows.append(
            [
                f"{city['name']}, {city['rate']:g}",
                f"{found[0]:.4f} ({error[0]:.4f})",
                *(f"{each:.4f} ({each / found[0] - 1:+.1%})" for each in told[:2]),
                f"{found[1]:.3f} ({error[1]:.3f})",
                f"{told[2]:.3f} ({told[2] / found[1] - 1:+.1%})",
            ]
        )
    heading = ["city, calls an hour", "delayed, simulated", "Erlang", "hypercube", "response, simulated", "hypercube"]
    return table(heading, rows)


def _ranks(judged: list[dict[str, object]]) -> str:
    rows = []
    for city in judged:
        told, found = city["theory"][:, 2], city["simulated"][:, :, 1].mean(axis=1)
        order = [" ".join(str(plan + 1) for plan in np.argsort(each)) for each in (found, told)]
        pairs = policies_and_judges.pairs_that_differ(city)
        said = "; ".join(
            f"{a} and {b}: {apart:+.3f} min, interval {half:.3f} either side" for a, b, apart, half in pairs
        )
        rows.append([str(city["name"]), *order, said or "none"])
    return table(["city", "simulated, best first", "hypercube", "pairs that differ"], rows)


def table(heading: list[str], rows: list[list[str]]) -> str:
    """Return a table of the page."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


_judged = cache(policies_and_judges.judged)
BLOCKS: dict[str, Callable[[], str]] = {
    "closed forms": _closed,
    "beyond": _beyond,
    "grid": _grid,
    "stacking": _stacking,
    "options": _options,
    "judges": lambda: _judges(_judged()),
    "ranks": lambda: _ranks(_judged()),
}


def with_blocks(page: str, *names: str) -> str:
    """Return the page with its tables made anew; all, or those named."""
    return _MARK.sub(lambda found: _renewed(found, names), page)


def _renewed(found: re.Match[str], names: tuple[str, ...]) -> str:
    return found[0] if names and found[2] not in names else found[1] + BLOCKS[found[2]]() + found[3]


if __name__ == "__main__":
    PAGE.write_text(with_blocks(PAGE.read_text(encoding="utf-8"), *sys.argv[1:]), encoding="utf-8")
