"""Small counts, which may point at a person, kept out of what is shared."""

from __future__ import annotations

import re
from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core.case import Case

__all__ = ["counts_calls", "few_calls", "few_word", "hidden", "of_places", "without_few", "worded"]

# A count of calls a year in a place, and the columns of its row from which it could be worked out again.
_GIVEN_AWAY_BY = {
    "calls_planned": r"calls_per_km2",
    "calls_judged": r"(?!)",
    "calls_per_year": r"share_of_calls",
    "calls per year": r"share|late|calls|cost",
    "calls": r"share|late|calls|cost|penalty|officers|minutes$(?<!mean_minutes)",
}
_OF_NO_PLACE = ("severity", "group")


def few_word(case: Case) -> str:
    """Return what stands in the place of a small count, such as ``<5``."""
    return f"<{case.fewest_shown:,.12g}"


def hidden(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Return which cells of a table of places are not shown, shape of the table.

    Parameters
    ----------
    case : Case
        Its `fewest_shown` is the least count a year that is shown.
    table : DataFrame
        One row per place. The name of a column says whether it counts calls.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"calls per year": [4.0, 5.0], "late calls": [1.0, 1.0], "mean distance": [9.0, 9.0]})
    >>> hidden(SimpleNamespace(fewest_shown=5), table).to_numpy().tolist()
    [[True, True, False], [False, False, False]]
    """
    mask = pd.DataFrame(False, index=table.index, columns=table.columns)
    for column, others in _GIVEN_AWAY_BY.items():
        if column in table and pd.api.types.is_numeric_dtype(table[column]):
            few = (table[column] < case.fewest_shown).to_numpy()
            taken = [name for name in table.columns if name == column or re.search(others, str(name))]
            mask[taken] |= few[:, None]
    return mask


def without_few(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with nothing in the place of small counts, for files of figures.

    Where something was left out a column ``small_counts`` says so, such as ``under 5 a year``.
    """
    mask = hidden(case, table)
    if not mask.to_numpy().any():
        return table
    told = np.where(mask.any(axis=1), f"under {case.fewest_shown:,.12g} a year", "")
    shown = table.copy()
    for column in table.columns[mask.any().to_numpy()]:
        shown[column] = table[column].astype(np.float64).mask(mask[column])
    return shown.assign(small_counts=told)


def worded(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with a word such as ``<5`` in the place of small counts, for people to read."""
    mask = hidden(case, table)
    shown = table.copy()
    for column in table.columns[mask.any().to_numpy()]:
        shown[column] = table[column].astype(object).mask(mask[column], _stand_in(case, column))
    return shown


def _stand_in(case: Case, column: Hashable) -> str | None:
    return few_word(case) if counts_calls(column) else None


def counts_calls(column: Hashable) -> bool:
    """Whether a column counts calls a year in a place."""
    return column in _GIVEN_AWAY_BY


def of_places(name: str) -> bool:
    """Whether the breakdown called `name` has a row per place, rather than per class of calls or of people."""
    return name not in _OF_NO_PLACE


def few_calls(case: Case, calls: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return where calls a year are too few to be shown, for maps."""
    few: npt.NDArray[np.bool_] = np.asarray(calls) < case.fewest_shown
    return few
