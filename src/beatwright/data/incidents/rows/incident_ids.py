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
from beatwright.data.incidents.rows.row_account import Sieve

__all__ = ["DUPLICATE", "LESS_SEVERE", "make_ids", "sort_out_repeats"]

DUPLICATE = "duplicate id"
LESS_SEVERE = "less severe offence of a case"

_LARGE = 0.05
_MANY = 5


def sort_out_repeats(
    sieve: Sieve, heading: str, order: tuple[npt.NDArray[Any], ...], *, duplicates: str = "drop", offences: str = "all"
) -> list[str]:
    """Leave out rows given twice and, where asked, all but the most severe offence of a case; return what to tell.

    Parameters
    ----------
    sieve : Sieve
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
    rows = np.flatnonzero(sieve.kept)
    if not heading:
        return [*_tell_equal(sieve, rows), *_tell_numbered(sieve, rows), *_tell_no_ids(offences)]
    found = identities(sieve.table.columns.column(heading).take(pa.array(rows)))
    said = _tell_no_id(found, heading)
    again = repeated(found.values)
    copies = equal_rows(sieve.table.columns, rows[again])
    said += _tell_copies(len(copies), len(rows), heading, duplicates)
    if not again.any():
        said += _tell_equal(sieve, rows)
    said += _tell_numbered(sieve, rows)
    if duplicates == "drop":
        _drop(sieve, copies, DUPLICATE, heading)
    return said + _settle_cases(sieve, heading, rows[again], found.values.filter(pa.array(again)), order, offences)


def _drop(sieve: Sieve, rows: npt.NDArray[np.intp], reason: str, heading: str) -> None:
    mask = np.zeros(len(sieve.kept), dtype=bool)
    mask[rows] = True
    sieve.drop(mask, reason, sieve.texts_of(heading))


def _settle_cases(
    sieve: Sieve, heading: str, rows: npt.NDArray[np.intp], ids: Any, order: tuple[npt.NDArray[Any], ...], offences: str
) -> list[str]:
    """Keep every offence of a case, or the most severe."""
    names = pd.Series(ids, dtype="str").to_numpy()[sieve.kept[rows]]
    rows = rows[sieve.kept[rows]]
    codes = pd.factorize(names)[0]
    times = pd.Series(order[0][rows]).groupby(codes).transform("nunique").to_numpy()
    strange = times > _MANY  # one case has not that many times: the text stands for no case
    said = _tell_placeholders(names[strange], heading)
    rows, codes = rows[~strange], codes[~strange]
    sorting = np.lexsort([key[rows] for key in order]) if len(rows) else np.array([], dtype=int)
    less = rows[sorting[pd.Series(codes[sorting]).duplicated().to_numpy()]]
    if len(less) and offences == "most severe":
        _drop(sieve, less, LESS_SEVERE, heading)
    return said + _tell_cases(len(less), len(sieve.kept), heading, offences)


def _tell_cases(less: int, rows: int, heading: str, offences: str) -> list[str]:
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


def _tell_copies(copies: int, rows: int, heading: str, duplicates: str) -> list[str]:
    if copies <= _LARGE * rows:
        return []
    fate = "left out" if duplicates == "drop" else "kept"
    return [
        f"{copies:,} rows ({copies / rows:.0%}) repeat the id in the column '{heading}' and every other cell of "
        f"another row; they are {fate}. Is the file put together twice? See the option duplicates."
    ]


def _tell_equal(sieve: Sieve, rows: npt.NDArray[np.intp]) -> list[str]:
    equal = len(equal_rows(sieve.table.columns, rows))
    if not equal:
        return []
    return [
        f"{count_of(equal, 'row equals', 'rows equal')} another in every cell. Kept, for no column of ids tells "
        "whether they were given twice; map the column id for the option duplicates to judge them."
    ]


def _tell_numbered(sieve: Sieve, rows: npt.NDArray[np.intp]) -> list[str]:
    """Tell of the rows that differ from others by nothing but their number in the file."""
    numbers = row_numbers(sieve.table.columns)
    equal = len(equal_rows(sieve.table.columns.drop_columns(numbers), rows)) if numbers else 0
    if not equal:
        return []
    named = " and ".join(f"'{heading}'" for heading in numbers)
    return [
        f"{count_of(equal, 'row equals', 'rows equal')} another in every cell but {named}, which "
        f"{plural(len(numbers), 'only numbers', 'only number')} the rows. Kept. Is the file put together twice? To "
        f"leave them out, export it without {named} and map the number of the case as id."
    ]


def _tell_no_ids(offences: str) -> list[str]:
    if offences == "all":
        return []
    return ['offences = "most severe" needs the column id, which this file has not: every row is kept. Map id.']


def _tell_no_id(found: Identities, heading: str) -> list[str]:
    said = []
    if rounded := int(found.scientific.sum()):
        said.append(
            f"{count_of(rounded, 'id')} in the column '{heading}' {plural(rounded, 'was', 'were')} rounded by a "
            "spreadsheet (as in 2.02301E+11) and "
            f"{plural(rounded, 'is', 'are')} not used. Export again with this column as text."
        )
    if nothing := int(found.nothing.sum()):
        said.append(
            f"{count_of(nothing, 'cell')} of the column '{heading}' {plural(nothing, 'says', 'say')} that there is no "
            f"id (such as N/A or 0); {plural(nothing, 'its row counts', 'their rows count')} one by one."
        )
    return said


def _tell_placeholders(names: npt.NDArray[Any], heading: str) -> list[str]:
    if not len(names):
        return []
    shown = ", ".join(f"'{str(name)[:40]}'" for name in sorted(set(names))[:3])
    return [
        f"{len(names):,} rows share an id in the column '{heading}' but no time ({shown}): it is no number of a case, "
        "and they are kept."
    ]


def make_ids(sieve: Sieve, found: Recognised, rows: npt.NDArray[np.intp]) -> pd.Series:
    """Return one unique id, as text, for every one of `rows`; a row that stands for several incidents comes again.

    A case with several rows gives "case", "case/2", ...; a row without a number of its own is "row 17".
    """
    numbers = pa.array(sieve.table.rows[rows]).cast(pa.string())
    if (rows[1:] == rows[:-1]).any():
        numbers = pa.array(_numbered(pd.Series(numbers, dtype="str")), pa.string())
    heading = found.heading("id") or found.heading("case")
    if not heading:
        return pd.Series(numbers, dtype="str")
    given = identities(sieve.table.columns.column(heading).take(pa.array(rows))).values
    rowwise = pc.binary_join_element_wise(pa.scalar("row"), numbers, " ")
    ids = pd.Series(pc.if_else(given.is_null(), rowwise, given), dtype="str")
    again = repeated(given)
    if again.any():
        ids[again] = _numbered(ids[again])
    if not ids.is_unique:
        ids = ids.where(~ids.duplicated(), pd.Series(rowwise, dtype="str"))
    return ids if ids.is_unique else pd.Series(numbers, dtype="str")


def _numbered(ids: pd.Series) -> pd.Series:
    count = ids.groupby(ids).cumcount() + 1
    return ids.where(count == 1, ids + "/" + count.astype(str))
