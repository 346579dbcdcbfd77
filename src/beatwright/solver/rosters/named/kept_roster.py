"""A named roster while it is made: what a search tells whenever it has a better one, and can go on from later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.solver.rosters.named.contracts.contract_breaks import contract_breaks
from beatwright.solver.rosters.named.contracts.roster_case import OWNER, RosterCase
from beatwright.solver.rosters.named.contracts.roster_windows import RosterWindow
from beatwright.solver.rosters.named.pricing.line_pricing import price_lines
from beatwright.solver.rosters.named.pricing.line_rules import Ints, LineRules
from beatwright.solver.rosters.named.ruin_and_recreate import ShiftCover
from beatwright.solver.rosters.named.window_lines import WindowLines, counted

__all__ = ["NOT_YET", "KeptRoster", "RosterKeeper", "kept_lines", "need_kept"]

NOT_YET = -2  # in a duty: nothing is known of the day yet


@dataclass(frozen=True, eq=False)
class KeptRoster:
    """A named roster so far.

    Parameters
    ----------
    duty : ndarray of int, shape (officers, days)
        Position of the shift, -1 for a day off, -2 where nothing is known yet.
    finished : int, default 0
        Days, from the first on, whose windows are done and stay as they are.
    bound : float, default 0
        Bound of these windows.
    ended : bool, default True
        Whether their searches ended by themselves.
    """

    duty: Ints
    finished: int = 0
    bound: float = 0.0
    ended: bool = True


class RosterKeeper:
    """What there is of a roster, told to whoever keeps it.

    Parameters
    ----------
    case : RosterCase
        What is asked for.
    start : KeptRoster or None
        What was kept earlier.
    keep : callable (KeptRoster), optional
        Told of every better roster, and of every window that is done.
    """

    def __init__(
        self, case: RosterCase, start: KeptRoster | None, keep: Callable[[KeptRoster], None] | None = None
    ) -> None:
        self.shifts, self.keep = len(case.rules.shifts), keep
        self.so_far = start or KeptRoster(np.full((len(case.staff), case.days), NOT_YET))

    def finished(self, window: RosterWindow) -> bool:
        """Tell whether a window is done."""
        return window.end <= self.so_far.finished

    def lines(self, window: RosterWindow) -> Ints | None:
        """Return the lines of a window, S for a day off; None where there are none."""
        part = self.so_far.duty[:, window.first : window.end]
        return None if (part == NOT_YET).any() else np.where(part == -1, self.shifts, part)

    def better(self, window: RosterWindow, lines: Ints) -> None:
        """Take better lines of a window."""
        duty = self.so_far.duty.copy()
        duty[:, window.first : window.end] = np.where(lines == self.shifts, -1, lines)
        self._tell(replace(self.so_far, duty=duty))

    def finish(self, window: RosterWindow, bound: float, *, ended: bool) -> None:
        """Take a window as done, with the bound of all that are."""
        self._tell(replace(self.so_far, finished=window.end, bound=bound, ended=self.so_far.ended and ended))

    def _tell(self, kept: KeptRoster) -> None:
        self.so_far = kept
        if self.keep is not None:
            self.keep(kept)


def kept_lines(rules: LineRules, cover: ShiftCover, lines: Ints | None) -> WindowLines | None:
    """Return lines that were kept, with what they cost; None where there are none, or the rules allow one no more."""
    if lines is None:
        return None
    n, (days, shifts) = len(lines), cover.need.shape
    chosen = lines[:, :, None] == np.arange(shifts + 1)
    # No other line is allowed, so that the cheapest is the one that was kept.
    lone = rules._replace(cost=np.where(chosen, rules.cost, np.inf))
    _, own = price_lines(lone, np.zeros((days, shifts)), np.arange(n))
    return (
        WindowLines(rules, cover, lines.copy(), own, counted(lines, (days, shifts))) if np.isfinite(own).all() else None
    )


def need_kept(start: object, keep: object, case: RosterCase) -> None:
    """Raise unless a roster to go on from fits the case, and what keeps the next one is a function.

    Raises
    ------
    ParameterError
        Where it is none, is of other officers or days, or breaks a rule in the windows that are done.
    """
    complaints = Complaints()
    known = keep is None or callable(keep)
    complaints.need(known, check.sentence(OWNER, "keep", "a function or None", repr(keep)))
    complaints.raise_if_any(ParameterError)
    complaints.extend(() if start is None else _complaints(start, case))
    complaints.raise_if_any(ParameterError, f"{OWNER} cannot go on from this 'start'")


def _complaints(start: object, case: RosterCase) -> Iterator[str]:
    expected = f"a KeptRoster of {len(case.staff)} officers and {case.days} days, with shifts from 0 on, -1 or -2"
    if not isinstance(start, KeptRoster):
        yield check.sentence(OWNER, "start", expected, repr(start))
        return
    duty = np.asarray(start.duty)
    fits = duty.shape == (len(case.staff), case.days) and duty.dtype.kind == "i"
    if not fits or ((duty < NOT_YET) | (duty >= len(case.rules.shifts))).any():
        yield check.sentence(OWNER, "start", expected, f"an array of shape {duty.shape} and kind {duty.dtype}")
        return
    ends = [0, *(window.end for window in case.windows)]
    if start.finished not in ends or (duty[:, : start.finished] == NOT_YET).any():
        yield check.sentence(
            OWNER, "start (finished)", f"the end of a window whose days are known: {ends}", start.finished
        )
        return
    names = (*case.rules.shifts, "")
    if start.finished == 0:
        return
    for member, line in zip(case.staff, duty[:, : start.finished], strict=True):
        known = replace(member, days_off=[day for day in member.days_off if day < start.finished])
        yield from (one.text for one in contract_breaks([names[shift] for shift in line], known, case.rules))
