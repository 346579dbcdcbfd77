"""A year's leave: who is away in which weeks, within what each squad can spare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Unpack

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.effort import SearchOptions
from beatwright.base.errors import Complaints, InfeasibleError, ParameterError
from beatwright.base.words import of_these
from beatwright.solver.rosters.leave.leave_case import Floats, Ints, LeaveCase, read_leave_case
from beatwright.solver.rosters.leave.leave_exchange import leave_exchange
from beatwright.solver.rosters.leave.leave_flow import Flags, best_worst_share_bound, leave_flow
from beatwright.solver.rosters.leave.leave_rounds import leave_rounds
from beatwright.solver.time_limit import SearchClock, started

__all__ = ["LEAVE_METHODS", "AnnualLeave", "annual_leave"]

LEAVE_METHODS: Final = ("rounds", "total", "max-min")
_RESTARTS = 10  # of the exchange, for each squad


@dataclass(frozen=True, eq=False)
class AnnualLeave:
    """Who is away in which weeks.

    Parameters
    ----------
    away : array of bool, shape (officers, weeks)
        Whether an officer is away in a week.
    preference : array, shape (officers,)
        What each officer gets, by his own preference.
    share : array, shape (officers,)
        The same as a share of his own best weeks, in [0, 1].
    certificate : Certificate
        Of "rounds" and "total": the sum of preferences, with that of the largest as bound. Of "max-min": the least
        share of an officer's own best weeks, bounded by what weeks split in parts would give.
    """

    away: Flags
    preference: Floats
    share: Floats
    certificate: Certificate

    @property
    def weeks(self) -> tuple[tuple[int, ...], ...]:
        """Weeks of leave of every officer, 0 = the first."""
        return tuple(tuple(int(week) for week in np.flatnonzero(row)) for row in self.away)


def annual_leave(
    preference: npt.ArrayLike,
    weeks_each: npt.ArrayLike,
    most_away: npt.ArrayLike,
    squad: npt.ArrayLike | None = None,
    method: str = "rounds",
    *,
    seniority: npt.ArrayLike | None = None,
    **effort: Unpack[SearchOptions],
) -> AnnualLeave:
    """Return the weeks of leave of every officer.

    Parameters
    ----------
    preference : array, shape (officers, weeks)
        What each officer likes each week, at least 0, more is better. Sums are taken over officers, so that all should
        have the same points to give.
    weeks_each : int or array of int, shape (officers,)
        Weeks of leave of every officer.
    most_away : int, or array of int, shape (weeks,) or (squads, weeks)
        Officers of a squad that may be away in a week.
    squad : array of int, shape (officers,), optional
        Squad of every officer, from 0 on; all one squad by default.
    method : {"rounds", "total", "max-min"}, default "rounds"
        By seniority, one week a round, each round in the reverse order of the one before; the largest sum of
        preferences; or the largest least share that an officer has of his own best weeks.
    seniority : array of int, shape (officers,), optional
        Officers in the order of the first round, by position; by default in that of `preference`.
    seconds, gap, seed, stop, progress
        As for `p_median`. "rounds" and "total" take a fraction of a second; "max-min" is a search, which may be ended.

    Returns
    -------
    AnnualLeave

    Raises
    ------
    ParameterError
        With every complaint at once.
    InfeasibleError
        Where squads have more weeks of leave than may be taken; names the squads.

    References
    ----------
    Hoffman, A. J. and Kruskal, J. B. (1956). Integral boundary points of convex polyhedra. In: Linear inequalities and
    related systems. Princeton: University Press, 223-246.

    Examples
    --------
    Two officers want the same week, and one may be away.

    >>> wishes = [[9, 1, 0], [8, 0, 2]]
    >>> annual_leave(wishes, 1, 1).weeks, annual_leave(wishes, 1, 1, method="total").certificate.objective
    (((0,), (2,)), 11.0)
    >>> annual_leave(wishes, 1, 1, method="max-min").share.round(2).tolist()
    [1.0, 0.25]
    """
    case = read_leave_case(preference, weeks_each, most_away, squad)
    order = _order(method, seniority, len(case.preference))
    with started("annual_leave", effort) as (asked, clock):
        largest = _largest_total(case)
        if method == "total":
            return _answer(case, largest, _total_certificate(case, largest, largest, clock))
        if method == "rounds":
            away = np.zeros_like(largest)
            for officers, most in case.squads():
                turns = np.argsort(np.argsort(order)[officers])
                away[officers] = leave_rounds(case.preference[officers], case.weeks_each[officers], most, turns)
            return _answer(case, away, _total_certificate(case, away, largest, clock))
        return _max_min(case, clock, asked.seed)


def _order(method: str, seniority: npt.ArrayLike | None, officers: int) -> Ints:
    complaints = Complaints()
    complaints.add(check.one_of("annual_leave", "method", method, LEAVE_METHODS))
    order = np.arange(officers) if seniority is None else np.asarray(seniority)
    if sorted(order.ravel().tolist()) != list(range(officers)):
        expected = f"the positions 0 to {officers - 1}, each once"
        complaints.add(check.sentence("annual_leave", "seniority", expected, order.tolist()))
    complaints.raise_if_any(ParameterError)
    return order


def _largest_total(case: LeaveCase) -> Flags:
    """Return the leave of the largest total, or say which squads cannot have theirs."""
    away, full = np.zeros(case.preference.shape, dtype=bool), []
    for squad, (officers, most) in enumerate(case.squads()):
        found = leave_flow(case.preference[officers], case.weeks_each[officers], most)
        if found is None:
            full.append(f"{squad} ({case.weeks_each[officers].sum()} weeks, places for at most {most.sum()})")
        else:
            away[officers] = found
    if full:
        raise InfeasibleError(
            f"There is not enough room for the leave of {of_these(full, 'squad', 'squads')}. Raise 'most_away', or let "
            "fewer officers have the same weeks to choose from."
        )
    return away


def _max_min(case: LeaveCase, clock: SearchClock, seed: int) -> AnnualLeave:
    share, away, bound = case.share_of_best, np.zeros(case.preference.shape, dtype=bool), 1.0
    rng = np.random.default_rng(seed)
    for officers, most in case.squads():
        if not officers.size:
            continue
        own, each = share[officers], case.weeks_each[officers]
        start = leave_flow(own, each, most)
        if start is None:
            raise AssertionError("Leave that fits has no flow: a fault of beatwright.")
        away[officers] = leave_exchange(own, most, start, _RESTARTS, rng, clock)
        bound = min(bound, best_worst_share_bound(own, each, most))
    least = float((share * away).sum(axis=1).min())
    bound = max(bound, least)
    clock.report(least, bound)
    certificate = Certificate(
        "optimal" if bound - least < 1e-9 else "feasible",
        least,
        bound,
        seconds=clock.used,
        method="exchange of weeks; bound by the linear program of weeks in parts",
        unit="share",
        maximised=True,
    )
    return _answer(case, away, certificate)


def _total_certificate(case: LeaveCase, away: Flags, largest: Flags, clock: SearchClock) -> Certificate:
    total, bound = float((case.preference * away).sum()), float((case.preference * largest).sum())
    return Certificate(
        "optimal" if total == bound else "feasible",
        total,
        max(total, bound),
        seconds=clock.used,
        method="linear program of a flow, which is whole",
        unit="preference",
        maximised=True,
    )


def _answer(case: LeaveCase, away: Flags, certificate: Certificate) -> AnnualLeave:
    """Return the leave, once it is checked."""
    fits = all((away[officers].sum(axis=0) <= most).all() for officers, most in case.squads())
    if not fits or not np.array_equal(away.sum(axis=1), case.weeks_each):
        raise AssertionError("Leave breaks a rule of its problem: a fault of beatwright.")
    got = (case.preference * away).sum(axis=1)
    return AnnualLeave(away, got, np.minimum((case.share_of_best * away).sum(axis=1), 1.0), certificate)
