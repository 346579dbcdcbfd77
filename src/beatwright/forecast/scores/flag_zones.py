"""Flag the zones where most is expected: as many as fit into an area."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.scores.zone_figures import area_complaints, zone_figures

__all__ = ["flag_zones"]

_ROUNDING = 1e-9  # share of the flagged area by which a sum of areas may miss it and still fit


def flag_zones(
    expected: npt.ArrayLike,
    area: npt.ArrayLike,
    *,
    share: float | None = None,
    flagged_area: float | None = None,
    seed: int | np.random.Generator | None = 0,
) -> npt.NDArray[np.bool_]:
    """Flag the zones with most incidents expected per area, the densest first, as long as they fit.

    A zone that no longer fits is passed over, and the next ones are tried. With zones of one size that flags exactly
    the whole number that fits, as the NIJ Real-Time Crime Forecasting Challenge asks: floor(flagged area / cell).

    Parameters
    ----------
    expected : array, shape (zones,)
        Incidents expected, at least 0.
    area : array, shape (zones,), or one number
        Area of every zone, above 0, in any unit.
    share : float, optional
        Share of the whole area to flag, in (0, 1]. Give this or `flagged_area`.
    flagged_area : float, optional
        Area to flag, in the unit of `area`.
    seed : int, Generator or None, default 0
        Zones of one density are put in a random order, since any other order favours one end of the map. None: the
        first stands first.

    Returns
    -------
    array of bool, shape (zones,)

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> flag_zones([5, 1, 4, 4], 1.0, share=0.25)
    array([ True, False, False, False])
    >>> flag_zones([5, 1, 4, 4], [2, 1, 1, 1], flagged_area=3, seed=None)
    array([False,  True,  True,  True])
    """
    complaints = Complaints()
    mu, size = zone_figures("flag_zones", complaints, expected=expected, area=area)
    complaints.extend(area_complaints("flag_zones", size))
    complaints.need(
        (share is None) != (flagged_area is None),
        "flag_zones needs either 'share' or 'flagged_area'. Got "
        + ("neither." if share is None else f"both, {share!r} and {flagged_area!r}."),
    )
    complaints.add(check.number("flag_zones", "share", share, 0, 1, open_low=True, optional=True))
    complaints.add(check.number("flag_zones", "flagged_area", flagged_area, 0, open_low=True, optional=True))
    complaints.raise_if_any(ParameterError)
    budget = flagged_area if share is None else share * float(size.sum())
    assert budget is not None
    return _flagged(_ranked(mu / size, seed), size, budget * (1 + _ROUNDING))


def _ranked(density: npt.NDArray[np.float64], seed: int | np.random.Generator | None) -> npt.NDArray[np.intp]:
    if seed is None:
        return np.argsort(-density, kind="stable")
    return np.lexsort((np.random.default_rng(seed).random(len(density)), -density))


def _flagged(order: npt.NDArray[np.intp], area: npt.NDArray[np.float64], budget: float) -> npt.NDArray[np.bool_]:
    """Take from the front what fits; at the first that does not, drop all that can fit no more, and go on."""
    flagged = np.zeros(len(area), dtype=bool)
    while len(order):
        fits = int(np.searchsorted(np.cumsum(area[order]), budget, side="right"))
        flagged[order[:fits]] = True
        budget -= float(area[order[:fits]].sum())
        rest = order[fits + 1 :]
        order = rest[area[rest] <= budget]
    return flagged
