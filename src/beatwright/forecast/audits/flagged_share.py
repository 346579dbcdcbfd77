"""On whom the flags fall: the share of flags beside the share of incidents, by group of zones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.scores.flag_zones import flag_zones
from beatwright.forecast.scores.zone_figures import area_complaints, zone_figures

__all__ = ["flagged_share"]

Floats = npt.NDArray[np.float64]


def flagged_share(
    expected: npt.ArrayLike,
    counts: npt.ArrayLike,
    group: npt.ArrayLike,
    *,
    area: npt.ArrayLike = 1.0,
    share: float = 0.05,
    people: npt.ArrayLike | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the share of the flagged area in each group beside its share of the incidents that came.

    A group with half the incidents may have more than half the flags though every zone is foreseen without bias: flags
    go to the highest zones alone. ``hindsight`` is the share of the flags that a forecast of exactly what came would
    have put there; what is above it is the forecast's.

    Parameters
    ----------
    expected, counts : array, shape (zones,)
        Incidents foreseen, and those that came in a time that the forecast did not know.
    group : array, shape (zones,)
        Group of every zone.
    area : array, shape (zones,), or one number, default 1
        Size of every zone.
    share : float, default 0.05
        Share of the area that is flagged.
    people : array, shape (zones,), optional
        Population.
    seed : int, default 0
        Ties are broken at random.

    Returns
    -------
    DataFrame, index: group
        ``zones``; shares of the whole: ``area``, ``foreseen``, ``incidents``, ``flagged``, ``hindsight``;
        ``ratio``, flagged / incidents; ``calibration``, foreseen / came, in incidents; with `people` also
        ``people``, a share, and ``flagged_a_head``, flagged / people: 1 where a group has as much of the flags as of
        the people. NaN where a group has none.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> table = flagged_share([9, 1, 5, 4], [6, 2, 6, 4], ["a", "a", "b", "b"], share=0.25)
    >>> table[["incidents", "flagged"]].round(2).to_dict("index")
    {'a': {'incidents': 0.44, 'flagged': 1.0}, 'b': {'incidents': 0.56, 'flagged': 0.0}}
    """
    complaints = Complaints()
    mu, y, size = zone_figures("flagged_share", complaints, expected=expected, counts=counts, area=area)
    complaints.extend(area_complaints("flagged_share", size))
    label = np.asarray(group)
    complaints.add(check.shape_is("flagged_share", "group", label.shape, mu.shape, axes="zone"))
    complaints.add(check.number("flagged_share", "share", share, 0, 1, open_low=True))
    head = None if people is None else np.asarray(people, dtype=np.float64)
    if head is not None:
        complaints.add(check.shape_is("flagged_share", "people", head.shape, mu.shape, axes="zone"))
        complaints.add(check.at_least_zero("flagged_share", "people", head))
    complaints.raise_if_any(ParameterError)
    parts = {
        "area": size,
        "foreseen": mu,
        "incidents": y,
        "flagged": size * flag_zones(mu, size, share=share, seed=seed),
        "hindsight": size * flag_zones(y, size, share=share, seed=seed),
        **({} if head is None else {"people": head}),
    }
    return _shares(pd.DataFrame(parts), label)


def _shares(parts: pd.DataFrame, label: npt.NDArray[np.generic]) -> pd.DataFrame:
    sums = parts.groupby(label, sort=True).sum()
    total = sums.sum()
    shares = sums / total.where(total > 0)
    shares.insert(0, "zones", pd.Series(label).value_counts().reindex(shares.index))
    shares["ratio"] = shares["flagged"] / shares["incidents"].where(shares["incidents"] > 0)
    shares["calibration"] = sums["foreseen"] / sums["incidents"].where(sums["incidents"] > 0)
    if "people" in shares:
        shares["flagged_a_head"] = shares["flagged"] / shares["people"].where(shares["people"] > 0)
    return shares.rename_axis("group")
