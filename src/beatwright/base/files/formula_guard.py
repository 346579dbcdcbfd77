"""Texts that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["guard", "guarded", "unguard"]

# The sign, plain or of full width (which some spreadsheets fold into the plain one), after anything that is not seen:
# blanks, control characters, marks without width or of direction.
_UNSEEN = (
    r"\s\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_FORMULA = re.compile(f"^[{_UNSEEN}]*[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212]|^[\t\r\n]")
_NUMBER = re.compile(r"^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$", re.IGNORECASE)


def guard(text: str) -> str:
    """Return `text`, with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> guard("=HYPERLINK(1)"), guard("\uff1d1+1"), guard("\u200b@SUM(1)"), guard("today")
    ("'=HYPERLINK(1)", "'\uff1d1+1", "'\u200b@SUM(1)", 'today')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """Return `text` without the apostrophe that `guard` has put before it.

    >>> unguard("'=1+1"), unguard("'s Graveland")
    ('=1+1', "'s Graveland")
    """
    return text[1:] if text.startswith("'") and guard(text[1:]) == text else text


def guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with `guard` on every text and heading; plain numbers such as -90.2 stay as they are."""
    done: pd.DataFrame = table.apply(lambda column: column.map(_cell, na_action="ignore"))
    renamed: pd.DataFrame = done.rename(columns=lambda name: guard(str(name)))
    return renamed


def _cell(value: object) -> object:
    return guard(value) if isinstance(value, str) and not _NUMBER.match(value) else value
