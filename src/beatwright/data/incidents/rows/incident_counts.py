"""Files of sums: a row that stands for several incidents, as a column of counts says."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.number_columns import read_numbers
from beatwright.base.columns.text_columns import as_text, is_text
from beatwright.base.errors import InputError
from beatwright.base.words import count_of
from beatwright.data.incidents.rows.row_account import RowAccount

__all__ = ["NEGATIVE", "NOUGHT", "incidents_fact", "is_unused", "read_counts"]

Floats = npt.NDArray[np.float64]

NOUGHT = "count of 0"
NEGATIVE = "negative count"
_MOST = 1_000
_FEW = 20
_PROOF = 5
_LIMIT = 20_000_000
_UNUSED = "it is not used"


def read_counts(account: RowAccount, heading: str, *, mapped: bool = False) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Return for how many incidents each row stands, shape (n,), and what to tell; counts below 1 are left out.

    Parameters
    ----------
    account : RowAccount
        The account of the rows; only the rows kept are looked at.
    heading : str
        The column of counts; empty where there is none.
    mapped : bool
        Whether the user named the column: large or many values speak against a column that was found only.

    Raises
    ------
    InputError
        Where the counts come to over 20,000,000 incidents.
    """
    ones = np.ones(len(account.kept), dtype=np.int64)
    if not heading:
        return ones, []
    column = account.table.columns.column(heading)
    values, empty = read_numbers(column), _empty(column)
    used = values[account.kept & ~empty]
    if (used == 1).all():
        return ones, []
    if fault := _fault(used, mapped):
        return ones, [_unused_count_warning(heading, fault)]
    counts = np.where(empty, 1.0, values)
    account.drop(counts == 0, NOUGHT)
    account.drop(counts < 0, NEGATIVE, account.texts_of(heading))
    total = counts[account.kept].sum()
    if total > _LIMIT:
        raise InputError(
            f"The column '{heading}' counts {total:,.0f} incidents; at most {_LIMIT:,} were expected. Is it a column "
            'of counts? Set counts = "none" to take every row as one incident.'
        )
    return np.where(account.kept, counts, 1).astype(np.int64), [
        _count_warning(heading, int(account.kept.sum()), int(total))
    ]


def is_unused(warnings: list[str]) -> bool:
    """Say whether `read_counts` told that it does not use the column."""
    return any(_UNUSED in warning for warning in warnings)


def incidents_fact(counts: npt.NDArray[np.int64], heading: str) -> dict[str, str]:
    """Return the number of incidents as a fact of the report, where it is not that of the rows."""
    if (counts == 1).all():
        return {}
    return {"incidents": f"{int(counts.sum()):,}, by the counts in '{heading}' of {count_of(len(counts), 'row')}"}


def _empty(column: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    nulls = np.asarray(column.is_null().to_numpy(), dtype=bool)
    if not is_text(column.type) and not pa.types.is_dictionary(column.type):
        return nulls
    blank = pc.equal(pc.utf8_trim_whitespace(as_text(column)), "").fill_null(True)
    return np.asarray(nulls | np.asarray(blank), dtype=bool)


def _fault(values: Floats, mapped: bool) -> str:
    """Return what speaks against these values as counts; empty where nothing does."""
    if not np.isfinite(values).all():
        return "holds values that are no numbers"
    if (values != np.floor(values)).any():
        return f"holds numbers that are not whole, such as {values[values != np.floor(values)][0]:g}"
    if mapped:
        return ""
    if np.abs(values).max() > _MOST:
        return f"holds numbers over {_MOST:,}, such as {values[np.abs(values) > _MOST][0]:,.0f}"
    different = len(np.unique(values))
    if len(values) >= _FEW and 2 * different > len(values):
        return "holds nearly as many values as rows"
    if len(values) >= _PROOF and (np.diff(values) == 1).all():
        return "numbers the rows"
    return ""


def _unused_count_warning(heading: str, fault: str) -> str:
    return (
        f"The column '{heading}' is named like a count of incidents but {fault}: {_UNUSED}, and every row is one "
        f'incident. Give mapping = {{ count = "{heading}" }} to use whole numbers as counts, or mapping = '
        '{ count = "" } where it is none.'
    )


def _count_warning(heading: str, rows: int, total: int) -> str:
    return (
        f"The column '{heading}' counts incidents: {count_of(rows, 'row stands', 'rows stand')} for "
        f'{count_of(total, "incident")}. Set counts = "none" where every row is one incident.'
    )
