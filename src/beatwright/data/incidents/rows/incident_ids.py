"""Ids of incidents: rows given twice, cases of several offences, and one unique id for every row kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.words import count_of, plural
from beatwright.data.incidents.columns.recognised_columns import Recognised
from beatwright.data.incidents.rows.identity import Identities, equal_rows, identities, repeated, row_numbers
from beatwright.data.incidents.rows.row_account import RowAccount

__all__ = ["DUPLICATE", "LESS_SEVERE", "make_ids", "sort_out_repeats"]

DUPLICATE = "duplicate id"
LESS_SEVERE = "less severe offence of a case"

_LARGE = 0.05
_MANY = 5


def sort_out_repeats(
    account: RowAccount,
    heading: str,
    order: tuple[npt.NDArray[Any], ...],
    *,
    duplicates: str = "drop",
    offences: str = "all",
) -> list[str]:
    """Leave out rows given twice and, where asked, all but the most severe offence of a case; return what to tell.

    Parameters
    ----------
    account : RowAccount
        The account of the rows.
    heading : str
        The column of the ids; empty where there is none.
    order : tuple of arrays, shape (n,)
        What decides which row of a case stays, the strongest last: so that it does not depend on the order of the
        file. The last is minus the severity class, the first but last the time.
    duplicates : {"drop", "keep"}
        What becomes of rows that repeat an id and every other cell.
    offences : {"all", "most severe"}
        What becomes of rows that repeat an id and differ.
    """
    rows = np.flatnonzero(account.kept)
    if not heading:
        return [
            *_equal_row_warnings(account, rows),
            *_numbered_row_warnings(account, rows),
            *_no_id_column_warnings(offences),
        ]
    found = identities(account.table.columns.column(heading).take(pa.array(rows)))
    messages = _missing_id_warnings(found, heading)
    again = repeated(found.values)
    copies = equal_rows(account.table.columns, rows[again])
    messages += _copy_warnings(len(copies), len(rows), heading, duplicates)
    if not again.any():
        messages += _equal_row_warnings(account, rows)
    messages += _numbered_row_warnings(account, rows)
    if duplicates == "drop":
        _drop(account, copies, DUPLICATE, heading)
    return messages + _resolve_cases(
        account, heading, rows[again], found.values.filter(pa.array(again)), order=order, offences=offences
    )


def _drop(account: RowAccount, rows: npt.NDArray[np.intp], reason: str, heading: str) -> None:
    mask = np.zeros(len(account.kept), dtype=bool)
    mask[rows] = True
    account.drop(mask, reason, account.texts_of(heading))


def _resolve_cases(
    account: RowAccount,
    heading: str,
    rows: npt.NDArray[np.intp],
    ids: Any,
    order: tuple[npt.NDArray[Any], ...],
    offences: str,
) -> list[str]:
    """Keep every offence of a case, or the most severe."""
    names = pd.Series(ids, dtype="str").to_numpy()[account.kept[rows]]
    rows = rows[account.kept[rows]]
    codes = pd.factorize(names)[0]
    times = pd.Series(order[0][rows]).groupby(codes).transform("nunique").to_numpy()
    strange = times > _MANY  # one case has not that many times: the text stands for no case
    messages = _placeholder_id_warnings(names[strange], heading)
    rows, codes = rows[~strange], codes[~strange]
    sorting = np.lexsort([key[rows] for key in order]) if len(rows) else np.array([], dtype=int)
    less = rows[sorting[pd.Series(codes[sorting]).duplicated().to_numpy()]]
    if len(less) and offences == "most severe":
        _drop(account, less, LESS_SEVERE, heading)
    return messages + _case_warnings(len(less), len(account.kept), heading, offences)


def _case_warnings(less: int, rows: int, heading: str, offences: str) -> list[str]:
    if not less:
        return []
    many = f" That is {less / rows:.0%} of the rows." if less > _LARGE * rows else ""
    repeats = count_of(less, "row repeats", "rows repeat")
    what = f"{repeats} an id in the column '{heading}' and {plural(less, 'differs', 'differ')}"
    if offences == "all":
        return [
            f"{what}: taken as further offences of a case, and all are kept.{many} "
            'Set offences = "most severe" to count a case once.'
        ]
    return [
        f'{what}: only the most severe offence of each case is kept, as offences = "most severe" asks.{many} '
        'Set offences = "all" to keep every row.'
    ]


def _copy_warnings(copies: int, rows: int, heading: str, duplicates: str) -> list[str]:
    if copies <= _LARGE * rows:
        return []
    fate = "left out" if duplicates == "drop" else "kept"
    return [
        f"{copies:,} rows ({copies / rows:.0%}) repeat the id in the column '{heading}' and every other cell of "
        f"another row; they are {fate}. Is the file put together twice? See the option duplicates."
    ]


def _equal_row_warnings(account: RowAccount, rows: npt.NDArray[np.intp]) -> list[str]:
    equal = len(equal_rows(account.table.columns, rows))
    if not equal:
        return []
    return [
        f"{count_of(equal, 'row equals', 'rows equal')} another in every cell. Kept, for no column of ids tells "
        "whether they were given twice; map the column id for the option duplicates to judge them."
    ]


def _numbered_row_warnings(account: RowAccount, rows: npt.NDArray[np.intp]) -> list[str]:
    """Tell of the rows that differ from others by nothing but their number in the file."""
    numbers = row_numbers(account.table.columns)
    equal = len(equal_rows(account.table.columns.drop_columns(numbers), rows)) if numbers else 0
    if not equal:
        return []
    named = " and ".join(f"'{heading}'" for heading in numbers)
    return [
        f"{count_of(equal, 'row equals', 'rows equal')} another in every cell but {named}, which "
        f"{plural(len(numbers), 'only numbers', 'only number')} the rows. Kept. Is the file put together twice? To "
        f"leave them out, export it without {named} and map the number of the case as id."
    ]


def _no_id_column_warnings(offences: str) -> list[str]:
    if offences == "all":
        return []
    return ['offences = "most severe" needs the column id, which this file has not: every row is kept. Map id.']


def _missing_id_warnings(found: Identities, heading: str) -> list[str]:
    messages = []
    if rounded := int(found.scientific.sum()):
        messages.append(
            f"{count_of(rounded, 'id')} in the column '{heading}' {plural(rounded, 'was', 'were')} rounded by a "
            "spreadsheet (as in 2.02301E+11) and "
            f"{plural(rounded, 'is', 'are')} not used. Export again with this column as text."
        )
    if nothing := int(found.nothing.sum()):
        messages.append(
            f"{count_of(nothing, 'cell')} of the column '{heading}' {plural(nothing, 'says', 'say')} that there is no "
            f"id (such as N/A or 0); {plural(nothing, 'its row counts', 'their rows count')} one by one."
        )
    return messages


def _placeholder_id_warnings(names: npt.NDArray[Any], heading: str) -> list[str]:
    if not len(names):
        return []
    shown = ", ".join(f"'{str(name)[:40]}'" for name in sorted(set(names))[:3])
    return [
        f"{len(names):,} rows share an id in the column '{heading}' but no time ({shown}): it is no number of a case, "
        "and they are kept."
    ]


def make_ids(account: RowAccount, found: Recognised, rows: npt.NDArray[np.intp]) -> pd.Series:
    """Return one unique id, as text, for every one of `rows`; a row that stands for several incidents comes again.

    A case with several rows gives "case", "case/2", ...; a row without a number of its own is "row 17".
    """
    numbers = pa.array(account.table.rows[rows]).cast(pa.string())
    if (rows[1:] == rows[:-1]).any():
        numbers = pa.array(_numbered(pd.Series(numbers, dtype="str")), pa.string())
    heading = found.heading("id") or found.heading("case")
    if not heading:
        return pd.Series(numbers, dtype="str")
    written = identities(account.table.columns.column(heading).take(pa.array(rows))).values
    rowwise = pc.binary_join_element_wise(pa.scalar("row"), numbers, " ")
    ids = pd.Series(pc.if_else(written.is_null(), rowwise, written), dtype="str")
    again = repeated(written)
    if again.any():
        ids[again] = _numbered(ids[again])
    if not ids.is_unique:
        ids = ids.where(~ids.duplicated(), pd.Series(rowwise, dtype="str"))
    return ids if ids.is_unique else pd.Series(numbers, dtype="str")


def _numbered(ids: pd.Series) -> pd.Series:
    count = ids.groupby(ids).cumcount() + 1
    return ids.where(count == 1, ids + "/" + count.astype(str))
