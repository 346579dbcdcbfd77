"""Read the cars of today from a table: so many at a post, in an hour, on a tour, or all week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from beatwright.base.columns.cell_text import cell_text
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.files.open_file import format_of, regular_file
from beatwright.base.vector.vector_files import read_any, read_text_table
from beatwright.base.words import count_of, listed
from beatwright.core.hours_of_week import WEEKDAYS
from beatwright.core.tour import Tour

__all__ = ["CarTable", "hours_without", "read_car_table"]

_POST = ("post", "site", "site_id", "post_id", "command", "precinct", "station", "district", "id")
_CARS = ("cars", "crews", "units", "patrol_cars", "vehicles")
_DAY = ("day", "days", "weekday", "day_of_week")
_HOUR = ("hour", "hour_of_day")
_TOUR = ("tour", "shift", "watch", "hours")
_START, _END = ("start", "from", "begin", "start_hour"), ("end", "to", "until", "end_hour")
_HOURS_OF_DAY, _DAYS = 24, 7
_GROUPS = {
    "daily": range(7), "all": range(7), "every day": range(7), "weekday": range(5), "weekdays": range(5),
    "weekend": range(5, 7), "weekends": range(5, 7),
}  # fmt: skip
_EXAMPLE = "post,day,tour,cars with rows such as 'North,Friday,16-24,5'; or post,day,hour,cars; or post,cars"


@dataclass(frozen=True, eq=False)
class CarTable:
    """Cars of today as a file gives them.

    Parameters
    ----------
    file : str
        Name of the file.
    week : mapping of str to array of int, shape (168,)
        Cars on duty in each hour of the week (0 = Monday 00:00), by post; hours that no row names have none.
    unnamed : mapping of str to int
        Hours of the week that no row of the post names, where there are any.
    """

    file: str
    week: Mapping[str, npt.NDArray[np.int64]]
    unnamed: Mapping[str, int] = field(default_factory=dict)


def read_car_table(path: str | Path) -> CarTable:
    """Read a table with a row for a post and an hour, or a tour, or the whole week.

    Columns are told by their names: the post (``post``, ``site``, ``precinct``), the cars (``cars``, ``crews``), and
    where there are any the ``day`` (a name; ``weekdays``, ``weekend``, ``daily``; without the column every day) and the
    ``hour`` (0 to 23), the ``tour`` (``16-24``) or its ``start`` and ``end``. Cars of tours that overlap add up. A tour
    that passes midnight belongs to the day on which it begins.

    Raises
    ------
    InputError
        With every complaint at once: columns that are missing, days, hours and numbers that cannot be, rows that are
        there twice. Each names its row.
    """
    try:
        file = regular_file(path)
        table = read_text_table(file, as_text=True) if format_of(file) == "text" else read_any(file)
    except (InputError, ValueError) as problem:
        raise InputError(f"Today's cars cannot be read: {problem}") from None
    if not len(table):
        raise InputError(f"The file of today's cars '{file.name}' has no rows.")
    columns = _Columns.found(file.name, [str(column) for column in table.columns])
    complaints = Complaints()
    rows = [_row(number, row, columns, complaints) for number, row in enumerate(table.to_dict("records"), 1)]
    read = [row for row in rows if row is not None]
    complaints.extend(_twice(read))
    complaints.raise_if_any(InputError, f"The cars of '{file.name}' cannot be used")
    return _summed(file.name, read)


@dataclass(frozen=True)
class _Columns:
    """Names of the columns; None where the table has none of the kind."""

    post: str
    cars: str
    day: str | None
    hour: str | None
    tour: str | None
    start: str | None
    end: str | None

    @classmethod
    def found(cls, file: str, columns: Sequence[str]) -> _Columns:
        known = {column.strip().lower(): column for column in reversed(columns)}

        def named(names: Iterable[str]) -> str | None:
            return next((known[name] for name in names if name in known), None)

        post, cars = named(_POST), named(_CARS)
        when = [named(names) for names in (_DAY, _HOUR, _TOUR, _START, _END)]
        if post is None or cars is None:
            raise InputError(
                f"The file of today's cars '{file}' has no column of {'posts' if post is None else 'cars'}. Give the "
                f"columns {_EXAMPLE}. Its columns: {listed(columns)}."
            )
        if (when[3] is None) != (when[4] is None) or sum(one is not None for one in when[1:4]) > 1:
            raise InputError(
                f"When are the cars of '{file}' on duty? Give one of: a column 'hour', a column 'tour', or both "
                f"'start' and 'end'. Its columns: {listed(columns)}."
            )
        return cls(post, cars, *when)


@dataclass(frozen=True)
class _Row:
    """One row read: the hours of the week that it is about, `length` of them a day, and the cars on duty in them."""

    number: int
    post: str
    said: str
    hours: npt.NDArray[np.int64]
    length: int
    by_hour: bool
    cars: int


def _row(number: int, row: Mapping[str, object], columns: _Columns, complaints: Complaints) -> _Row | None:
    def cell(column: str | None) -> str:
        return "" if column is None else cell_text(row[column])

    post, cars = cell(columns.post), cell(columns.cars)
    # An empty cell is no "every day": in a table of merged cells it is the day above.
    days = range(_DAYS) if columns.day is None else _days(cell(columns.day))
    hours = _hours(cell(columns.hour), cell(columns.tour), (cell(columns.start), cell(columns.end)), columns)
    wrong = [
        None if post else "has no post",
        None if cars.isdecimal() else f"gives {cars!r} cars: a whole number of at least 0 is expected",
        f"names the day {cell(columns.day)!r}: give a name such as Friday, or weekdays, weekend, daily"
        if days is None
        else None,
        hours if isinstance(hours, str) else None,
    ]
    complaints.extend(f"Row {number} {text}." for text in wrong if text)
    if any(wrong) or days is None or isinstance(hours, str):
        return None
    week = (np.asarray(days)[:, None] * _HOURS_OF_DAY + hours) % (_DAYS * _HOURS_OF_DAY)
    said = " ".join(filter(None, (cell(columns.day), cell(columns.hour), cell(columns.tour), cell(columns.start))))
    by_hour = columns.hour is not None or not _timed(columns)
    return _Row(number, post, said, week.ravel(), length=len(hours), by_hour=by_hour, cars=int(cars))


def _timed(columns: _Columns) -> bool:
    return any((columns.hour, columns.tour, columns.start))


def _days(text: str) -> Sequence[int] | None:
    """Return the days of the week, 0 = Monday; None where the text is no day."""
    word = text.lower().rstrip(".")
    if word in _GROUPS:
        return _GROUPS[word]
    found = [day for day, name in enumerate(WEEKDAYS) if len(word) >= 3 and name.lower().startswith(word)]
    return found if len(found) == 1 else None


def _hours(hour: str, tour: str, ends: tuple[str, str], columns: _Columns) -> npt.NDArray[np.int64] | str:
    """Return the hours after midnight of the first day; or what is wrong with them."""
    if columns.hour is not None:
        clock = hour.removesuffix(":00")
        if clock.isdecimal() and int(clock) < _HOURS_OF_DAY:
            return np.array([int(clock)])
        return f"names the hour {hour!r}: a whole number from 0 to 23 is expected"
    if not _timed(columns):
        return np.arange(_HOURS_OF_DAY)
    try:
        read = Tour.read(tour if columns.tour is not None else "-".join(ends))
    except ParameterError as problem:
        return f"has no tour that can be read: {str(problem).rstrip('.')}"
    return np.arange(read.start, read.start + read.hours)


def _twice(rows: Iterable[_Row]) -> Iterable[str]:
    """Tell rows that name a post and a time again: an hour or a whole day, or a tour that begins with another row's.

    Tours that begin at different hours overlap and add up; two of the same hours on one day are one too many, though
    one says daily and the other Monday.
    """
    named: dict[tuple[str, int, int], int] = {}
    for row in rows:
        length = 1 if row.by_hour else row.length
        times = row.hours if row.by_hour else row.hours.reshape(-1, length)[:, 0]
        first = [named.setdefault((row.post, int(time), length), row.number) for time in times]
        other = min((number for number in first if number != row.number), default=0)
        if other:
            yield (
                f"Row {row.number} names post '{row.post}' {row.said} again, after row {other}. Give the cars of a "
                "post and a time once."
            )


def _summed(file: str, rows: Iterable[_Row]) -> CarTable:
    week: dict[str, npt.NDArray[np.int64]] = {}
    named: dict[str, npt.NDArray[np.bool_]] = {}
    for row in rows:
        cars = week.setdefault(row.post, np.zeros(_DAYS * _HOURS_OF_DAY, dtype=np.int64))
        hours = named.setdefault(row.post, np.zeros(_DAYS * _HOURS_OF_DAY, dtype=bool))
        cars[row.hours] += row.cars
        hours[row.hours] = True
    unnamed = {post: int((~hours).sum()) for post, hours in named.items() if not hours.all()}
    return CarTable(file, week, unnamed)


def hours_without(table: CarTable, posts: Iterable[str]) -> str:
    """Return a note on the hours that no row names, of these posts; empty where there are none."""
    short = {post: table.unnamed[post] for post in posts if post in table.unnamed}
    if not short:
        return ""
    told = listed(f"{post} {count_of(hours, 'hour')}" for post, hours in short.items())
    return f"Hours of the week for which '{table.file}' names no cars have none: {told}."
