"""The roster of weekly shifts, and the proof of several of them together."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.certificate import Certificate
from beatwright.core import Roster, Shift, ShiftLine
from beatwright.solver.rosters.weekly import WeeklyAnswer

__all__ = ["added_certificates", "roster_of_lines"]

Ints = npt.NDArray[np.int64]


def roster_of_lines(posts: tuple[str, ...], answers: list[WeeklyAnswer], size: int, need: Ints) -> Roster:
    """Return the roster of answers, one per post; a place of a line is `size` officers, `need` counts officers."""
    used = sorted({(line.start, line.hours) for answer in answers for line in answer.lines})
    shifts = {shift: Shift.at(*shift) for shift in used}
    lines = tuple(
        ShiftLine.on(shifts[line.start, line.hours].name, line.days, line.officers * size, post)
        for post, answer in zip(posts, answers, strict=True)
        for line in sorted(answer.lines, key=lambda line: (line.start, line.hours, line.days))
    )
    if posts == ("",):
        return Roster(tuple(shifts.values()), lines, need=tuple(need[0]))
    return Roster(
        tuple(shifts.values()), lines, need_at={post: tuple(row) for post, row in zip(posts, need, strict=True)}
    )


def added_certificates(found: list[Certificate], size: int) -> Certificate:
    """Return the proof of all posts together: objectives and bounds add up."""
    if len(found) == 1:
        return found[0].scaled(size)
    worst = min((one.status for one in found), key=("time limit", "feasible", "optimal").index)
    objective = sum(one.objective for one in found)
    return Certificate(
        worst,
        objective,
        min(sum(one.bound for one in found), objective),
        seconds=sum(one.seconds for one in found),
        method=f"{found[0].method}, post by post",
        unit=found[0].unit,
    ).scaled(size)
