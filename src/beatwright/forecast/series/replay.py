"""The last periods again, each foreseen from those before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.forecast.series.count_series import CountSeries

__all__ = ["replay"]

Floats = npt.NDArray[np.float64]

# A year of weeks says how far counts stray; a third of the periods at most, so that there is something to learn from.
_PERIODS, _SHARE, _FEWEST = 52, 3, 8


def replay(
    series: CountSeries,
    learn: Callable[[CountSeries], Any],
    advance: Callable[[Any, CountSeries], Any],
    expected: Callable[[Any], Floats],
) -> tuple[Floats, Floats] | None:
    """Return what came in the last periods and what was foreseen of it.

    Parameters
    ----------
    series : CountSeries
        The past.
    learn, advance, expected : functions
        How a forecaster learns, goes on learning, and says what it expects of the next period.

    Returns
    -------
    (array, array) or None
        Each of shape (periods, zones); None where there are too few periods.
    """
    last = min(_PERIODS, series.periods // _SHARE)
    if last < _FEWEST:
        return None
    first = series.periods - last
    state = learn(series.part(0, first))
    foreseen = np.empty((last, series.zones))
    for row, period in enumerate(range(first, series.periods)):
        foreseen[row] = expected(state) * series.covered[period]
        state = advance(state, series.part(period, period + 1))
    return series.counts[first:].toarray(), foreseen
