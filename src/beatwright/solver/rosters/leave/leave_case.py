"""A year's leave to be given, checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["LeaveCase", "read_leave_case"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_OWNER = "annual_leave"


@dataclass(frozen=True, eq=False)
class LeaveCase:
    """Who wants which weeks, and how many of a squad may be away together.

    Parameters
    ----------
    preference : array, shape (officers, weeks)
        What each officer likes each week, at least 0.
    weeks_each : array of int, shape (officers,)
        Weeks of leave of every officer.
    squad : array of int, shape (officers,)
        Squad of every officer, 0..squads-1.
    most_away : array of int, shape (squads, weeks)
        Officers of a squad that may be away in a week.
    """

    preference: Floats
    weeks_each: Ints
    squad: Ints
    most_away: Ints

    @property
    def share_of_best(self) -> Floats:
        """Each week as a share of what the officer's own best weeks are together, shape (officers, weeks)."""
        ordered = -np.sort(-self.preference, axis=1)
        best = np.where(np.arange(ordered.shape[1]) < self.weeks_each[:, None], ordered, 0.0).sum(axis=1)
        share = np.divide(self.preference, best[:, None], out=np.zeros_like(self.preference), where=best[:, None] > 0)
        # Who likes nothing has all that he likes, whatever he gets.
        share[best <= 0] = 1.0 / np.maximum(self.weeks_each[best <= 0], 1)[:, None]
        return np.asarray(share)

    def squads(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield the officers of every squad, and how many may be away in each week."""
        for squad, most in enumerate(self.most_away):
            yield np.flatnonzero(self.squad == squad), most


def read_leave_case(
    preference: npt.ArrayLike, weeks_each: npt.ArrayLike, most_away: npt.ArrayLike, squad: npt.ArrayLike | None
) -> LeaveCase:
    """Check what `annual_leave` is given."""
    liked = np.asarray(preference, dtype=np.float64)
    if liked.ndim != 2 or liked.size == 0:
        expected = "an array [officer, week] with at least one of each"
        raise ParameterError(check.sentence(_OWNER, "preference", expected, f"shape {liked.shape}"))
    officers, weeks = liked.shape
    complaints = Complaints()
    complaints.add(check.at_least_zero(_OWNER, "preference", liked))
    each, home = np.asarray(weeks_each), np.zeros(officers, int) if squad is None else np.asarray(squad)
    complaints.add(check.spreads(_OWNER, "weeks_each", each, officers))
    if each.dtype.kind not in "iu" or (each < 0).any() or (each > weeks).any():
        complaints.add(check.sentence(_OWNER, "weeks_each", f"whole numbers in [0, {weeks}]", each.tolist()))
    complaints.add(check.shape_is(_OWNER, "squad", home.shape, (officers,), "officer"))
    if home.dtype.kind not in "iu" or (home < 0).any():
        complaints.add(check.sentence(_OWNER, "squad", "numbers of squads from 0 on", home.tolist()))
        complaints.raise_if_any(ParameterError)
    squads = int(home.max()) + 1
    most = np.asarray(most_away)
    shapes = ((), (weeks,), (squads, weeks))
    if most.shape not in shapes or most.dtype.kind not in "iu" or (most < 0).any():
        expected = f"a whole number of at least 0, or an array [week] ({weeks},) or [squad, week] ({squads}, {weeks})"
        complaints.add(
            check.sentence(_OWNER, "most_away", expected, f"shape {most.shape}, {most.ravel()[:3].tolist()}")
        )
    complaints.raise_if_any(ParameterError)
    limits = np.broadcast_to(most, (squads, weeks)).astype(np.int64)
    return LeaveCase(liked, check.spread(each, officers, np.int64), home.astype(np.int64), limits)
