"""Breakdowns side by side: the base and the main plan by district, by severity, by population group."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount, change, verdict
from beatwright.core import table
from beatwright.core.case import Case
from beatwright.core.evaluation import Evaluation
from beatwright.core.site_names import post_names
from beatwright.core.table import Table
from beatwright.show.tables.small_counts import few_word, hidden, suppressions

__all__ = ["Breakdown", "BreakdownColumn", "breakdowns_of", "evaluation_of"]

_LONGEST = 60


@dataclass(frozen=True)
class BreakdownColumn:
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
    columns: tuple[BreakdownColumn, ...]
    left_out: int


def evaluation_of(case: Case, plan: str) -> Evaluation:
    """Return the evaluation of `plan` by the first judge."""
    judge = case.evaluations[0].judge
    return next(e for e in case.evaluations if e.plan == plan and e.judge == judge)


def breakdowns_of(case: Case, key: str = "") -> tuple[Breakdown, ...]:
    """Return every breakdown that both the base and the main plan have, but those that are for files alone.

    Parameters
    ----------
    case : Case
        With a main plan that was judged.
    key : str, default ""
        Only the breakdown by this; empty: all.
    """
    main, base = evaluation_of(case, case.main), evaluation_of(case, case.base)
    shared = [name for name, one in main.tables.items() if name in base.tables and one.place != "files"]
    shared = [name for name in shared if key in ("", name)]
    return tuple(_breakdown(case, base.tables[name], main.tables[name]) for name in shared)


def _breakdown(case: Case, base: Table, main: Table) -> Breakdown:
    new, before = main.frame.iloc[:_LONGEST], base.frame
    old = before.loc[~before.index.duplicated()].reindex(new.index)
    shared = [column for column in main.columns if column.name in old]
    hide = hidden(case, old, suppressions(base)), hidden(case, new, suppressions(main))
    columns = [
        _without_few(case, _column(one, old[one.name], new[one.name]), one, hide[0][one.name] | hide[1][one.name])
        for one in shared
    ]
    plain = _plain(case, main.name, new.index)
    title = clean(main.title or f"By {main.name}", 80)
    labels = tuple(clean(label, 80) for label in plain)
    return Breakdown(
        title=title,
        key=clean(main.name, 60),
        labels=labels,
        columns=tuple(columns),
        left_out=len(main.index) - len(new),
    )


def _plain(case: Case, key: str, labels: Iterable[str]) -> list[str]:
    """Return what rows are called: posts by their names, groups without the underscores of their columns."""
    if key == "post":
        names = post_names(case.problem.city)
        return [names.get(label, label) for label in labels]
    return [label.replace("_", " ") if key == "group" else label for label in labels]


def _without_few(case: Case, shown: BreakdownColumn, column: table.Column, few: pd.Series[bool]) -> BreakdownColumn:
    """Put a word in the place of counts that are small in either plan; the difference to them goes too."""
    word = few_word(case, column.suppression)
    cells = zip(few.to_numpy(), shown.cells, strict=True)
    return replace(shown, cells=tuple((word, word, "", "") if hide else cell for hide, cell in cells))


def _column(column: table.Column, base: pd.Series[Any], main: pd.Series[Any]) -> BreakdownColumn:
    old, new = base.tolist(), main.tolist()
    numeric = pd.api.types.is_numeric_dtype(main) and pd.api.types.is_numeric_dtype(base)
    if not numeric:
        return BreakdownColumn(clean(column.name, 60), False, False, tuple(_texts(old, new)))
    shared = all(_alike(float(a), float(b)) for a, b in zip(old, new, strict=True))
    cells = tuple(_figures(old, new, column))
    return BreakdownColumn(clean(column.name.replace("_", " "), 60), True, shared, cells)


def _alike(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-9)


def _texts(old: list[object], new: list[object]) -> Iterable[tuple[str, str, str, str]]:
    for a, b in zip(old, new, strict=True):
        yield _text(a), _text(b), "", ""


def _text(value: object) -> str:
    """Return a cell of a column of texts; a row that only one plan has is missing from the other."""
    return amount(value) if isinstance(value, float) else clean(value, 80)


def _figures(old: list[Any], new: list[Any], column: table.Column) -> Iterable[tuple[str, str, str, str]]:
    unit, name = column.unit, column.name
    for a, b in zip(map(float, old), map(float, new), strict=True):
        yield amount(a, unit, name), amount(b, unit, name), change(b, a, unit), verdict(b, a, column.direction, unit)
