"""What is told of an integer program that stands for an allocation: its bound, in damage."""

from __future__ import annotations

from dataclasses import replace

from beatwright.solver.time_limit import Clock

__all__ = ["told_bound"]


def told_bound(clock: Clock, damage: float, known: float, *, unit: float, base: float) -> Clock:
    """Return this clock for a program whose bound times `unit` plus `base` bounds the damage.

    Its own objective is not told: what it counts is the damage of its plan to its tolerances alone, or below it.

    Parameters
    ----------
    clock : Clock
        The clock of the whole.
    damage : float
        Damage of the best allocation so far, which is told.
    known : float
        The bound so far: none below it is told.
    unit, base : float
        Damage per unit of the program's costs, and damage where they are 0.

    Examples
    --------
    >>> clock = told_bound(Clock(progress=lambda *news: print(news[:2])), 9.0, 4.0, unit=2.0, base=1.0)
    >>> clock.tell(0.0, 2.0)
    (9.0, 5.0)
    """
    told = clock.progress
    if told is None:
        return clock
    return replace(
        clock,
        progress=lambda _, bound, seconds: told(damage, min(damage, max(known, base + unit * bound)), seconds),
    )
