"""Lines above the headings: titles that records systems print, and the line that tells a spreadsheet the delimiter."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

from beatwright.base.columns.coordinate_headings import (
    EASTINGS,
    LATITUDES,
    LONGITUDES,
    NORTHINGS,
    POINTS,
    plain_heading,
)

__all__ = ["PLACES", "heading_row", "roles_in", "separator_line"]

_NAMES = (
    "name station stationname id siteid zoneid zone geoid district districtid beat sector precinct post postname unit "
    "label title address type nombre estacion direccion nom adresse standort bezeichnung adresse"
)
# The columns of tables of stations, sites and districts: plain heading -> what it holds.
PLACES: Mapping[str, str] = {
    **dict.fromkeys(_NAMES.split(), "name"),
    **dict.fromkeys(("zone", "zoneid", "geoid", "unit"), "zone"),
    **dict.fromkeys((*LONGITUDES, *EASTINGS), "lon"),
    **dict.fromkeys((*LATITUDES, *NORTHINGS), "lat"),
    **dict.fromkeys(POINTS, "point"),
}
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


def heading_row(
    rows: Sequence[Sequence[object]],
    known: Mapping[str, str] = PLACES,
    needed: Container[str] = ("lon", "lat", "point", "zone"),
) -> int:
    """Return which of the first rows holds the headings; 0 where no later one does without a doubt.

    A later row holds them where it names two of the columns that we know, one of them needed, the first row names
    none, and every row above is filled by half of it at most, as titles are.

    Parameters
    ----------
    rows : sequence of rows
        The first rows of a table.
    known : mapping of str to str
        Plain heading -> what it holds.
    needed : container of str
        What one of the columns must hold.

    Examples
    --------
    >>> heading_row([["Report", ""], ["Printed 2024-02-01", ""], ["Name", "Type", "Location"]])
    2
    >>> heading_row([["When", "What"], ["name", "location"]])
    0
    """
    if not rows or roles_in(rows[0], known):
        return 0
    for number, row in enumerate(rows):
        roles = roles_in(row, known)
        if len(roles) > 1 and any(role in needed for role in roles):
            return number if all(2 * _filled(above) <= _filled(row) for above in rows[:number]) else 0
    return 0


def roles_in(row: Sequence[object], known: Mapping[str, str] = PLACES) -> set[str]:
    """Return what the headings in a row hold, as far as they are known.

    >>> sorted(roles_in(["Station", "Lat.", "Long.", "Phone"]))
    ['lat', 'lon', 'name']
    """
    words = (plain_heading(str(cell)) for cell in row if cell is not None)
    return {known[word] for word in words if word in known}


def _filled(row: Sequence[object]) -> int:
    return sum(cell is not None and bool(str(cell).strip()) for cell in row)
