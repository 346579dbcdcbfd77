"""Lines of a roster in words: how a captain names them, and what he is told of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate
from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, StudyError
from beatwright.base.plain_text import clean
from beatwright.base.words import WEEKDAYS, count_of, listed, plural, significant
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_in_words import hours_in_words
from beatwright.planning.rosters.roster_tuning import LineKind, RosterTuning

__all__ = ["line_named", "tuning_lines"]

_LINE = re.compile(r"(?P<shift>.+?) off (?P<days>[A-Za-z ]+?)(?: at (?P<post>.+))?")
_SHORT = {day[:3].casefold(): at for at, day in enumerate(WEEKDAYS)}
_WEEK = 7
_WEEKS = ("first", "second")


def line_named(text: str, tuning: RosterTuning) -> LineKind:
    """Return the kind of line that a text names.

    Parameters
    ----------
    text : str
        Its number in the list, from 1 on; or the shift and its days off, such as ``D off Sat Sun``, and the post
        where there are several, such as ``D off Sat Sun at 12``.
    tuning : RosterTuning
        The roster.

    Raises
    ------
    StudyError
        Where it names none.
    """
    lines = tuning.roster.lines
    if text.strip().isdecimal():
        if not 1 <= int(text) <= len(lines):
            raise StudyError(f"The roster has lines 1 to {len(lines)}. Got {int(text)}.")
        line = lines[int(text) - 1]
        return LineKind(line.post, line.days)
    found = _LINE.fullmatch(text.strip())
    if found is None:
        raise StudyError(f"A line is a number of the list, or reads like 'D off Sat Sun'. Got {text!r}.")
    complaints = Complaints()
    days = complaints.attempt(lambda: _days(found["shift"], found["days"], tuning))
    post = complaints.attempt(lambda: _post(found["post"], tuning))
    complaints.raise_if_any(StudyError)
    assert days is not None  # else there was a complaint
    assert post is not None
    return LineKind(post, days)


def _days(shift: str, off: str, tuning: RosterTuning) -> tuple[str, ...]:
    names = [one.name for one in tuning.roster.shifts]
    words = [word[:3].casefold() for word in off.split() if word.casefold() != "never"]
    wrong = [word for word in words if word not in _SHORT]
    complaints = Complaints()
    complaints.need(shift in names, f"The roster has no shift '{shift}'. {did_you_mean(shift, names)}")
    complaints.need(not wrong, f"Days off are named Mon, Tue, Wed, Thu, Fri, Sat, Sun, or never. Got {listed(wrong)}.")
    complaints.raise_if_any(StudyError)
    free = {_SHORT[word] for word in words}
    return tuple("" if day in free else shift for day in range(_WEEK))


def _post(given: str | None, tuning: RosterTuning) -> str:
    known = list(dict.fromkeys(line.post for line in tuning.roster.lines))
    if given is None and len(known) > 1:
        raise StudyError(f"The roster has lines at the posts {listed(known)}: add one, such as 'at {known[0]}'.")
    if given is not None and given not in known:
        of_the_city = f"Its lines are of the whole city: leave out 'at {given}'."
        told = of_the_city if known == [""] else did_you_mean(given, known)
        raise StudyError(f"The roster has no lines at the post '{given}'. {told}")
    return known[0] if given is None else given


def tuning_lines(tuning: RosterTuning, before: float | None = None, proof: Certificate | None = None) -> Iterator[str]:
    """Yield the lines of a roster, what is short, what would help, and which hours bind.

    Parameters
    ----------
    tuning : RosterTuning
        The roster as it is now.
    before : float, optional
        Officer-hours short before what was changed.
    proof : Certificate, optional
        Of the search, where there was one.
    """
    advice = tuning.advice()
    yield from _roster_rows(tuning)
    was = "" if before is None else f" (before: {significant(before)})"
    yield (
        f"{significant(advice.shortage)} {plural(round(advice.shortage), 'officer-hour')} short in "
        f"{'a week' if tuning.roster.slots == 168 else 'two weeks'}{was}, at most "
        f"{significant(float(advice.short.max()))} in an hour."
    )
    if proof is not None:
        yield f"Solved from here: {proof.text}."
    yield from _short_most(tuning, advice.short)
    yield from _repair_lines(tuning)
    yield from _worth_lines(tuning)
    binds = np.asarray(advice.binds.reshape(-1, tuning.roster.slots).any(axis=0))
    yield (
        f"{count_of(int(binds.sum()), 'hour')} of {binds.size} bind, where one officer fewer would be missed: "
        f"{_hours(binds)}."
    )


def _roster_rows(tuning: RosterTuning) -> Iterator[str]:
    rows = [
        (str(at), str(line.officers), _words(LineKind(line.post, line.days)) + (", locked" if line.locked else ""))
        for at, line in enumerate(tuning.roster.lines, 1)
    ]
    yield f"{'line':>4}  officers  shift and days off"
    yield from (f"{number:>4}  {officers:>8}  {words}" for number, officers, words in rows)


def _words(kind: LineKind) -> str:
    return clean(kind.words)


def _short_most(tuning: RosterTuning, short: npt.NDArray[np.float64]) -> Iterator[str]:
    """Yield the hours in which most officers are missing, post by post."""
    for post, missing in zip(tuning.roster.need_at or [""], short.reshape(-1, tuning.roster.slots), strict=True):
        if missing.any():
            place = f" at {clean(post)}" if post else ""
            yield f"Short most{place}, by {significant(float(missing.max()))}: {_hours(missing == missing.max())}."


def _hours(chosen: npt.NDArray[np.bool_]) -> str:
    """Return hours of a week in words; those of a fortnight week by week, unless both have the same."""
    weeks = [hours_in_words(np.flatnonzero(week)) if week.any() else "" for week in chosen.reshape(-1, HOURS_OF_WEEK)]
    if len(set(weeks)) == 1:
        return weeks[0] or "none"
    return " and ".join(f"{hours} in the {name} week" for hours, name in zip(weeks, _WEEKS, strict=True) if hours)


def _repair_lines(tuning: RosterTuning) -> Iterator[str]:
    repairs = tuning.advice().repairs
    if not repairs:
        yield "No change of one officer's line would help."
    for number, repair in enumerate(repairs, 1):
        one, other = tuning.kinds[repair.one], tuning.kinds[repair.other]
        yield (
            f"Repair {number}: one officer from '{_words(one)}' to '{_words(other)}' saves "
            f"{significant(repair.saved)}, leaves {significant(repair.shortage)}."
        )


def _worth_lines(tuning: RosterTuning) -> Iterator[str]:
    for shift, (worth, kind) in tuning.worth_by_start().items():
        where = f", best as '{_words(kind)}'" if worth > 0 else ""
        yield f"One more officer on {clean(shift)} would save {significant(worth)}{where}."
