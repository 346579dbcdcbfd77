"""How evenly an amount is shared among districts, in words of the trade; measures keep their names in tables."""

from __future__ import annotations

import math
from collections.abc import Iterable

from beatwright.base.plain_text import clean
from beatwright.core.measure import Measure

__all__ = ["uneven_sentence"]

_SHOWN = 0.005  # half a per cent: less is rounded away
_BUSY = ("calls", "minutes", "officers")


def uneven_sentence(pairs: Iterable[tuple[Measure, float]], of: str, base: str) -> str:
    """Return what the districts with the most and the least of an amount have beside an even share.

    Parameters
    ----------
    pairs : iterable of (Measure, float)
        Measures of a plan, each with the value of the plan that it is compared with.
    of : str
        The amount, such as ``calls``.
    base : str
        Name of the plan that it is compared with; empty: with none.

    Returns
    -------
    str
        Empty where the two measures are not among them, or are not known.
    """
    known = {measure.name: (measure.value, was) for measure, was in pairs}
    most, least = known.get(f"max / mean of {of}"), known.get(f"min / mean of {of}")
    if most is None or least is None or not all(map(math.isfinite, (most[0], least[0]))):
        return ""
    largest, smallest = ("busiest", "quietest") if of in _BUSY else ("largest", "smallest")
    noun = "minutes of work" if of == "minutes" else clean(of.replace("_", " "), 60)
    if _even(most[0]) and _even(least[0]):
        return f"every district has an even share of the {noun}{_was(most[1], base, 'up to ')}"
    told = f"the {largest} district has {_beside(most[0])} {noun} than an even share{_was(most[1], base)}"
    return f"{told}, the {smallest} {_beside(least[0])}{_was(least[1], base)}"


def _even(ratio: float) -> bool:
    return abs(ratio - 1) < _SHOWN


def _beside(ratio: float) -> str:
    return f"{abs(ratio - 1):.0%} {'more' if ratio >= 1 else 'less'}".replace("%", "\u00a0%")


def _was(ratio: float, base: str, lead: str = "") -> str:
    return f" (“{base}”: {lead}{_beside(ratio)})" if base and math.isfinite(ratio) else ""
