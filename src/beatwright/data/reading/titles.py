"""Lines above the headings: titles that records systems print, and the line that tells a spreadsheet the delimiter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from beatwright.data.reading.headings import ROLES, plain

__all__ = ["heading_row", "separator_line"]

_KNOWN = {alias: role for role, aliases in reversed(ROLES.items()) for alias in aliases}
_NEEDED = ("time", "lon", "lat", "x", "y", "point")
_SEPARATOR = re.compile(rb'\s*"?sep=([,;\t|])"?[,;\t|]*[ ]*(?:\r\n|\r|\n)', re.IGNORECASE)


def separator_line(text: bytes) -> tuple[str, int]:
    r"""Return the delimiter that a first line such as ``sep=;`` names, and where the next line begins.

    >>> separator_line(b"sep=;\na;b\n")
    (';', 6)
    >>> separator_line(b"a;b\n")
    ('', 0)
    """
    match = _SEPARATOR.match(text)
    return (match[1].decode(), match.end()) if match else ("", 0)


def heading_row(rows: Sequence[Sequence[object]]) -> int:
    """Return which of the first rows holds the headings; 0 where no later one does without a doubt.

    A later row holds them where it names two of the columns that we know, one of them a time or a place, the first
    row names none, and every row above is filled by half of it at most, as titles are.

    >>> heading_row([["Report", ""], ["Printed 2024-02-01", ""], ["Date", "Offense", "Location"]])
    2
    >>> heading_row([["When", "What"], ["date", "crime"]])
    0
    """
    if not rows or _roles(rows[0]):
        return 0
    for number, row in enumerate(rows):
        roles = _roles(row)
        if len(roles) > 1 and roles.intersection(_NEEDED):
            return number if all(2 * _filled(above) <= _filled(row) for above in rows[:number]) else 0
    return 0


def _roles(row: Sequence[object]) -> set[str]:
    words = (plain(str(cell)) for cell in row if cell is not None)
    return {_KNOWN[word] for word in words if word in _KNOWN}


def _filled(row: Sequence[object]) -> int:
    return sum(cell is not None and bool(str(cell).strip()) for cell in row)
