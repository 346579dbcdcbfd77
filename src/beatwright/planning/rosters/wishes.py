"""What officers wish for, given to a roster: lines to those who bid for them, and weeks of leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Unpack

import numpy as np

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import listed
from beatwright.core import Roster
from beatwright.solver.rosters.bids import LineBids, line_bids
from beatwright.solver.rosters.leave import annual_leave

__all__ = ["BID_RULES", "give_leave", "give_lines"]

BID_RULES: Final = ("seniority", "total")
_WEEKS = 52


def give_lines(roster: Roster, wishes: Mapping[str, Sequence[int]], by: str = "seniority") -> tuple[Roster, LineBids]:
    """Return the roster with its lines given to officers, and both outcomes of their bids.

    Parameters
    ----------
    roster : Roster
        It must have lines. Locked lines keep their holders, and only what is left of them is given.
    wishes : mapping of str to sequence of int
        Numbers of the lines that each officer wants, by id, 1 = the first line of the roster, the best first; those not
        named come after all others. The order of the mapping is that of seniority. Who finds none of his lines left
        waits until all others have chosen.
    by : {"seniority", "total"}, default "seniority"
        Which outcome the roster has: see `line_bids`.

    Returns
    -------
    (Roster, LineBids)
        Officers of the bids are in the order of `wishes`, lines in that of the roster.

    Raises
    ------
    ParameterError
        With every complaint at once.

    Examples
    --------
    >>> from beatwright.testing import small_roster
    >>> held, bids = give_lines(small_roster(), {"12": [1], "7": [1, 2]})
    >>> [line.holders for line in held.lines], bids.by_seniority.rank.tolist()
    ([('12',), ('7',)], [1, 2])
    """
    lines = roster.lines
    complaints = Complaints()
    complaints.add(check.one_of("give_lines", "by", by, BID_RULES))
    complaints.need(len(lines) > 0, "Lines are given of a roster that has some. This one has none.")
    kept = [line.holders if line.locked else () for line in lines]
    settled = {officer for holders in kept for officer in holders}
    for officer, wanted in wishes.items():
        complaints.extend(_line_complaints(officer, wanted, len(lines), settled))
    complaints.raise_if_any(ParameterError)
    liked = np.array(
        [[_points(line, wanted, len(lines)) for line in range(1, len(lines) + 1)] for wanted in wishes.values()]
    )
    places = [line.officers - len(holders) for line, holders in zip(lines, kept, strict=True)]
    bids = line_bids(liked, _turns(list(wishes.values()), places), places)
    chosen = (bids.by_seniority if by == "seniority" else bids.by_total).line
    given: list[list[str]] = [list(holders) for holders in kept]
    for officer, line in zip(wishes, chosen.tolist(), strict=True):
        given[line].append(officer)
    held = (replace(line, holders=tuple(holders)) for line, holders in zip(lines, given, strict=True))
    return replace(roster, lines=tuple(held)), bids


def give_leave(
    roster: Roster,
    wishes: Mapping[str, Mapping[int, float]],
    weeks_each: int | Mapping[str, int],
    most_away: int,
    squad: Mapping[str, str] | None = None,
    method: str = "rounds",
    *,
    weeks: int = _WEEKS,
    **effort: Unpack[SearchOptions],
) -> tuple[Roster, Certificate]:
    """Return the roster with weeks of leave for its officers, and the certificate of `annual_leave`.

    Parameters
    ----------
    roster : Roster
        Any.
    wishes : mapping of str to mapping of int to float
        Points that each officer gives to weeks, by id and week, 0 = the first; 0 points where a week is not named. The
        order of the mapping is that of seniority.
    weeks_each : int or mapping of str to int
        Weeks of leave, of all or of each officer.
    most_away : int
        Officers of a squad that may be away in a week.
    squad : mapping of str to str, optional
        Squad of every officer; all one squad by default.
    method : {"rounds", "total", "max-min"}, default "rounds"
        As for `annual_leave`.
    weeks : int, default 52
        Weeks of the year that is planned.
    seconds, gap, seed, stop, progress
        As for `annual_leave`.

    Raises
    ------
    ParameterError
        With every complaint at once.
    InfeasibleError
        Where squads have more weeks of leave than may be taken.

    Examples
    --------
    >>> from beatwright.testing import small_roster
    >>> away, proof = give_leave(small_roster(), {"12": {30: 5, 31: 4}, "7": {30: 9}}, 1, 1)
    >>> away.leave, proof.text
    ({'7': (0,), '12': (30,)}, 'feasible, reaches at least 38.46% of the best possible')
    """
    officers = list(wishes)
    each: Mapping[str, Any] = weeks_each if isinstance(weeks_each, Mapping) else dict.fromkeys(officers, weeks_each)
    squads = dict.fromkeys(officers, "") if squad is None else squad
    complaints = Complaints()
    complaints.extend(_leave_complaints(wishes, {"weeks_each": each, "squad": squads}, weeks))
    complaints.raise_if_any(ParameterError)
    number = {one: at for at, one in enumerate(dict.fromkeys(squads[officer] for officer in officers))}
    liked = np.array([[wishes[officer].get(week, 0.0) for week in range(weeks)] for officer in officers])
    found = annual_leave(
        liked, [each[one] for one in officers], most_away, [number[squads[one]] for one in officers], method, **effort
    )
    given = dict(zip(officers, found.weeks, strict=True))
    return replace(roster, leave={**roster.leave, **given}), found.certificate


def _line_complaints(officer: str, wanted: object, lines: int, settled: set[str]) -> Iterator[str]:
    if officer in settled:
        yield f"Officer {officer} holds a locked line, and bids for another. Leave his bid out, or unlock the line."
    if not isinstance(wanted, Sequence) or isinstance(wanted, str):
        yield f"Officer {officer} bids with {wanted!r}. Give numbers of lines, the best first."
        return
    strange = [one for one in wanted if check.integer("", "", one, 1, lines)]
    if strange:
        yield f"Officer {officer} bids for the lines {listed(strange)}. The roster has lines 1 to {lines}."
    elif len(set(wanted)) < len(wanted):
        yield f"Officer {officer} bids for a line twice: {listed(wanted)}."


def _leave_complaints(
    wishes: Mapping[str, Mapping[int, float]], by_officer: Mapping[str, Mapping[str, Any]], weeks: object
) -> Iterator[str | None]:
    wrong = check.integer("give_leave", "weeks", weeks, 1)
    yield wrong
    for officer, points in wishes.items() if not wrong else ():
        strange = [week for week in points if check.integer("", "", week, 0, int(weeks) - 1)]  # type: ignore[call-overload]
        if strange:
            yield f"Officer {officer} wants the weeks {listed(strange)}. Weeks are numbered from 0 on, of {weeks}."
    for name, known in by_officer.items():
        missing = [officer for officer in wishes if officer not in known]
        if missing:
            yield f"The '{name}' parameter of give_leave says nothing of officers {listed(missing)}. Name them all."


def _turns(wishes: Sequence[Sequence[int]], places: Sequence[int]) -> list[int]:
    """Return the officers in the order in which they choose: by seniority, at the end those with no wish left.

    >>> _turns([[1], [1], [2]], [1, 2])
    [0, 2, 1]
    """
    left = list(places)
    chosen: list[int] = []
    waiting: list[int] = []
    for officer, wanted in enumerate(wishes):
        line = next((one - 1 for one in wanted if left[one - 1] > 0), None)
        (waiting if line is None else chosen).append(officer)
        if line is not None:
            left[line] -= 1
    return [*chosen, *waiting]


def _points(line: int, wanted: Sequence[int], lines: int) -> int:
    """Return as many points as lines for the best, one less for each further one, and none for those not named."""
    return lines - list(wanted).index(line) if line in wanted else 0
