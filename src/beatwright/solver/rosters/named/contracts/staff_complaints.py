"""What is wrong with officers beside each other, and with the shifts and days that their contracts and wishes name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from beatwright.base.words import listed
from beatwright.solver.rosters.named.contracts.staff_member import StaffMember

__all__ = ["staff_complaints", "window_complaints"]


def staff_complaints(
    staff: Sequence[StaffMember], shifts: Sequence[str] | None, days: int | None = None
) -> Iterator[str]:
    """Yield each complaint, naming officer, day and rule.

    Parameters
    ----------
    staff : sequence of StaffMember
        The officers.
    shifts : sequence of str or None
        Names of the shifts; None where they are not known yet.
    days : int, optional
        Days of the roster, where they are known.

    Examples
    --------
    >>> officer = StaffMember(officer="7", most_of={"N": 2}, days_off=[9])
    >>> for text in staff_complaints([officer], ["D"], 7):
    ...     print(text)
    Officer 7, most_of: there is no shift 'N'. Known: D.
    Officer 7, days_off: there is no day 9 in a roster of 7 days.
    """
    ids = [member.officer for member in staff]
    twice = sorted({officer for officer in ids if ids.count(officer) > 1}) if len(set(ids)) < len(ids) else []
    if twice:
        yield f"Each officer must be listed once. More than once: {listed(twice)}."
    for member in staff:
        for place, name in _named_shifts(member) if shifts is not None else ():
            if name not in (shifts or ()):
                yield f"Officer {member.officer}, {place}: there is no shift {name!r}. Known: {listed(shifts or ())}."
        for place, day in _named_days(member) if days is not None else ():
            if day >= (days or 0):
                yield f"Officer {member.officer}, {place}: there is no day {day} in a roster of {days} days."


def window_complaints(staff: Sequence[StaffMember], days: int) -> Iterator[str]:
    """Yield what officers of a roster of several windows lack.

    >>> list(window_complaints([StaffMember(officer="7", most_run=5), StaffMember(officer="8")], 56))
    ["Officer 8, days 0 to 55: a roster of several windows needs his 'most_run'."]
    """
    for member in staff:
        if member.most_run is None:
            yield f"Officer {member.officer}, days 0 to {days - 1}: a roster of several windows needs his 'most_run'."


def _named_shifts(member: StaffMember) -> Iterable[tuple[str, str]]:
    yield from (("most_of", shift) for shift in member.most_of)
    yield from ((f"wants of day {wish.day}", wish.shift) for wish in member.wants)
    yield from ((f"wants_off of day {wish.day}", wish.shift) for wish in member.wants_off)
    yield from ((f"published day {day}", shift) for day, shift in member.published.items() if shift)
    if member.last:
        yield "last", member.last


def _named_days(member: StaffMember) -> Iterable[tuple[str, int]]:
    yield from (("days_off", day) for day in member.days_off)
    yield from (("wants", wish.day) for wish in member.wants)
    yield from (("wants_off", wish.day) for wish in member.wants_off)
    yield from (("published", day) for day in member.published)
