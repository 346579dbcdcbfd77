"""How well flagged zones caught what came: PAI, PEI and RRI."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.scores.zone_figures import area_complaints, flags_of, zone_figures

__all__ = ["pai", "pei", "rri"]

Floats = npt.NDArray[np.float64]


def pai(
    flagged: npt.ArrayLike,
    counts: npt.ArrayLike,
    area: npt.ArrayLike,
    *,
    outside: float = 0.0,
    whole_area: float | None = None,
) -> float:
    """Return the predictive accuracy index: how many times more incidents the flagged area had than an even share.

    PAI = (n / N) / (a / A): n of N incidents fell into a flagged area a of A.

    Parameters
    ----------
    flagged : array of bool, shape (zones,), or array of int
        Which zones were flagged (True and False, or 1 and 0), or their positions.
    counts : array, shape (zones,)
        Incidents that came.
    area : array, shape (zones,), or one number
        Area of every zone.
    outside : float, default 0
        Incidents that came in no zone; they count in N.
    whole_area : float, optional
        A, where it is not the sum of the zones, as of a grid whose cells stand out over the boundary.

    Returns
    -------
    float
        NaN where no incident came or nothing was flagged: then there was nothing to predict, or nothing predicted.

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    S. Chainey, L. Tompson and S. Uhlig, "The utility of hotspot mapping for predicting spatial patterns of crime",
    Security Journal 21 (2008), 4-28.

    Examples
    --------
    Two of eight incidents in one of sixteen cells are four times as many as an even spread would put there.

    >>> pai([0], [2] + [6 / 15] * 15, 1.0)
    4.0
    """
    flags, y, size = _checked("pai", flagged, counts, area, outside, whole_area)
    caught, area_share = y[flags].sum(), size[flags].sum() / (whole_area or size.sum())
    total = y.sum() + outside
    return float(caught / total / area_share) if total > 0 and area_share > 0 else math.nan


def pei(flagged: npt.ArrayLike, counts: npt.ArrayLike, area: npt.ArrayLike) -> float:
    """Return the prediction efficiency index: what was caught as a share of the most that could have been caught.

    PEI = PAI / PAI of an oracle that flags as much area where it turned out worst. The oracle takes zones in the order
    of what came per area, and of the last one the part that fits; with zones of one size it is exact, with others it
    is a bound that no choice of zones exceeds. Where incidents are so rare that the oracle catches all, PEI is the hit
    rate.

    Parameters
    ----------
    flagged, counts, area : as in `pai`

    Returns
    -------
    float
        In [0, 1]; NaN where no incident came or nothing was flagged.

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    J. M. Hunt, "Do crime hot spots move?", dissertation, American University (2016).

    Examples
    --------
    >>> pei([True, False, False], [2, 3, 0], 1.0)
    0.6666666666666666
    """
    flags, y, size = _checked("pei", flagged, counts, area)
    best = _most_caught(y, size, float(size[flags].sum()))
    return float(y[flags].sum() / best) if best > 0 else math.nan


def _most_caught(counts: Floats, area: Floats, budget: float) -> float:
    order = np.argsort(-counts / area, kind="stable")
    taken = np.cumsum(area[order])
    return float(np.interp(budget, np.r_[0.0, taken], np.r_[0.0, np.cumsum(counts[order])]))


def rri(flagged: npt.ArrayLike, expected: npt.ArrayLike, counts: npt.ArrayLike) -> float:
    """Return the recapture rate index: incidents predicted in the flagged zones for each that came there.

    1 is right; above 1 the flags promised more than came.

    Parameters
    ----------
    flagged : as in `pai`
    expected : array, shape (zones,)
        Incidents expected.
    counts : array, shape (zones,)
        Incidents that came.

    Returns
    -------
    float
        NaN where no incident came in the flagged zones.

    Raises
    ------
    ParameterError
        With every fault at once.

    References
    ----------
    N. Levine, "The hottest part of a hotspot: comments on the utility of hotspot mapping", Security Journal 21
    (2008), 295-302; there past incidents stand for the prediction, and the ratio upside down.

    Examples
    --------
    >>> rri([True, True, False], [3.0, 1.0, 2.0], [2, 0, 5])
    2.0
    """
    complaints = Complaints()
    mu, y = zone_figures("rri", complaints, expected=expected, counts=counts)
    complaints.raise_if_any(ParameterError)
    flags = flags_of("rri", flagged, len(y))
    came = y[flags].sum()
    return float(mu[flags].sum() / came) if came > 0 else math.nan


def _checked(
    owner: str,
    flagged: npt.ArrayLike,
    counts: npt.ArrayLike,
    area: npt.ArrayLike,
    *more: float | None,
) -> tuple[npt.NDArray[np.bool_], Floats, Floats]:
    complaints = Complaints()
    y, size = zone_figures(owner, complaints, counts=counts, area=area)
    complaints.extend(area_complaints(owner, size))
    for name, value, positive in zip(("outside", "whole_area"), more, (False, True), strict=False):
        complaints.add(check.number(owner, name, value, 0, open_low=positive, optional=positive))
    complaints.raise_if_any(ParameterError)
    return flags_of(owner, flagged, len(y)), y, size
