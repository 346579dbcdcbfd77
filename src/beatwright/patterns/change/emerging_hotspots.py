"""Emerging hotspots: zones by how their Gi* came and went over the periods.

Each zone and period is hot, cold or neither by its z-score of Gi*. What a zone is follows from how many of its periods
were hot, whether the last one is, and the Mann-Kendall trend of its z-scores; the same mirrored for cold. The
categories are those of ESRI's tool Emerging Hot Spot Analysis (ArcGIS Pro 3), in our words:

- new: hot in the last period, and never before;
- consecutive: hot in an unbroken run of two or more periods up to the last, never before it, in less than 90 % of all;
- intensifying, diminishing, persistent: hot in 90 % or more and in the last, with z-scores that rise, fall, or do
  neither beyond chance;
- historical: hot in 90 % or more, but not in the last;
- oscillating: hot in the last and in less than 90 %, and cold in some period before;
- sporadic: hot in the last and in less than 90 %, on and off, and never cold.

A zone that fits two is the one that stands first here; a zone that fits none has no pattern.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
from scipy.stats import false_discovery_control, norm

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of, joined
from beatwright.patterns.change.mann_kendall import MannKendall, mann_kendall
from beatwright.patterns.change.poisson_rates import level_complaint

__all__ = ["EmergingHotspots", "emerging_hotspots"]

_KINDS = (
    "new",
    "consecutive",
    "intensifying",
    "diminishing",
    "persistent",
    "historical",
    "oscillating",
    "sporadic",
)
_CATEGORIES = (*(f"{kind} {heat}spot" for heat in ("hot", "cold") for kind in _KINDS), "no pattern")
_OFTEN = 0.9  # share of the periods from which a spot is lasting: ESRI's


@dataclass(frozen=True, eq=False)
class EmergingHotspots:
    """What each zone is.

    Parameters
    ----------
    category : array of str, shape (n,)
        One of `categories`, such as "new hotspot".
    state : array of int8, shape (n, periods)
        1 hot, -1 cold, 0 neither.
    trend : MannKendall
        Of the z-scores of each zone.
    """

    categories: ClassVar[tuple[str, ...]] = _CATEGORIES

    category: npt.NDArray[np.str_]
    state: npt.NDArray[np.int8]
    trend: MannKendall

    def __len__(self) -> int:
        return len(self.category)

    @property
    def counts(self) -> dict[str, int]:
        """How many zones are of each category that occurs, in the order of `categories`."""
        every = {name: int((self.category == name).sum()) for name in _CATEGORIES}
        return {name: count for name, count in every.items() if count}

    def sentences(self) -> list[str]:
        """Return the counts in words."""
        found = [count_of(count, name) for name, count in self.counts.items() if name != _CATEGORIES[-1]]
        over = f"Over {count_of(self.state.shape[1], 'period')}, of {count_of(len(self), 'zone')}"
        return [f"{over}: {joined(found) if found else 'no emerging hotspot'}."]


def emerging_hotspots(
    z: npt.ArrayLike, *, alpha: float = 0.05, trend_alpha: float = 0.05, false_discovery: bool = True
) -> EmergingHotspots:
    """Sort zones by how they came to be hot or cold, from the z-scores of Gi* in each period.

    Parameters
    ----------
    z : array of float, shape (n, periods)
        z-score of the local Gi* of each zone in each period, the periods in their order. NaN, as where all zones of a
        period have the same count, is neither hot nor cold.
    alpha : float, default 0.05
        Level at which a zone is hot or cold in a period, two-sided.
    trend_alpha : float, default 0.05
        Level of the trend, two-sided.
    false_discovery : bool, default True
        Hold `alpha` as the false-discovery rate over all zones and periods (Benjamini and Hochberg), rather than for
        each by itself.

    Returns
    -------
    EmergingHotspots

    Raises
    ------
    ParameterError
        Where an argument cannot be used; all complaints at once.

    Notes
    -----
    ESRI asks for ten periods or more. Gi* there looks at neighbours in time too; z-scores of a period by itself, as
    here, jump more, and fewer zones last.

    References
    ----------
    ESRI (2024). How Emerging Hot Spot Analysis works. ArcGIS Pro documentation.
    Getis, A. and Ord, J. K. (1992). The analysis of spatial association by use of distance statistics. Geographical
    Analysis 24, 189-206.

    Examples
    --------
    >>> z = [[0.1, 0.3, 0.2, 4.1], [5.0, 5.1, 4.8, 5.2], [0.0, 0.2, -0.3, 0.1]]
    >>> emerging_hotspots(z).category.tolist()
    ['new hotspot', 'persistent hotspot', 'no pattern']
    """
    complaints = Complaints()
    scores = _scores(z, complaints)
    complaints.add(level_complaint("emerging_hotspots", alpha))
    wrong = level_complaint("emerging_hotspots", trend_alpha)
    complaints.add(wrong and wrong.replace("'alpha'", "'trend_alpha'"))
    complaints.add(check.boolean("emerging_hotspots", "false_discovery", false_discovery))
    complaints.raise_if_any(ParameterError)
    state = _states(scores, float(alpha), false_discovery)
    trend = mann_kendall(scores)
    direction = np.where(trend.p_value <= trend_alpha, np.sign(trend.s), 0)
    hot, cold = _kinds(state == 1, state == -1, direction), _kinds(state == -1, state == 1, -direction)
    # No zone is both: it is hot or cold in its last period, or was so in 90 % of all.
    place = np.where(hot >= 0, hot, np.where(cold >= 0, cold + len(_KINDS), len(_CATEGORIES) - 1))
    return EmergingHotspots(np.array(_CATEGORIES)[place], state, trend)


def _scores(z: npt.ArrayLike, complaints: Complaints) -> npt.NDArray[np.float64]:
    expected = "z-scores of shape (n, periods), with one period or more"
    try:
        scores = np.asarray(z, dtype=np.float64)
    except (TypeError, ValueError):
        complaints.add(check.sentence("emerging_hotspots", "z", expected, type(z).__name__))
        return np.empty((0, 1))
    if scores.ndim != 2 or not scores.shape[1]:
        complaints.add(check.sentence("emerging_hotspots", "z", expected, f"shape {scores.shape}"))
        return np.empty((0, 1))
    complaints.need(not np.isinf(scores).any(), check.sentence("emerging_hotspots", "z", expected, "infinite ones"))
    return np.nan_to_num(scores)


def _states(scores: npt.NDArray[np.float64], alpha: float, false_discovery: bool) -> npt.NDArray[np.int8]:
    p = 2 * norm.sf(np.abs(scores))
    if false_discovery and p.size:
        p = false_discovery_control(p.ravel()).reshape(p.shape)
    return np.where(p <= alpha, np.sign(scores), 0).astype(np.int8)


def _kinds(
    warm: npt.NDArray[np.bool_], opposite: npt.NDArray[np.bool_], direction: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the position in `_KINDS` of each zone, -1 for none; cold zones come with both sides exchanged."""
    periods, often, last = warm.shape[1], warm.mean(axis=1) >= _OFTEN - 1e-12, warm[:, -1]
    run = np.where(warm.all(axis=1), periods, np.argmin(warm[:, ::-1], axis=1))
    only_now = last & (warm.sum(axis=1) == run)
    fits = [
        only_now & (run == 1),
        only_now & ~often,
        often & last & (direction > 0),
        often & last & (direction < 0),
        often & last,
        often & ~last,
        last & opposite.any(axis=1),
        last,
    ]
    return np.where(np.any(fits, axis=0), np.argmax(fits, axis=0), -1)
