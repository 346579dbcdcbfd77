"""Ids of incidents: those of the file, made unique where cases have several rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.data.reading.columns import Recognised
from beatwright.data.reading.sieve import Sieve
from beatwright.data.reading.texts import as_text

__all__ = ["DUPLICATE", "drop_duplicates", "make_ids"]

DUPLICATE = "duplicate id"


def drop_duplicates(sieve: Sieve, heading: str, order: tuple[npt.NDArray[Any], ...]) -> None:
    """Leave out rows that repeat the id of another row.

    Parameters
    ----------
    sieve : Sieve
        The account of the rows.
    heading : str
        The column of the ids; empty cells are no ids.
    order : tuple of arrays, shape (n,)
        What decides which of the repeated rows stays, the strongest last: so that it does not depend on the
        order of the file.
    """
    column = sieve.table.columns.column(heading)
    rows = np.flatnonzero(sieve.kept)
    ids = _tidy(column.take(pa.array(rows)))
    repeated = _repeated(ids)
    if not repeated.any():
        return
    rows, ids = rows[repeated], ids.filter(pa.array(repeated))
    sorting = np.lexsort([*(key[rows] for key in order)])
    again = pd.Series(ids.take(pa.array(sorting)), dtype="str").duplicated().to_numpy()
    mask = np.zeros(len(sieve.kept), dtype=bool)
    mask[rows[sorting[again]]] = True
    sieve.drop(mask, DUPLICATE, sieve.texts_of(heading))


def _repeated(ids: Any) -> npt.NDArray[np.bool_]:
    """Return which ids stand more than once; missing ones never do."""
    order = pc.array_sort_indices(ids)
    tidy = ids.take(order)
    same = pc.fill_null(pc.equal(tidy.slice(1), tidy.slice(0, max(len(tidy) - 1, 0))), False)
    like_next = np.append(same.to_numpy(zero_copy_only=False), False)[: len(tidy)]
    repeated = np.zeros(len(ids), dtype=bool)
    repeated[np.asarray(order)] = like_next | np.roll(like_next, 1)
    return repeated


def make_ids(sieve: Sieve, found: Recognised) -> pd.Series:
    """Return one unique id, as text, for every row kept.

    A case with several rows gives "case", "case/2", ...; a row without a number of its own is "row 17".
    """
    rows = np.flatnonzero(sieve.kept)
    numbers = pa.array(sieve.table.rows[rows]).cast(pa.string())
    heading = found.heading("id") or found.heading("case")
    if not heading:
        return pd.Series(numbers, dtype="str")
    given = _tidy(sieve.table.columns.column(heading).take(pa.array(rows)))
    rowwise = pc.binary_join_element_wise(pa.scalar("row"), numbers, " ")
    ids = pd.Series(pc.if_else(given.is_null(), rowwise, given), dtype="str")
    again = _repeated(given)
    if again.any():
        count = ids[again].groupby(ids[again]).cumcount() + 1
        ids.loc[count.index[count > 1]] += "/" + count[count > 1].astype(str)
    if not ids.is_unique:
        ids = ids.where(~ids.duplicated(), pd.Series(rowwise, dtype="str"))
    return ids if ids.is_unique else pd.Series(numbers, dtype="str")


def _tidy(column: Any) -> Any:
    text = pc.utf8_trim_whitespace(as_text(column))
    return pc.if_else(pc.equal(text, ""), None, text)
