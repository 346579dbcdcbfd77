"""What is an id, and what only stands where one should: words for "none", rounded numbers, placeholders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.coordinate_headings import plain_heading
from beatwright.base.columns.text_columns import as_text

__all__ = ["Identities", "equal_rows", "identities", "repeated", "row_numbers"]

_BLANKS = "[\u00a0\u2007\u2009\u202f\u3000\t]+"
_NONE = (
    r"(?i)^(?:n\.?\s*/?\s*[ad]\.?|none|no|null|nil|nan|nat|unk\.?|unkn\.?|unknown|undefined|unassigned|"
    r"not\s+[a-z].*|no\s+[a-z][^0-9]*|"
    r"missing|blank|empty|void|pending.*|tbd|tba|tbc|to be .*|xxx*|x|test|see\s+.*|sin\s+.*|s/?[dn]|s\.\s?[dn]\.?|"
    r"desconocid[oa]|ninguno|sem\s+.*|desconhecid[oa]|inconnue?|aucune?|sans\s+.*|unbekannt|keine?|ohne|"
    r"#[a-z0-9/]+[!?]?|[-–—_.?*/\s]+|\(?(?:blank|null|none|unknown)\)?)$"
)
_NOTHING = r"^[-+]?0+(?:[.,]0+)?$|^0[0\s-]*0$|^-1$|^(?:9{5,}|1234567?8?9?0?)$"
_SCIENTIFIC = r"^[-+]?[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,3}$"
_ROUNDED = r"^[1-9][0-9]*0{4,}$"


@dataclass(frozen=True)
class Identities:
    """The ids of some rows.

    Parameters
    ----------
    values : pyarrow array of text, shape (n,)
        The ids; null where there is none.
    scientific : array of bool, shape (n,)
        Rows whose id a spreadsheet has rounded.
    nothing : array of bool, shape (n,)
        Rows whose cell only says that there is no id.
    """

    values: Any
    scientific: npt.NDArray[np.bool_]
    nothing: npt.NDArray[np.bool_]


def identities(column: Any) -> Identities:
    """Return the ids of a column.

    Examples
    --------
    >>> found = identities(pa.array(["A7", "N/A", "2.02E+11", " ", "00000", "00000"]))
    >>> found.values.to_pylist(), int(found.scientific.sum()), int(found.nothing.sum())
    (['A7', None, None, None, None, None], 1, 3)
    """
    text = pc.utf8_trim_whitespace(pc.replace_substring_regex(as_text(column), _BLANKS, " "))
    text = pc.if_else(pc.equal(text, ""), None, text)
    scientific = _fits(text, _SCIENTIFIC) | _rounded(text)
    nothing = (_fits(text, _NONE) | _naught(text)) & ~scientific
    return Identities(pc.if_else(pa.array(scientific | nothing), None, text), scientific, nothing)


def _fits(text: Any, form: str) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(pc.match_substring_regex(text, form), False).to_numpy(zero_copy_only=False))


def _rounded(text: Any) -> npt.NDArray[np.bool_]:
    """Return the long numbers that end in noughts, where the numbers of the column nearly all do and many repeat."""
    long = np.asarray(pc.fill_null(pc.greater_equal(pc.utf8_length(text), 9), False).to_numpy(zero_copy_only=False))
    fits = _fits(text, _ROUNDED) & long
    filled = len(text) - text.null_count
    if fits.sum() < max(2, 0.9 * filled) or not repeated(text).any():
        return np.zeros(len(text), dtype=bool)
    return np.asarray(fits)


def _naught(text: Any) -> npt.NDArray[np.bool_]:
    """Return the noughts and the like; what stands once, or begins the count 0, 1, 2 ..., is an id."""
    fits = _fits(text, _NOTHING)
    if not fits.any():
        return fits
    counts = pd.Series(text.filter(pa.array(fits)), dtype="str").value_counts()
    others = pd.Series(text.filter(pa.array(~fits)), dtype="str").dropna().value_counts()
    most = int(others.max()) if len(others) else 0
    for word, count in counts.items():
        counted = str(word).strip("0") != "" or f"{str(word)[:-1]}1" in others.index
        if count == 1 or (counted and count <= most):
            fits &= ~_equals(text, str(word))
    return fits


def _equals(text: Any, word: str) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.fill_null(pc.equal(text, word), False).to_numpy(zero_copy_only=False))


def repeated(ids: Any) -> npt.NDArray[np.bool_]:
    """Return which ids stand more than once; missing ones never do."""
    order = pc.array_sort_indices(ids)
    tidy = ids.take(order)
    same = pc.fill_null(pc.equal(tidy.slice(1), tidy.slice(0, max(len(tidy) - 1, 0))), False)
    like_next = np.append(same.to_numpy(zero_copy_only=False), False)[: len(tidy)]
    result = np.zeros(len(ids), dtype=bool)
    result[np.asarray(order)] = like_next | np.roll(like_next, 1)
    return result


_ROW_NUMBERS = """
    objectid objectid1 fid ogcfid ogrfid rowid rownum rownumber rowno index unnamed0 globalid cartodbid gid recno
"""


def row_numbers(table: pa.Table) -> list[str]:
    """Return the columns that only number the rows, as databases and programs add them: every value is another.

    >>> row_numbers(pa.table({"OBJECTID": [1, 2], "FID": [0, 0], "case": [7, 8]}))
    ['OBJECTID']
    """
    named = [
        heading
        for heading in table.column_names
        if plain_heading(heading) in _ROW_NUMBERS.split() or heading == "column 1"
    ]
    return [heading for heading in named if pc.count_distinct(table.column(heading)).as_py() == len(table)]


def equal_rows(table: pa.Table, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return those of `rows` that equal an earlier one of them in every cell, in the order of the file."""
    group = np.zeros(len(rows), dtype=np.int64)
    for heading in table.column_names:
        if not len(rows):
            break
        cells = as_text(table.column(heading).take(pa.array(rows))).dictionary_encode()
        codes = np.asarray(pc.fill_null(pc.cast(cells.indices, pa.int64()), -1).to_numpy(zero_copy_only=False))
        _, group, counts = np.unique(
            group * (len(cells.dictionary) + 1) + codes + 1, return_inverse=True, return_counts=True
        )
        again = counts[group] > 1
        rows, group = rows[again], group[again]
    return rows[pd.Series(group).duplicated().to_numpy()] if len(rows) else rows
