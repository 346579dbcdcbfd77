"""Read what officers wish for: lines or weeks, a row for each wish, with its rank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints
from beatwright.base.words import listed, of_these
from beatwright.planning.rosters.officer_table import OfficerTable, rows_by_heading, whole_number

__all__ = ["YearOfWeeks", "read_leave_limits", "read_leave_wishes", "read_line_wishes"]

_WEEK = 7
_FEW = 30  # officers that a hint can name
Wishes = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class YearOfWeeks:
    """The weeks that leave is given in.

    Parameters
    ----------
    start : date
        First day of the first week.
    weeks : int
        How many there are.

    Examples
    --------
    >>> year = YearOfWeeks(date(2026, 1, 5), 52)
    >>> year.week_of("2"), year.week_of("2026-01-14"), year.week_of("2027-01-04"), year.first_day(1).isoformat()
    (1, 1, None, '2026-01-12')
    """

    start: date
    weeks: int

    def week_of(self, text: str) -> int | None:
        """Return the week, 0 = the first, of its number from 1 on, or of a date in it; None where there is none."""
        if text.isdecimal():
            return int(text) - 1 if 1 <= int(text) <= self.weeks else None
        try:
            week = (date.fromisoformat(text.removesuffix(" 00:00:00")) - self.start).days // _WEEK
        except ValueError:
            return None
        return week if 0 <= week < self.weeks else None

    def first_day(self, week: int) -> date:
        """Return the first day of a week, 0 = the first."""
        return date.fromordinal(self.start.toordinal() + _WEEK * week)

    @property
    def words(self) -> str:
        """What a week may be called."""
        last = date.fromordinal(self.first_day(self.weeks).toordinal() - 1)
        return f"Weeks are numbered 1 to {self.weeks}, or named by a date from {self.start} to {last}."


def read_line_wishes(path: str | Path, table: OfficerTable, lines: int, complaints: Complaints) -> Wishes:
    """Return the lines that each officer bids for, the best first, by their numbers from 1 on.

    Parameters
    ----------
    path : path
        CSV or XLSX with a row for a bid: ``officer``, ``rank`` (1 is the best), and the number of the ``line``.
    table : OfficerTable
        Who may bid.
    lines : int
        How many lines the roster has.
    complaints : Complaints
        Takes everything that is wrong with it.
    """

    def line_of(text: str) -> int | None:
        return int(text) if text.isdecimal() and 1 <= int(text) <= lines else None

    return _wishes(path, table, "line", line_of, f"The roster has lines 1 to {lines}.", complaints)


def read_leave_wishes(path: str | Path, table: OfficerTable, year: YearOfWeeks, complaints: Complaints) -> Wishes:
    """Return the weeks that each officer asks for, the best first, 0 = the first of the year.

    Parameters
    ----------
    path : path
        CSV or XLSX with a row for a wish: ``officer``, ``rank`` (1 is the best), and the ``week``, by its number from 1
        on or by a date in it.
    table : OfficerTable
        Who may ask.
    year : YearOfWeeks
        The weeks that there are.
    complaints : Complaints
        Takes everything that is wrong with it.
    """
    return _wishes(path, table, "week", year.week_of, year.words, complaints)


def _wishes(
    path: str | Path,
    table: OfficerTable,
    thing: str,
    read: Callable[[str], int | None],
    known: str,
    complaints: Complaints,
) -> Wishes:
    file, rows = rows_by_heading(
        path, f"the table of {thing}s wished for", _columns(thing), _columns(thing), complaints
    )
    found: dict[str, dict[int, int]] = {officer: {} for officer in table.officers}
    strangers: dict[str, list[int]] = {}
    unknown: dict[str, list[int]] = {}
    for number, row in enumerate(rows, 1):
        officer = row["officer"]
        rank = whole_number(row["rank"], f"Row {number} of {file}, rank", 1, complaints)
        asked = read(row[thing])
        if asked is None:
            unknown.setdefault(row[thing], []).append(number)
        if officer not in found:
            strangers.setdefault(officer, []).append(number)
        elif asked is not None and rank is not None:
            complaints.add(_clash(officer, thing, rank, asked, found[officer], row[thing]))
            found[officer].setdefault(rank, asked)
    complaints.extend(f"There is no {thing} {text!r}, {_rows(at, file)}. {known}" for text, at in unknown.items())
    complaints.extend(_strangers(strangers, file, table))
    return {officer: tuple(asked for _, asked in sorted(each.items())) for officer, each in found.items()}


def _rows(numbers: Sequence[int], file: str) -> str:
    return f"asked for in {of_these(numbers, 'row', 'rows')} of {file}"


def _strangers(strangers: dict[str, list[int]], file: str, table: OfficerTable) -> Iterator[str]:
    """Yield officers that wish for something and are not in the table of officers; nothing where that has none."""
    if "" in strangers:
        yield f"There is no officer in row {listed(strangers.pop(''))} of {file}."
    if strangers and table.officers:
        who = listed(f"{officer!r} (row {at[0]})" for officer, at in strangers.items())
        few = len(strangers) == 1 and len(table.officers) <= _FEW
        hint = f" {did_you_mean(next(iter(strangers)), table.officers)}" if few else ""
        yield f"Of {file} these are not among the officers of {table.file}: {who}.{hint}"


def _columns(thing: str) -> tuple[str, ...]:
    return ("officer", "rank", thing)


def _clash(officer: str, thing: str, rank: int, asked: int, before: Mapping[int, int], text: str) -> str | None:
    if rank in before:
        return f"Officer {officer} gives the rank {rank} to two {thing}s. Give each its own."
    if asked in before.values():
        return f"Officer {officer} asks for {thing} {text} twice. Leave one out."
    return None


def read_leave_limits(
    path: str | Path, squads: Iterable[str], year: YearOfWeeks, complaints: Complaints
) -> dict[str, list[int]]:
    """Return how many officers of each squad may be away in each week.

    Parameters
    ----------
    path : path
        CSV or XLSX with the column ``most``, and where limits differ ``squad`` and ``week``; an empty cell stands for
        all. Where several rows speak of a squad and week, that of the squad and week counts, else that of the week,
        else that of the squad, else that of all.
    squads : iterable of str
        Names of the squads.
    year : YearOfWeeks
        The weeks that there are.
    complaints : Complaints
        Takes everything that is wrong with it.
    """
    names = list(squads)
    file, rows = rows_by_heading(path, "the table of limits of leave", ("most",), ("squad", "week", "most"), complaints)
    given: dict[tuple[str, int | None], int] = {}
    for number, row in enumerate(rows, 1):
        squad, week, where = row.get("squad", ""), row.get("week", ""), f"Row {number} of {file}"
        most = whole_number(row["most"], f"{where}, most", 0, complaints)
        at = year.week_of(week) if week else None
        complaints.need(not week or at is not None, f"{where}: there is no week {week!r}. {year.words}")
        complaints.need(squad in ("", *names), f"{where}: there is no squad {squad!r}. {did_you_mean(squad, names)}")
        complaints.need((squad, at) not in given, f"{where} gives the same squad and week another limit.")
        given.setdefault((squad, at), most or 0)
    found = {squad: [_limit(given, squad, week) for week in range(year.weeks)] for squad in names}
    open_squads = [squad or "all" for squad, limits in found.items() if None in limits] if rows else []
    complaints.need(not open_squads, f"{file} has no limit for some weeks of squad {listed(open_squads)}. Add a row.")
    return {squad: [limit or 0 for limit in limits] for squad, limits in found.items()}


def _limit(given: Mapping[tuple[str, int | None], int], squad: str, week: int) -> int | None:
    keys = ((squad, week), ("", week), (squad, None), ("", None))
    return next((given[key] for key in keys if key in given), None)
