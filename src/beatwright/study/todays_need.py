"""Today's roster held to the need of the recommended one, so that both are short of the same."""

from __future__ import annotations

import dataclasses

from beatwright.base.words import significant
from beatwright.core import Plan
from beatwright.core.demand import HOURS_OF_WEEK

__all__ = ["with_need_of"]


def with_need_of(today: Plan, main: Plan) -> Plan:
    """Return the plan of today with its roster held to the need that the roster of another plan keeps.

    Post by post where both rosters speak of the same posts, else all posts together. Nothing changes where either has
    no roster, or the other keeps no need.

    Parameters
    ----------
    today : Plan
        Today's practice.
    main : Plan
        The recommended plan.

    Examples
    --------
    >>> from beatwright.testing import small_roster
    >>> new = dataclasses.replace(small_roster(), need=(1,) * 168)
    >>> with_need_of(Plan(roster=small_roster()), Plan(roster=new, name="new")).notes
    ('Today’s roster is held to the need of “new”, 168 officer-hours a week.',)
    """
    if today.roster is None or main.roster is None or not main.roster.need or main.name == today.name:
        return today
    need, at_posts = main.roster.need, main.roster.need_at
    alike = bool(at_posts) and set(today.roster.posts) == set(at_posts)
    roster = dataclasses.replace(today.roster, need=() if alike else need, need_at=at_posts if alike else {})
    total = significant(sum(need) * HOURS_OF_WEEK / len(need))
    each = ", post by post" if alike else ""
    note = f"Today’s roster is held to the need of “{main.name}”, {total} officer-hours a week{each}."
    return dataclasses.replace(today, roster=roster, notes=(*today.notes, note))
