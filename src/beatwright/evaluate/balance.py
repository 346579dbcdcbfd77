"""How evenly an amount is shared among districts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.core import Measure
from beatwright.core.measure import INDEX
from beatwright.evaluate.gini import gini

__all__ = ["balance_measures"]


def balance_measures(name: str, totals: npt.NDArray[np.float64], unit: str) -> Iterator[Measure]:
    """Yield how evenly the `totals` of the districts are spread.

    Parameters
    ----------
    name : str
        The criterion.
    totals : array of float, shape (districts,)
    unit : str
        Unit of the totals.

    Yields
    ------
    Measure
        Coefficient of variation with the population's standard deviation, sample variance (divisor n - 1; 0 for one
        district), largest and smallest over the mean, Gini index. The ratios are NaN where all totals are 0.

    Examples
    --------
    >>> [round(m.value, 3) for m in balance_measures("calls", np.array([1.0, 3.0]), "calls")]
    [0.5, 2.0, 1.5, 0.5, 0.25]
    """
    mean = float(totals.mean())
    ratio = totals / mean if mean > 0 else np.full_like(totals, np.nan)
    yield Measure(f"CV of {name}", float(ratio.std()), "index", "lower")
    spread = float(totals.var(ddof=1)) if len(totals) > 1 else 0.0
    yield Measure(f"variance of {name}", spread, f"({unit})²", "lower", kind=INDEX)  # it tells what the CV tells
    yield Measure(f"max / mean of {name}", float(ratio.max()), "index", "lower")
    yield Measure(f"min / mean of {name}", float(ratio.min()), "index", "higher")
    yield Measure(f"Gini of {name}", gini(totals) if mean > 0 else float("nan"), "index", "lower")
