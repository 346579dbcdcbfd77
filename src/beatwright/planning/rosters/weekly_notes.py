"""What is told of weekly shifts: how many officers begin when, and where the need is not met."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from beatwright.base.words import count_of, listed, significant
from beatwright.core import Roster
from beatwright.core.hours_of_week import hour_name
from beatwright.solver.rosters.weekly import WeeklyAnswer

__all__ = ["weekly_notes"]


def weekly_notes(roster: Roster, answers: list[WeeklyAnswer], posts: tuple[str, ...], size: int) -> Iterator[str]:
    """Yield the notes of a roster and of the answers that it was made of; a place of a line is `size` officers."""
    begin = {shift.name: 0 for shift in roster.shifts}
    for line in roster.lines:
        begin[line.shift] += line.officers
    told = listed((f"{many} on {name}" for name, many in begin.items()), 24)
    yield f"{count_of(roster.officers, 'officer')} in {count_of(len(roster.lines), 'line')}: {told}."
    needed = sum(float(answer.need.sum()) for answer in answers) * size
    over = sum(float(answer.surplus.sum()) for answer in answers) * size
    yield (
        f"Officer-hours a week: {significant(needed, 6)} needed, {significant(over)} on duty beyond the need"
        f"{f' ({over / needed:.1%})' if needed else ''}."
    )
    for post, answer in zip(posts, answers, strict=True):
        where = f" at the post {post}" if post else ""
        if answer.short_hours:
            worst = int(answer.shortage.argmax())
            yield (
                f"Short{where} of {significant(answer.short_hours * size)} officer-hours a week, by "
                f"{significant(answer.largest * size)} at most, first on {hour_name(worst)}."
            )
        if answer.unmet_floor.any():
            hours = listed((hour_name(int(hour)) for hour in np.flatnonzero(answer.unmet_floor)), 24)
            yield f"The floor cannot be held{where}. It is not met on {hours}."
