"""Breakdowns side by side: the base and the main plan by district, by severity, by population group."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount, change, verdict
from beatwright.core.case import Case
from beatwright.core.evaluation import Evaluation
from beatwright.show.tables.small_counts import counts_calls, few_word, hidden, of_places

__all__ = ["Breakdown", "Column", "breakdowns_of", "evaluation_of"]

_TITLES = {"district": "By district", "severity": "By severity", "group": "By population group"}
# The zones are in the files; posts and reporting districts of each plan have tables of their own.
_ELSEWHERE = ("zone", "post", "reporting district")
_LONGEST = 60


@dataclass(frozen=True)
class Column:
    """One column: a figure that both plans share, or the base's, the main plan's and the change."""

    name: str
    numeric: bool
    shared: bool
    cells: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Breakdown:
    """One breakdown, ready to be shown."""

    title: str
    key: str
    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    left_out: int


def evaluation_of(case: Case, plan: str) -> Evaluation:
    """Return the evaluation of `plan` by the first judge."""
    judge = case.evaluations[0].judge
    return next(e for e in case.evaluations if e.plan == plan and e.judge == judge)


def breakdowns_of(case: Case) -> tuple[Breakdown, ...]:
    """Return every breakdown that both the base and the main plan have, but zones and posts."""
    main, base = evaluation_of(case, case.main), evaluation_of(case, case.base)
    shared = [name for name in main.tables if name in base.tables and name not in _ELSEWHERE]
    order = [name for name in _TITLES if name in shared] + [name for name in shared if name not in _TITLES]
    return tuple(_breakdown(case, name, base.tables[name], main) for name in order)


def _breakdown(case: Case, name: str, base: pd.DataFrame, judged: Evaluation) -> Breakdown:
    main = judged.tables[name]
    shown = main.iloc[:_LONGEST]
    old = base.loc[~base.index.duplicated()].reindex(shown.index)
    columns = [
        _column(column, old[column], shown[column], *judged.unit_of(name, column))
        for column in shown.columns
        if column in old
    ]
    if of_places(name):
        columns = _without_few(case, columns, [column for column in shown.columns if column in old], old, shown)
    title = _TITLES.get(name, f"By {clean(name, 60)}")
    plain = [str(label).replace("_", " ") if name == "group" else label for label in shown.index]
    labels = tuple(clean(label, 80) for label in plain)
    return Breakdown(title, clean(name, 60), labels, tuple(columns), len(main) - len(shown))


def _without_few(
    case: Case, columns: list[Column], keys: list[Any], base: pd.DataFrame, main: pd.DataFrame
) -> list[Column]:
    """Put a word in the place of counts that are small in either plan; the difference to them goes too."""
    few = (hidden(case, base[keys]) | hidden(case, main[keys])).to_numpy()
    words = [few_word(case) if counts_calls(key) else "–" for key in keys]
    return [
        replace(column, cells=tuple((word, word, "", "") if f else c for f, c in zip(mask, column.cells, strict=True)))
        for column, word, mask in zip(columns, words, few.T, strict=True)
    ]


def _column(key: object, base: pd.Series[Any], main: pd.Series[Any], unit: str, direction: str) -> Column:
    name, old, new = str(key), base.tolist(), main.tolist()
    numeric = pd.api.types.is_numeric_dtype(main) and pd.api.types.is_numeric_dtype(base)
    if not numeric:
        return Column(clean(name, 60), False, False, tuple(_texts(old, new)))
    shared = all(_alike(float(a), float(b)) for a, b in zip(old, new, strict=True))
    cells = tuple(_figures(old, new, unit, direction))
    return Column(clean(name.replace("_", " "), 60), True, shared, cells)


def _alike(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-9)


def _texts(old: list[object], new: list[object]) -> Iterable[tuple[str, str, str, str]]:
    for a, b in zip(old, new, strict=True):
        yield clean(a, 80), clean(b, 80), "", ""


def _figures(old: list[Any], new: list[Any], unit: str, direction: str) -> Iterable[tuple[str, str, str, str]]:
    for a, b in zip(map(float, old), map(float, new), strict=True):
        yield amount(a, unit), amount(b, unit), change(b, a, unit), verdict(b, a, direction)
