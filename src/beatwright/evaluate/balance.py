"""How evenly an amount is shared among districts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.core import Measure
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
        Sample variance (divisor n - 1; 0 for one district), coefficient of variation with the population's standard
        deviation, largest and smallest over the mean, Gini index. The ratios are NaN where all totals are 0.

    Examples
    --------
    >>> [round(m.value, 3) for m in balance_measures("calls", np.array([1.0, 3.0]), "calls")]
    [2.0, 0.5, 1.5, 0.5, 0.25]
    """
    mean = float(totals.mean())
    ratio = totals / mean if mean > 0 else np.full_like(totals, np.nan)
    yield Measure(f"{name}: variance", float(totals.var(ddof=1)) if len(totals) > 1 else 0.0, f"({unit})^2", "lower")
    yield Measure(f"{name}: CV", float(ratio.std()), "ratio", "lower")
    yield Measure(f"{name}: max / mean", float(ratio.max()), "ratio", "lower")
    yield Measure(f"{name}: min / mean", float(ratio.min()), "ratio", "higher")
    yield Measure(f"{name}: Gini", gini(totals) if mean > 0 else float("nan"), "ratio", "lower")
