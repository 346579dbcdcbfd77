"""Two plans of a case side by side: measures, who loses, what moved."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from beatwright.base.quantity import verdict
from beatwright.core import compare
from beatwright.core.case import Case
from beatwright.core.comparison import Comparison
from beatwright.core.evaluation import Evaluation
from beatwright.core.measure import plain_number
from beatwright.core.plan import Plan
from beatwright.core.problem import Problem
from beatwright.core.table import Column, Suppression, Table
from beatwright.evaluate.division import Division
from beatwright.show.tables.crosswalk import crosswalk
from beatwright.show.tables.small_counts import hidden, hidden_cells
from beatwright.study.judging import judge_reading

__all__ = ["PlanComparison"]

_MOST_ZONES = 50
_CARRIED: dict[str, Suppression] = {
    "calls": "count",
    "share_of_old_calls": "derived",
    "share_of_new_calls": "derived",
}


@dataclass(frozen=True)
class PlanComparison:
    """A plan `b` beside a plan `a`, on the demand planned on.

    Parameters
    ----------
    problem : Problem
        City and demand.
    a, b : Plan
        Both with the layer.
    layer : {"posts", "districts"}
        What is judged.
    kept_from : Case, optional
        The case whose small counts are kept from whoever compares; None: they see every count.
    """

    problem: Problem
    a: Plan
    b: Plan
    layer: str
    kept_from: Case | None = None

    def _compared(self) -> Comparison:
        plans = [replace(self.a, name="a"), replace(self.b, name="b")]
        return compare(plans, self.problem, judge_reading((), self.layer), base="a")

    def figures(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return the measures, and the districts and zones that are worse off with `b`."""
        compared = self._compared()
        one, other = compared.evaluations
        return list(_measures(compared)), list(_losers(one, other, self.kept_from))

    def carried_over(self) -> list[dict[str, Any]] | None:
        """Return which part of every district of `a` lies in which of `b`; None where either has none."""
        if self.a.districts is None or self.b.districts is None:
            return None
        table = crosswalk(self.problem, self.a, self.b)
        rows = [{str(name): plain_number(value) for name, value in row.items()} for row in table.to_dict("records")]
        if self.kept_from is None:
            return rows
        few = hidden(self.kept_from, table, _CARRIED).to_dict("records")
        return [_without(row, hide) for row, hide in zip(rows, few, strict=True)]

    def moved_posts(self) -> list[dict[str, str | None]]:
        """Return the posts that stand elsewhere, each with the nearest way of going from one plan to the other.

        Posts that left are matched with posts that came so that the sum of the straight distances is least.
        """
        gone = [site for site in self.a.site_ids if site not in self.b.site_ids]
        come = [site for site in self.b.site_ids if site not in self.a.site_ids]
        pairs = _matched(self._places(gone), self._places(come))
        moved: list[dict[str, str | None]] = [{"was": gone[i], "now": come[j]} for i, j in pairs]
        moved += [{"was": site, "now": None} for i, site in enumerate(gone) if i not in {i for i, _ in pairs}]
        moved += [{"was": None, "now": site} for j, site in enumerate(come) if j not in {j for _, j in pairs}]
        return moved

    def _places(self, sites: list[str]) -> npt.NDArray[np.float64]:
        city = self.problem.city
        return city.site_xy[city.site_positions(sites)] if sites else np.empty((0, 2))

    def moved_units(self) -> int:
        """Return how many units are in another district; districts are matched so that the most stay."""
        if self.a.districts is None or self.b.districts is None:
            return 0
        city = self.problem.city
        moved = Division(*self.b.zone_districts(city), *self.a.zone_districts(city)).moved()
        return 0 if moved is None else int(moved.sum())


def _matched(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    distance = np.hypot(*(one[:, None, axis] - other[None, :, axis] for axis in (0, 1)))
    rows, columns = linear_sum_assignment(distance)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True)]


def _measures(compared: Comparison) -> Iterator[dict[str, Any]]:
    for measure, a in zip(compared.evaluations[1].measures, compared.table["a"].tolist(), strict=True):
        yield {
            "name": measure.name,
            "unit": measure.unit,
            "direction": measure.direction,
            "a": plain_number(a),
            "b": plain_number(measure.value),
            "difference": plain_number(measure.value - a),
            "verdict": verdict(measure.value, a, measure.direction, measure.unit),
        }


def _without(row: dict[str, Any], hide: Mapping[Any, bool]) -> dict[str, Any]:
    return {name: None if hide[name] else value for name, value in row.items()}


def _losers(one: Evaluation, other: Evaluation, kept_from: Case | None) -> Iterator[dict[str, Any]]:
    for kind, most in (("district", None), ("zone", _MOST_ZONES)):
        if kind in one.tables and kind in other.tables:
            tables = one.tables[kind], other.tables[kind]
            lost = _losers_of(kind, *tables, set() if kept_from is None else _few(kept_from, *tables))
            yield from itertools.islice(lost, most)


def _few(case: Case, *tables: Table) -> set[tuple[str, str]]:
    """Return the cells, by row and column, that are not shown of one of the tables."""
    return {
        (table.index[row], table.columns[column].name)
        for table in tables
        for row, column in np.argwhere(hidden_cells(case, table)).tolist()
    }


def _losers_of(kind: str, one: Table, other: Table, few: set[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the rows that are worse off by the first column that has a better direction, the largest loss first."""
    column = next((column for column in other.columns if column.numeric and column.direction != "none"), None)
    if column is None:
        return
    before = dict(zip(one.index, one[column.name].values, strict=True))
    rows = [
        (name, before[name], now)
        for name, now in zip(other.index, column.values, strict=True)
        if name in before
        and (name, column.name) not in few
        and verdict(now, before[name], column.direction, column.unit) == "worse"
    ]
    rows.sort(key=lambda row: -_loss(row[1], row[2]))
    for name, was, now in rows:
        yield _loser(kind, name, column, was, now)


def _loss(was: float, now: float) -> float:
    return abs(now - was)


def _loser(kind: str, name: str, column: Column, was: float, now: float) -> dict[str, Any]:
    values = {"a": plain_number(was), "b": plain_number(now)}
    return {"kind": kind, "name": name, "column": column.name, "unit": column.unit, **values}
