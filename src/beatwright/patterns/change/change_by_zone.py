"""Zones that changed between two periods, with the rate of false discoveries held."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of
from beatwright.patterns.change.poisson_rates import (
    conditional_test,
    e_test,
    level_complaint,
    rate_ratio_interval,
    two_counts,
)

__all__ = ["ZoneChange", "change_by_zone"]

_TESTS = {"e": e_test, "conditional": conditional_test}


@dataclass(frozen=True, eq=False, kw_only=True)
class ZoneChange:
    """How each zone changed.

    Parameters
    ----------
    before, after : array of int, shape (n,)
        Incidents.
    ratio : array of float, shape (n,)
        Rate after by rate before; infinite where there was none before, NaN where there is none at all.
    low, high : array of float, shape (n,)
        Exact interval of the ratio, of level 1 - `alpha`, for the zone by itself.
    p_value, q_value : array of float, shape (n,)
        Of the test, and held against the false-discovery rate over all zones (Benjamini and Hochberg).
    label : array of str, shape (n,)
        "up", "down" or "no change".
    alpha : float
        False-discovery rate.
    """

    before: npt.NDArray[np.int64]
    after: npt.NDArray[np.int64]
    ratio: npt.NDArray[np.float64]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    p_value: npt.NDArray[np.float64]
    q_value: npt.NDArray[np.float64]
    label: npt.NDArray[np.str_]
    alpha: float

    def __len__(self) -> int:
        return len(self.label)

    def table(self) -> pd.DataFrame:
        """Return one row for each zone, with these columns."""
        names = ("before", "after", "ratio", "low", "high", "p_value", "q_value", "label")
        return pd.DataFrame({name: getattr(self, name) for name in names})

    def sentences(self) -> list[str]:
        """Return how many zones changed, in words."""
        up, down = (int((self.label == label).sum()) for label in ("up", "down"))
        sure = f"false-discovery rate {100 * self.alpha:g} % over {count_of(len(self), 'zone')}"
        if not up + down:
            return [f"No zone changed by more than chance ({sure})."]
        return [f"{count_of(up, 'zone')} went up and {count_of(down, 'zone')} went down by more than chance ({sure})."]


def change_by_zone(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    exposure_before: npt.ArrayLike = 1.0,
    exposure_after: npt.ArrayLike = 1.0,
    *,
    alpha: float = 0.05,
    test: str = "e",
) -> ZoneChange:
    """Tell which zones went up and which went down between two periods.

    Parameters
    ----------
    before, after : array of int, shape (n,)
        Incidents in each zone.
    exposure_before, exposure_after : array of float, shape (n,), or one number, default 1
        What the counts are per: days, or people times days. Above 0. To ask which zones changed differently from the
        city, give the city's totals.
    alpha : float, default 0.05
        False-discovery rate over all zones, and 1 less the level of each interval; in (0, 1).
    test : {"e", "conditional"}
        `e_test` has more power; `conditional_test` never finds more than `alpha` of chance, and agrees with the
        interval.

    Returns
    -------
    ZoneChange

    Raises
    ------
    ParameterError
        Where an argument cannot be used.

    Notes
    -----
    The tests take counts as Poisson. Where incidents come in series (one offender, one party) they vary more, and
    more zones are found than should be.

    References
    ----------
    Krishnamoorthy, K. and Thomson, J. (2004). A more powerful test for comparing two Poisson means. Journal of
    Statistical Planning and Inference 119, 23-35.
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
    Society B 57, 289-300.

    Examples
    --------
    >>> found = change_by_zone([10, 40, 5], [12, 15, 3])
    >>> found.label.tolist(), found.ratio.round(3).tolist()
    (['no change', 'down', 'no change'], [1.2, 0.375, 0.6])
    >>> found.sentences()
    ['0 zones went up and 1 zone went down by more than chance (false-discovery rate 5 % over 3 zones).']
    """
    complaints = Complaints()
    complaints.add(level_complaint("change_by_zone", alpha))
    complaints.add(check.one_of("change_by_zone", "test", test, _TESTS))
    complaints.raise_if_any(ParameterError)
    counts, exposures = two_counts("change_by_zone", (before, after), (exposure_before, exposure_after))
    p = _TESTS[test](*counts, *exposures) if counts.size else np.empty(0)
    q = np.asarray(false_discovery_control(p)) if len(p) else p
    low, high = rate_ratio_interval(counts, exposures, float(alpha))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (counts[1] / exposures[1]) / (counts[0] / exposures[0])
    changed = np.where(ratio > 1, "up", "down")
    return ZoneChange(
        before=counts[0],
        after=counts[1],
        ratio=ratio,
        low=low,
        high=high,
        p_value=p,
        q_value=q,
        label=np.where(q <= alpha, changed, "no change"),
        alpha=float(alpha),
    )
