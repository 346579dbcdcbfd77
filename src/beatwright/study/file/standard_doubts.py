"""Response standards that can hardly be meant: metres for minutes or kilometres, or wider than the city."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from beatwright.base.words import joined
from beatwright.core.city import City
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.study.file.table_options import ProblemOptions

__all__ = ["standard_doubts", "unjudged_cars"]

_SHORT_M = 100.0
_SHORT_MIN = 0.5


def standard_doubts(options: ProblemOptions, city: City) -> Iterator[str]:
    """Yield a sentence for every response standard that nearly no distance or nearly every distance meets.

    Parameters
    ----------
    options : ProblemOptions
        The standards.
    city : City
        With its travel.
    """
    limits = ((options.within, city.travel.metres, _SHORT_M, "within", "m"),)
    timed = ((options.within_minutes, city.travel.minutes, _SHORT_MIN, "within_minutes", "min"),)
    for standard, table, short, name, unit in (*limits, *timed):
        if standard is None:
            continue
        share = float((np.asarray(table) <= standard).mean())
        means = f"{name} = {standard:,g} means {standard:,g} {unit}: {100 * share:.1f} % of all routes to a zone"
        if standard < short:
            meant = "within_minutes, or kilometres written as metres" if unit == "m" else "minutes, not hours"
            yield f"Doubtful standard: {means} are so short. Was {meant} meant?"
        elif share > 0.99:
            meant = " Were metres meant to be fewer?" if unit == "m" else ""
            yield f"Doubtful standard: {means} are so short, so that it tells plans apart hardly at all.{meant}"


def unjudged_cars(options: ProblemOptions, layers: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield a sentence where plans have cars and the demand is not by the hour, so that nobody judges them.

    >>> list(unjudged_cars(ProblemOptions(slots=168), {"today": ("posts", "crews")}))
    []
    """
    named = [name for name, decided in layers.items() if "crews" in decided]
    if named and options.slots != HOURS_OF_WEEK:
        yield (
            f"Cars of {joined(named)} are not judged, for the demand is the same in every hour: set slots = "
            f"{HOURS_OF_WEEK} in [problem]."
        )
