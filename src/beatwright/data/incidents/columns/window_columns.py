"""The columns of the end of a window, beside those of its beginning: "Date From" and "Date To"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from beatwright.data.incidents.columns.column_contents import holds_clocks, holds_moments
from beatwright.data.incidents.columns.column_finder import Finder
from beatwright.data.incidents.columns.column_headings import CLOCKS_OF_END, ENDS, clock_headings, words_of
from beatwright.data.incidents.columns.column_headings import plain_heading as plain

__all__ = ["end_clock", "end_heading", "twins_of"]

# The word for the beginning in a heading, and the word that the heading of the end has in its place.
_TWINS = (
    ("from", "to"), ("from", "thru"), ("from", "through"), ("from", "until"), ("start", "end"), ("starting", "ending"),
    ("started", "ended"), ("start", "stop"), ("begin", "end"), ("beginning", "ending"), ("beginning", "end"),
    ("began", "ended"), ("began", "end"), ("first", "last"), ("earliest", "latest"), ("fr", "to"), ("von", "bis"),
    ("ab", "bis"), ("desde", "hasta"), ("desde", "ate"), ("inicio", "fin"), ("inicio", "fim"), ("inicio", "termino"),
    ("inicial", "final"), ("debut", "fin"), ("inizio", "fine"), ("min", "max"), ("lower", "upper"), ("early", "late"),
    ("beginn", "ende"), ("anfang", "ende"), ("after", "before"), ("date1", "date2"), ("time1", "time2"),
    ("datetime1", "datetime2"), ("vanaf", "tot"), ("van", "tot"),
)  # fmt: skip
# As whole words alone: they are parts of too many others.
_SHORT_TWINS = (("on", "to"), ("on", "thru"), ("du", "au"), ("da", "a"), ("od", "do"))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# "Occurred Date" and "Occurred End Date": what the heading of the end says more, where the first is of an occurrence.
_MORE = _words("to end ending ended thru through until last latest hasta fin fim final bis ende tot")
_OCCURRENCE = _words("""
    occurred occurrence occur occ occured offense offence offenses incident crime event cmplnt committed hecho hechos
    delito fait faits tat tatzeit ocorrencia fato reato fatto
""")


def twins_of(finder: Finder, heading: str) -> Iterator[str]:
    """Yield the headings of the table that say of the end of a window what `heading` says of its beginning.

    >>> import pyarrow as pa
    >>> from beatwright.data.incidents.files.raw_table import RawTable
    >>> table = pa.table({name: [""] for name in ("OCCURRED ON", "OCCURRED TO", "Offense Date", "Offense End Date")})
    >>> finder = Finder(RawTable.of(table, {}))
    >>> list(twins_of(finder, "OCCURRED ON")), list(twins_of(finder, "Offense Date"))
    (['OCCURRED TO'], ['Offense End Date'])
    """
    others = [other for other in finder.table.headings if other != heading]
    known, name, words = {plain(other): other for other in reversed(others)}, plain(heading), words_of(heading)
    glued = (name.replace(one, other) for one, other in _TWINS if one in name)
    yield from (known[twin] for twin in glued if twin in known)
    wanted = [words - {one} | {other} for one, other in _SHORT_TWINS if one in words]
    wanted += [words | {more} for more in sorted(_MORE - words) if words & _OCCURRENCE]
    yield from (other for other in others if words_of(other) in wanted)


def end_heading(finder: Finder, start: str) -> str:
    """Return the heading of the end of the window that begins in the column `start`; empty where there is none.

    A column whose values are no dates is none. Without a `start` it is a column that can be nothing but an end.

    >>> import pyarrow as pa
    >>> from beatwright.data.incidents.files.raw_table import RawTable
    >>> columns = pa.table({"Date From": ["2024-01-01"], "Date To": ["2024-01-02"], "Kind": ["BURGLARY"]})
    >>> end_heading(Finder(RawTable.of(columns, {})), "Date From")
    'Date To'
    """
    named = (heading for heading in finder.named(ENDS) if heading != start)
    return next(
        (
            other
            for other in (*(twins_of(finder, start) if start else ()), *named)
            if _holds(finder, other, holds_moments)
        ),
        "",
    )


def end_clock(finder: Finder, end: str, clock: str) -> str:
    """Return the heading of the time of day of the column `end`; empty where there is none.

    Parameters
    ----------
    finder : Finder
        Of the table.
    end : str
        The column of the end of the window.
    clock : str
        The column of the time of day of the beginning, or its hour, which is not the end's; empty where there is none.

    >>> import pyarrow as pa
    >>> from beatwright.data.incidents.files.raw_table import RawTable
    >>> columns = pa.table({name: ["10:00"] for name in ("date_from", "time_from", "date_to", "time_to")})
    >>> end_clock(Finder(RawTable.of(columns, {})), "date_to", "time_from")
    'time_to'
    """
    if not end:
        return ""
    twins = twins_of(finder, clock) if clock else ()
    named = finder.named((*clock_headings(plain(end)), *CLOCKS_OF_END))
    found = (other for other in (*twins, *named) if other not in (end, clock))
    return next((other for other in found if _holds(finder, other, holds_clocks)), "")


def _holds(finder: Finder, heading: str, holds: Callable[[Any], bool]) -> bool:
    values = finder.sample(heading)
    return not len(values) or holds(values)
