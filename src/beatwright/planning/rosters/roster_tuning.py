"""A roster under the hands of a captain: change, lock or add lines, and see at once what it costs and what would help.

The kinds of lines that are tried are those of the roster, and for each of its shifts those with all days off in a row,
at every post. Where the need is kept by post, every post is held to its own; an officer may change posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import ParameterError
from beatwright.base.words import WEEKDAYS, count_of, joined, plural
from beatwright.core import Roster, ShiftLine
from beatwright.solver.rosters.fine_tuning import LineTuning, TuningAdvice, best_lines, tuning_advice

__all__ = ["LineKind", "RosterTuning"]

Floats = npt.NDArray[np.float64]
_WEEK = 7


@dataclass(frozen=True)
class LineKind:
    """What a line is, whoever works it.

    Parameters
    ----------
    post : str
        Id of the site of its post; empty: of the whole city.
    days : tuple of str
        Shift on each day; empty where it is off.
    """

    post: str
    days: tuple[str, ...]

    @property
    def words(self) -> str:
        """The kind in words.

        >>> LineKind("s1", ("D",) * 5 + ("",) * 2).words
        'D off Sat Sun at s1'
        """
        names = set(self.days) - {""}
        shift = names.pop() if len(names) == 1 else "/".join(day or "-" for day in self.days)
        off = " ".join(_day(at, len(self.days)) for at, day in enumerate(self.days) if not day)
        return f"{shift} off {off or 'never'}{f' at {self.post}' if self.post else ''}"


@dataclass(frozen=True, eq=False)
class RosterTuning:
    """A roster of lines beside its need.

    Parameters
    ----------
    roster : Roster
        It must have lines and a need, and neither a rotation nor a duty, which say more than lines.

    Raises
    ------
    ParameterError
        Where it has not.

    Examples
    --------
    >>> from beatwright.core import Shift
    >>> lines = (ShiftLine.on("D", range(5), 2), ShiftLine.on("D", (2, 3, 4, 5, 6), 1, length=7))
    >>> need = tuple(1.0 if 8 <= hour % 24 < 16 else 0.0 for hour in range(168))
    >>> tuning = RosterTuning(Roster((Shift("D", 8, 8),), lines, need=need))
    >>> tuning.advice().shortage, tuning.moved(tuning.kinds[0], tuning.kinds[1]).advice().shortage
    (0.0, 0.0)
    """

    roster: Roster

    def __post_init__(self) -> None:
        more = [name for name in ("rotation", "duty") if getattr(self.roster, name)]
        if more:
            raise ParameterError(f"Lines are tuned before they become a {joined(more)}: give a roster of lines alone.")
        if not self.roster.lines or not self.roster.need:
            raise ParameterError("A roster is tuned that has lines and the need that they are to cover. Give such one.")

    @cached_property
    def kinds(self) -> tuple[LineKind, ...]:
        """The kinds of lines: those of the roster in their order, then those that it could have."""
        own = [LineKind(line.post, line.days) for line in self.roster.lines]
        return tuple(dict.fromkeys([*own, *self._others()]))

    @cached_property
    def tuning(self) -> LineTuning:
        """Officers on kinds of lines beside the need, in the order of `kinds`."""
        at = {kind: position for position, kind in enumerate(self.kinds)}
        officers, locked = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
        for line in self.roster.lines:
            officers[at[LineKind(line.post, line.days)]] += line.officers
            locked[at[LineKind(line.post, line.days)]] += line.officers * line.locked
        need, duty = self._need_and_duty()
        return LineTuning(need, duty, officers, locked)

    def advice(self, repairs: int = 3) -> TuningAdvice:
        """Return the shortage, the best repairs, the worth of one more officer and the hours that bind."""
        return tuning_advice(self.tuning, repairs)

    def moved(self, one: LineKind, other: LineKind) -> RosterTuning:
        """Return the roster with one officer moved from a kind of line to another, which may be new."""
        left = self.with_officers(one, -1)
        counts = left._counts
        return self._with({**counts, other: counts.get(other, 0) + 1})

    def with_officers(self, kind: LineKind, more: int) -> RosterTuning:
        """Return the roster with so many more officers, or fewer, on a kind of line, which may be new."""
        counts = self._counts
        have, locked = counts.get(kind, 0), self._locked(kind)
        if have + more < locked:
            leavers = f"only {have - locked} can" if have > locked else "nobody can"
            why = f"{count_of(have, 'officer')} {plural(have, 'has', 'have')} it, {locked} locked" if have else ""
            raise ParameterError(f"{leavers.capitalize()} leave the line {kind.words}: {why or 'nobody has it'}.")
        return self._with({**counts, kind: have + more})

    def locking(self, kind: LineKind, *, locked: bool = True) -> RosterTuning:
        """Return the roster with all officers of a kind of line locked, or free."""
        if kind not in {LineKind(line.post, line.days) for line in self.roster.lines}:
            raise ParameterError(f"The roster has no line {kind.words}.")
        lines = tuple(
            replace(line, locked=locked) if LineKind(line.post, line.days) == kind else line
            for line in self.roster.lines
        )
        return RosterTuning(replace(self.roster, lines=lines))

    def solved(self, **effort: Unpack[SearchOptions]) -> tuple[RosterTuning, Certificate]:
        """Return the roster of least shortage that the same officers can have, the locked where they are."""
        better, proof = best_lines(self.tuning, **effort)
        return self._with(dict(zip(self.kinds, better.officers.tolist(), strict=True))), proof

    def worth_by_start(self) -> dict[str, tuple[float, LineKind]]:
        """Return what one more officer on each shift saves at most in officer-hours, and on which kind of line."""
        best: dict[str, tuple[float, LineKind]] = {}
        for kind, worth in zip(self.kinds, self.advice(0).worth.tolist(), strict=True):
            names = set(kind.days) - {""}
            for name in names if len(names) == 1 else ():
                if worth > best.get(name, (-1.0, kind))[0]:
                    best[name] = (worth, kind)
        return best

    def _others(self) -> Iterator[LineKind]:
        """Yield the kinds of each shift with its days off in a row, as many as a line of it at the post has."""
        for post in dict.fromkeys(line.post for line in self.roster.lines):
            for line in self.roster.lines:
                if line.post != post or not line.shift or len(line.days) != _WEEK:
                    continue
                for first in range(_WEEK):
                    on = {(first + day) % _WEEK for day in range(len(line.working))}
                    yield LineKind(post, tuple(line.shift if day in on else "" for day in range(_WEEK)))

    def _need_and_duty(self) -> tuple[Floats, Floats]:
        """Return the need, post after post where it is kept so, and the hours that each kind of line is on duty."""
        roster = self.roster
        places = {post: at for at, post in enumerate(roster.need_at)}
        need = np.concatenate([np.resize(one, roster.slots) for one in roster.need_at.values() or [roster.need]])
        duty = np.zeros((len(self.kinds), need.size))
        for row, kind in zip(duty, self.kinds, strict=True):
            if places and kind.post not in places:
                raise ParameterError(f"The roster keeps the need by post, but not that of {kind.post or 'the city'!r}.")
            first = places.get(kind.post, 0) * roster.slots
            shifts = tuple(shift for shift in roster.shifts if shift.name in kind.days)
            hours = Roster(shifts, (ShiftLine(kind.days),)).cover if shifts else np.zeros(roster.slots)
            row[first : first + roster.slots] = np.resize(hours, roster.slots)
        return need, duty

    @property
    def _counts(self) -> dict[LineKind, int]:
        return dict(zip(self.kinds, self.tuning.officers.tolist(), strict=True))

    def _locked(self, kind: LineKind) -> int:
        return sum(line.officers for line in self._lines_of(kind) if line.locked)

    def _lines_of(self, kind: LineKind) -> list[ShiftLine]:
        return [line for line in self.roster.lines if LineKind(line.post, line.days) == kind]

    def _with(self, counts: Mapping[LineKind, int]) -> RosterTuning:
        """Return the roster with so many officers on each kind of line; the locked stay as they are.

        Of those who are not locked and have an id, the last leave first, and take it along to where somebody is added.
        """
        lines, leavers = [], []
        for kind, many in counts.items():
            own = self._lines_of(kind)
            free = many - self._locked(kind)
            holders = [officer for line in own if not line.locked for officer in line.holders]
            leavers += holders[free:]
            lines += [line for line in own if line.locked]
            lines += [ShiftLine(kind.days, free, kind.post, tuple(holders[:free]))] if free > 0 else []
        return RosterTuning(replace(self.roster, lines=tuple(_seated(lines, leavers, self._counts))))


def _seated(lines: Iterable[ShiftLine], leavers: list[str], before: Mapping[LineKind, int]) -> Iterator[ShiftLine]:
    """Give those who came to a line the ids of those who left another one, as long as there are."""
    for line in lines:
        came = 0 if line.locked else line.officers - before.get(LineKind(line.post, line.days), 0)
        taken = leavers[: max(came, 0)]
        yield replace(line, holders=(*line.holders, *taken)) if taken else line
        del leavers[: len(taken)]


def _day(at: int, cycle: int) -> str:
    return WEEKDAYS[at % _WEEK][:3] + (str(at // _WEEK + 1) if cycle > _WEEK else "")
