"""What viewers see of the counts in an answer: no small ones, which may point at a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from beatwright.core.case import Case
from beatwright.core.evaluation import Evaluation
from beatwright.core.problem import WEIGHTS
from beatwright.show.tables.small_counts import hidden_cells
from beatwright.web.models.body import Answer

__all__ = ["as_seen", "has_counts", "values_as_seen"]

_Seen = TypeVar("_Seen", bound=Answer)
_EVALUATION = {"judge", "measures", "tables"}
_TALLY = {"criteria", "totals", "pieces"}


def as_seen(case: Case | None, answer: _Seen) -> _Seen:
    """Return an answer as whoever asked may see it.

    Parameters
    ----------
    case : Case, optional
        The case whose small counts are kept from them, by its `fewest_shown`; None: they see every count.
    answer : Answer
        With evaluations and tallies anywhere in it.
    """
    if case is None:
        return answer
    return type(answer).model_validate(values_as_seen(case, answer.model_dump()))


def has_counts(values: Any) -> bool:
    """Return whether plain values hold an evaluation or a tally anywhere: without one, nothing is to be hidden.

    >>> has_counts({"result": [{"totals": {}, "pieces": {}, "criteria": []}]}), has_counts({"result": None})
    (True, False)
    """
    if isinstance(values, list):
        return any(map(has_counts, values))
    if not isinstance(values, dict):
        return False
    return values.keys() >= _EVALUATION or values.keys() >= _TALLY or any(map(has_counts, values.values()))


def values_as_seen(case: Case, values: Any) -> Any:
    """Return plain values with None in the place of small counts, and of figures that tell one.

    Evaluations are found wherever they are; what is hidden in their tables is what the library hides in its files.
    In tallies, which hold numbers only, what is hidden is left out.
    """
    if isinstance(values, list):
        return [values_as_seen(case, value) for value in values]
    if not isinstance(values, dict):
        return values
    if values.keys() >= _EVALUATION:
        return _evaluation(case, values)
    if values.keys() >= _TALLY:
        return {**values, "totals": {name: _totals(case, sums) for name, sums in values["totals"].items()}}
    return {name: values_as_seen(case, value) for name, value in values.items()}


def _evaluation(case: Case, values: Mapping[str, Any]) -> dict[str, Any]:
    hidden = {name: hidden_cells(case, table) for name, table in Evaluation.from_dict(values).tables.items()}
    return {**values, "tables": {name: _table(table, hidden[name]) for name, table in values["tables"].items()}}


def _table(values: Mapping[str, Any], hidden: npt.NDArray[np.bool_]) -> dict[str, Any]:
    columns = zip(values["columns"].items(), hidden.T, strict=True)
    return {**values, "columns": {name: _column(column, cells.tolist()) for (name, column), cells in columns}}


def _column(values: dict[str, Any], hidden: list[bool]) -> dict[str, Any]:
    if not any(hidden):
        return values
    masked = {key: _masked(values[key], hidden) for key in ("values", "base") if values[key] is not None}
    return {**values, **masked}


def _masked(values: list[Any], hidden: list[bool]) -> list[Any]:
    return [None if hide else value for value, hide in zip(values, hidden, strict=True)]


def _totals(case: Case, sums: Mapping[str, float]) -> dict[str, float]:
    few = sums.get("calls", 0.0) < case.fewest_shown
    return {name: value for name, value in sums.items() if not (few and name in WEIGHTS)}
