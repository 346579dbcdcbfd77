"""What the cells of a roster's table say: a shift by its name or its clock, or a day off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from beatwright.base import check
from beatwright.base.columns.table_rows import read_table_rows
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.files.formula_guard import unguard
from beatwright.base.words import listed
from beatwright.core import Shift
from beatwright.core.roster import LEAVE

__all__ = ["ShiftCodes", "shift_option_complaints", "shifts_of_workbook"]

_OFF = ("", "-", "–", "off", "free", "rdo", LEAVE)
_SHEET = "Shifts"
_HEADINGS = ("shift", "begins", "ends")
_SECONDS = re.compile(r":00$")


class ShiftCodes:
    """Shifts by their names, those that a cell gives by its clock among them, and words for off.

    Parameters
    ----------
    shifts : iterable of Shift
        Of two with one name the first counts.
    off : iterable of str
        Further words for a day off.

    Examples
    --------
    >>> codes = ShiftCodes([Shift("N", 22, 8)], ["leave"])
    >>> [codes.shift_in("7", day, text) for day, text in enumerate(["n", "22-06", "Leave", "X"])]
    ['N', 'N', '', '']
    >>> list(codes.complaints())
    ["Officer 7, 3: 'X' is no shift. Known: N, or a clock such as '22-06'."]
    """

    def __init__(self, shifts: Iterable[Shift], off: Iterable[str] = ()) -> None:
        self._shifts: dict[str, Shift] = {}
        for shift in shifts:
            self._shifts.setdefault(shift.name, shift)
        self._off = {*_OFF, *(word.strip().lower() for word in off)}
        self._strange: dict[str, list[tuple[str, object]]] = {}

    def shift_in(self, officer: str, day: object, text: str) -> str:
        """Return the name of the shift that a cell gives, empty for off; a cell that gives none is kept to be told."""
        shift = self._found(text)
        if shift is None and text.lower() not in self._off:
            self._strange.setdefault(text, []).append((officer, day))
        return "" if shift is None else shift.name

    def _found(self, text: str) -> Shift | None:
        if text in self._shifts or not text:
            return self._shifts.get(text)
        alike = [shift for name, shift in self._shifts.items() if name.lower() == text.lower()]
        if len(alike) == 1 or text.lower() in self._off:
            return alike[0] if len(alike) == 1 else None
        try:
            read = Shift.read(text)
        except ParameterError:
            return None
        same = (one for one in self._shifts.values() if (one.start, one.hours) == (read.start, read.hours))
        return self._shifts.setdefault(text, next(same, read))

    def ordered(self, names: Iterable[str]) -> tuple[Shift, ...]:
        """Return the shifts of these names, those that begin early first."""
        known = {shift.name: shift for shift in self._shifts.values()}
        return tuple(sorted((known[name] for name in names), key=lambda one: (one.start, one.hours, one.name)))

    def complaints(self) -> Iterator[str]:
        """Yield the cells that are no shift, those that say the same together."""
        names = listed(sorted({shift.name for shift in self._shifts.values()})) or "none"
        known = f"Known: {names}, or a clock such as '22-06'."
        for text, cells in self._strange.items():
            officer, day = cells[0]
            if len(cells) == 1:
                yield f"Officer {officer}, {day}: {text!r} is no shift. {known}"
            else:
                places = listed(f"officer {who} on {when}" for who, when in cells)
                yield f"{text!r} is no shift, in {len(cells):,} cells: {places}. {known}"


def shifts_of_workbook(path: str | Path, complaints: Complaints) -> tuple[Shift, ...]:
    """Return the shifts of the sheet ``Shifts`` of a workbook, as we write it; none where it has no such sheet.

    Parameters
    ----------
    path : path
        The file of the roster.
    complaints : Complaints
        Takes rows of the sheet that are no shift.
    """
    if Path(path).suffix.lower() != ".xlsx":
        return ()
    try:
        table = read_table_rows(path, "the sheet of shifts", _SHEET)
    except InputError:
        return ()
    place = {heading.strip().lower(): at for at, heading in enumerate(table.columns)}
    if not set(_HEADINGS) <= set(place):
        return ()
    read = []
    for row in table.rows:
        name, begins, ends = (unguard(row[place[heading]]) for heading in _HEADINGS)
        clock = "-".join(_SECONDS.sub("", text) if text.count(":") > 1 else text for text in (begins, ends))
        read.append(complaints.attempt(partial(Shift.read, f"{name}={clock}")))
    return tuple(shift for shift in read if shift is not None)


def shift_option_complaints(owner: str, shifts: object, off: object) -> Iterator[str | None]:
    """Yield what is wrong with the options that say what shifts and days off are called.

    >>> next(filter(None, shift_option_complaints("CurrentRoster", ("N=22-06", "N=23-07"), ())))
    "The 'shifts' parameter of CurrentRoster gives N more than once. Give each name one clock."
    """
    wrong = False
    for name, value in (("shifts", shifts), ("off", off)):
        if not isinstance(value, tuple | list) or not all(isinstance(one, str) for one in value):
            wrong = True
            yield check.sentence(owner, name, "a list of texts", repr(value))
    if wrong or not isinstance(shifts, tuple | list) or not isinstance(off, tuple | list):
        return
    yield from (_shift_complaint(owner, one) for one in shifts)
    names = [one.rpartition("=")[0].strip() for one in shifts]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        yield f"The 'shifts' parameter of {owner} gives {listed(twice)} more than once. Give each name one clock."
    both = sorted({name for name in names if name and name.lower() in {word.strip().lower() for word in off}})
    if both:
        yield f"The options 'shifts' and 'off' of {owner} both give {listed(both)}. A word is a shift or a day off."


def _shift_complaint(owner: str, text: str) -> str | None:
    try:
        named = Shift.read(text)
    except ParameterError as problem:
        return f"The 'shifts' parameter of {owner}: {problem}"
    return None if named else ""
