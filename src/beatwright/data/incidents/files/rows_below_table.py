"""What stands below a table and is no incident: totals, footnotes, sources."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc

from beatwright.base.columns.text_columns import as_text, row_texts
from beatwright.data.incidents.files.raw_table import BadRow
from beatwright.data.incidents.rows.row_account import RowAccount

__all__ = ["NOTE", "drop_notes", "is_total", "marked_notes"]

NOTE = "total or note below the table"

# Records systems print a handful of lines below a table, not hundreds.
_MOST = 50
_TOTAL = (
    r"(?i)^[\s*\"'(]*(?:(?:grand|sub|over\s?all|report)?[\s_-]*totals?|sub[\s_-]?totals?|totale?s?|totaal|totais|"
    r"gesamt(?:summe|zahl|ergebnis)?|insgesamt|zwischensumme|summe|somme|soma|suma|итого|всего|合计|总计|合計|합계)"
    r"(?:\s+(?:general|geral|général|générale|generale|of|number|records?|rows?|incidents?|calls?|count|crimes?|"
    r"offen[cs]es?|events?|delitos|casos|ocorrências|faits|[0-9.,]+)\b.*)?\s*[:=]?[\s0-9.,]*[)\"']*$"
)
_WORDS = (
    r"(?i)^[\s*\"'(]*(?:sources?|notes?|footnotes?|n\.b|data (?:as of|source|from|provided)|as of|printed|generated|"
    r"report (?:run|date|generated|printed)|run date|exported|page [0-9]+|end of (?:report|file|data)|disclaimer|©|"
    r"fuentes?|notas?|fonte|quellen?|hinweis|anmerkung|stand|"
    r"remarques?|bron|[0-9,.]+ (?:rows|records))\b|^\s*\*|^\s*-{3,}"
)


def marked_notes(bad: Sequence[BadRow], rows: int) -> tuple[BadRow, ...]:
    """Give rows that could not be taken apart their reason where they are totals or notes below the table.

    Parameters
    ----------
    bad : sequence of BadRow
        In the order of the file.
    rows : int
        Rows of the file.

    Examples
    --------
    >>> marked_notes([BadRow(2, "1 fields instead of 5", "Source: Police")], 2)[0].reason
    'total or note below the table'
    """
    return tuple(
        dataclasses.replace(row, reason=NOTE) if row.row > rows - _MOST and _is_note(row.text) else row for row in bad
    )


def is_total(text: str) -> bool:
    """Say whether a cell is the name of a row of totals.

    >>> is_total("Total"), is_total("Gesamt"), is_total("Central")
    (True, True, False)
    """
    return bool(re.match(_TOTAL, text))


def _is_note(text: str) -> bool:
    cells = [cell for cell in re.split(r"[,;\t|]", text) if cell.strip()]
    return bool(cells) and bool(re.match(_TOTAL, cells[0]) or re.match(_WORDS, text))


def drop_notes(account: RowAccount) -> None:
    """Leave out totals and notes: rows whose first filled cell says so, and that are mostly empty.

    Totals of parts stand anywhere in the first column; other totals, and notes, among the last rows.
    """
    rows, headings = len(account.table), account.table.headings
    if not rows or len(headings) < 2:
        return
    first = as_text(account.table.columns.column(headings[0]))
    totals = pc.fill_null(pc.match_substring_regex(first, _TOTAL), False).to_numpy(zero_copy_only=False)
    suspects = np.union1d(np.flatnonzero(totals), np.arange(max(rows - _MOST, 0), rows))
    columns = [row_texts(account.table.columns.column(heading), suspects).to_pylist() for heading in headings]
    mask = np.zeros(rows, dtype=bool)
    for row, texts in zip(suspects, zip(*columns, strict=True), strict=True):
        filled = [text.strip() for text in texts if text and text.strip()]
        mask[row] = _is_note_row(filled, len(texts), last=bool(row >= rows - _MOST))
    account.drop(mask, NOTE)


def _is_note_row(filled: list[str], width: int, *, last: bool) -> bool:
    if not filled:
        return False
    note = last and len(filled) == 1 and bool(re.match(_WORDS, filled[0]))
    return note or (2 * len(filled) <= width and bool(re.match(_TOTAL, filled[0])))
