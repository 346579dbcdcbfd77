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
import dispatch_rules
import judges_apart
from scipy.stats import norm

from beatwright.core.measure import ON_TIME
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
        for rate, name, mean, _ in dispatch_rules.stacking_table()
    ]
    return table(["calls an hour", "rule", "class 1", "class 2", "all calls", "travel", "across beats"], rows)


def _options() -> str:
    rows = []
    for name, mean, error in dispatch_rules.options_table():
        minutes = [f"{m:.2f} ({e:.2f})" if e else f"{m:.2f}" for m, e in zip(mean[:5], error[:5], strict=True)]
        rows.append([name, *minutes, *(f"{each:.1%}" for each in mean[5:7]), f"{mean[7]:.1f}"])
    return table(["rule", *_MEASURES, "overtime, h a week"], rows)


_RULES = {"own post": "cars of its own post only", "closest": "closest free car of any post"}


def _judges() -> str:
    rows = []
    for name, (_, rule, figures) in judges_apart.JUDGES.items():
        for figure in figures:
            called = "share within 4,000 m" if figure == ON_TIME else figure
            cells = [_bias(judges_apart.bias(kind, name, figure)) for kind in judges_apart.KINDS]
            rows.append([name, _RULES[rule], called, *cells])
    return table(["judge", "the simulation sends", "figure", *(kind.name for kind in judges_apart.KINDS)], rows)


def _bias(found: judges_apart.Bias) -> str:
    truth, apart, half, endless, plans = found
    said = f"× {1 + apart:.1f} ± {half:.1f}" if apart > 1 else f"{apart:+.1%} ± {half:.1%}".replace("-", "−")
    return f"{truth:.3g}; {said}" + (f"; {endless} of {plans} without end" if endless else "")


def _ranks() -> str:
    rows = []
    for name, (_, rule, _) in judges_apart.JUDGES.items():
        found = [judges_apart.pairs(kind, name) for kind in judges_apart.KINDS]
        cells = [
            f"{each.otherwise}, {each.beyond}" + (f" (up to {each.farthest:.1%})" if each.beyond else "")
            for each in found
        ]
        rows.append([name, _RULES[rule], *cells])
    return table(["judge", "the simulation sends", *(kind.name for kind in judges_apart.KINDS)], rows)


def table(heading: list[str], rows: list[list[str]]) -> str:
    """Return a table of the page."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


BLOCKS: dict[str, Callable[[], str]] = {
    "closed forms": _closed,
    "beyond": _beyond,
    "grid": _grid,
    "stacking": _stacking,
    "options": _options,
    "judges": _judges,
    "ranks": _ranks,
}


def with_blocks(page: str, *names: str) -> str:
    """Return the page with its tables made anew; all, or those named."""
    return _MARK.sub(lambda found: _renewed(found, names), page)


def _renewed(found: re.Match[str], names: tuple[str, ...]) -> str:
    return found[0] if names and found[2] not in names else found[1] + BLOCKS[found[2]]() + found[3]


if __name__ == "__main__":
    PAGE.write_text(with_blocks(PAGE.read_text(encoding="utf-8"), *sys.argv[1:]), encoding="utf-8")
