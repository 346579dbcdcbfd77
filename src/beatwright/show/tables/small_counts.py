"""Small counts, which may point at a person, kept out of what is shared."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core.case import Case
from beatwright.core.table import Suppression, Table

__all__ = ["few_calls", "few_word", "hidden", "hidden_cells", "suppressions", "without_few", "worded"]

_NOTHING = "–"


def few_word(case: Case, suppression: str = "count") -> str:
    """Return what stands in the place of a cell that is not shown: ``<5`` of a count, a dash of what tells one."""
    return f"<{case.fewest_shown:,.12g}" if suppression == "count" else _NOTHING


def suppressions(table: Table) -> dict[str, Suppression]:
    """Return what becomes of small counts, by column; nothing where the rows are no places.

    >>> from beatwright.core import Column
    >>> columns = [Column("calls", [4.0], suppression="count"), Column("mean distance", [900.0], suppression="none")]
    >>> suppressions(Table("post", ["s1"], columns, of_places=True)), suppressions(Table("severity", ["low"], columns))
    ({'calls': 'count', 'mean distance': 'none'}, {})
    """
    return {column.name: column.suppression for column in table.columns} if table.of_places else {}


def hidden(case: Case, table: pd.DataFrame, suppression: Mapping[str, Suppression]) -> pd.DataFrame:
    """Return which cells of a table of places are not shown, shape of the table.

    Parameters
    ----------
    case : Case
        Its `fewest_shown` is the least count a year that is shown.
    table : DataFrame
        One row per place.
    suppression : mapping of str to {"count", "derived", "none"}
        Columns that count calls a year, and columns from which such a count could be worked out again. A small count is
        not shown, and the derived figures of its row are not either; columns that are not named are shown.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> table = pd.DataFrame({"calls": [4.0, 5.0], "late calls": [1.0, 1.0], "mean distance": [9.0, 9.0]})
    >>> hidden(SimpleNamespace(fewest_shown=5), table, {"calls": "count", "late calls": "derived"}).to_numpy().tolist()
    [[True, True, False], [False, False, False]]
    """
    columns = {name: table[name] for name in table.columns if name in suppression}
    numeric = {name: column for name, column in columns.items() if pd.api.types.is_numeric_dtype(column)}
    mask = np.zeros(table.shape, dtype=np.bool_)
    few = {
        name: column.to_numpy() < case.fewest_shown for name, column in numeric.items() if suppression[name] == "count"
    }
    some = np.logical_or.reduce([*few.values(), np.zeros(len(table), dtype=np.bool_)])
    few |= {name: some for name in numeric if suppression[name] == "derived"}
    for place, name in enumerate(table.columns):
        if name in few:
            mask[:, place] = few[name]
    return pd.DataFrame(mask, index=table.index, columns=table.columns)


def hidden_cells(case: Case, table: Table) -> npt.NDArray[np.bool_]:
    """Return which cells of a table are not shown, shape (rows, columns)."""
    cells: npt.NDArray[np.bool_] = hidden(case, table.frame, suppressions(table)).to_numpy(dtype=bool)
    return cells


def without_few(case: Case, table: pd.DataFrame, suppression: Mapping[str, Suppression]) -> pd.DataFrame:
    """Return the table with nothing in the place of small counts, for files of figures; `suppression` as of `hidden`.

    Where something was left out a column ``small_counts`` says so, such as ``under 5 a year``.
    """
    mask = hidden(case, table, suppression)
    if not mask.to_numpy().any():
        return table
    notes = np.where(mask.any(axis=1), f"under {case.fewest_shown:,.12g} a year", "")
    shown = table.copy()
    for column in table.columns[mask.any().to_numpy()]:
        shown[column] = table[column].astype(np.float64).mask(mask[column])
    return shown.assign(small_counts=notes)


def worded(case: Case, table: pd.DataFrame, suppression: Mapping[str, Suppression]) -> pd.DataFrame:
    """Return the table with a word such as ``<5`` in the place of small counts, for people to read; see `hidden`."""
    mask = hidden(case, table, suppression)
    shown = table.copy()
    for column in table.columns[mask.any().to_numpy()]:
        word = few_word(case) if suppression[column] == "count" else None
        shown[column] = table[column].astype(object).mask(mask[column], word)
    return shown


def few_calls(case: Case, calls: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return where calls a year are too few to be shown, for maps."""
    few: npt.NDArray[np.bool_] = np.asarray(calls) < case.fewest_shown
    return few
