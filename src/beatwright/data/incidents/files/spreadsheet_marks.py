"""Marks that make spreadsheets take numbers for text: ="00123" and '00123, in every cell of a column."""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from beatwright.base.columns.text_columns import is_text

__all__ = ["without_marks"]

_SAMPLE = 200
# Formulas of a text; texts in single quotes; texts behind one.
_MARKS = (r'^\s*="(.*)"\s*$', r"^\s*'(.*)'\s*$", r"^\s*'([^']*)$")


def without_marks(columns: Any) -> Any:
    r"""Return a table whose columns lose such a mark where every cell has it.

    Parameters
    ----------
    columns : pyarrow Table
        Of text.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"case": ['="007"', '="008"'], "lat": ["'41.5", "'41.6"], "road": ["'t Hof", "Dam"]})
    >>> without_marks(table).to_pylist()[0]
    {'case': '007', 'lat': '41.5', 'road': "'t Hof"}
    """
    for number, name in enumerate(columns.column_names):
        column = columns.column(number)
        if not is_text(column.type):
            continue
        pattern = _mark_of(column.slice(0, _SAMPLE).combine_chunks())
        if pattern and _all_have(column, pattern):
            bare = pc.replace_substring_regex(column, pattern, r"\1")
            columns = columns.set_column(number, name, bare)
    return columns


def _mark_of(sample: Any) -> str:
    return next((pattern for pattern in _MARKS if _all_have(sample, pattern)), "")


def _all_have(column: Any, pattern: str) -> bool:
    filled = pc.and_(pc.is_valid(column), pc.not_equal(pc.utf8_trim_whitespace(column), ""))
    hits = pc.match_substring_regex(column, pattern)
    return bool(pc.any(filled).as_py()) and bool(pc.all(pc.or_(pc.invert(filled), pc.fill_null(hits, False))).as_py())
