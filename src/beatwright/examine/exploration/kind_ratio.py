"""Where one kind of incident is more frequent beside another than in the whole city, and where that can be chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from beatwright.base.quantity import p_words
from beatwright.base.raster import Raster
from beatwright.base.words import count_of
from beatwright.core.chart import RasterMap
from beatwright.core.city import City
from beatwright.core.measure import Measure
from beatwright.examine.exploration.incident_pattern import IncidentPattern
from beatwright.examine.exploration.nearest_site import by_name, nearest_site_names
from beatwright.patterns.intensity.kernel_density import kde
from beatwright.patterns.intensity.relative_risk import RelativeRisk, relative_risk
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["KindRatio", "kind_ratio"]

_SURE = 0.05
_FEWEST = 30  # incidents of each kind of which a ratio says anything
_SIMULATIONS = 199  # the smallest p is .005
_MOST = 3.0  # doublings, 8 times: where one kind is nearly absent two tails are divided, which would take all colours


@dataclass(frozen=True)
class KindRatio:
    """What is said of two kinds beside each other.

    Parameters
    ----------
    sentences : tuple of str
        Whether they lie differently, and where the first is most frequent; or why that cannot be said.
    measures : tuple of Measure
        The p-value of the whole map.
    charts : tuple of RasterMap
        The map of what stands out; none where nothing does.
    """

    sentences: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    charts: tuple[RasterMap, ...] = ()


def kind_ratio(
    placed: IncidentPattern,
    city: City,
    kinds: tuple[str, str],
    *,
    sigma: float,
    seed: int,
    progress: Callable[[int, int, str], None] | None = None,
) -> KindRatio:
    """Compare where two kinds of incident happen.

    Parameters
    ----------
    placed : IncidentPattern
        Incidents of both kinds, and maybe of others.
    city : City
        Whose sites name the places.
    kinds : (first, second)
        The ratio is that of the first to the second.
    sigma : float
        Standard deviation of the Gaussian that smooths both, in metres.
    seed : int
        Of the kinds that are dealt out anew.
    progress : callable (done, total, text), optional
        Told how far it is.
    """
    marks = placed.incidents.frame["kind"].astype(str).to_numpy()
    first, second = (PointPattern(placed.pattern.xy[marks == kind], placed.pattern.window) for kind in kinds)
    few = [f"{count_of(len(one), 'incident')} of '{kind}'" for one, kind in zip((first, second), kinds, strict=True)]
    if min(len(first), len(second)) < _FEWEST:
        return KindRatio((f"{few[0]} and {few[1]}: two kinds can be compared from {_FEWEST} of each on.",))
    risk = relative_risk(first, second, sigma, simulations=_SIMULATIONS, seed=seed, progress=progress)
    return KindRatio(
        (_sentence(risk, city, kinds, (first, second)),),
        (Measure(f"p of '{kinds[0]}' beside '{kinds[1]}' by chance", risk.p_value, "p"),),
        tuple(chart for chart in (_map(risk, kinds),) if chart is not None),
    )


def _sentence(
    risk: RelativeRisk, city: City, kinds: tuple[str, str], patterns: tuple[PointPattern, PointPattern]
) -> str:
    one, other = (f"'{kind}'" for kind in kinds)
    if risk.p_value > _SURE:
        return (
            f"No sign that {one} and {other} lie differently ({p_words(risk.p_value)}): what stands out on a map of "
            "both can be chance."
        )
    ratio = risk.ratio
    row, column = _largest_excess(risk, *patterns)
    (near,) = nearest_site_names(city, [[ratio.x[column], ratio.y[row]]])
    higher, lower = (100 * area.area / risk.window.area for area in risk.tolerance(_SURE).values())
    return (
        f"{one} and {other} lie differently, beyond chance ({p_words(risk.p_value)}): {one} is most in excess "
        f"{by_name(near)}, where it is {_times(ratio.values[row, column])} as frequent beside {other} as in the "
        f"whole city. On {higher:.0f}\u00a0% of the area it is more frequent beside {other} than chance has it, "
        f"on {lower:.0f}\u00a0% less; of a map without any difference about {100 * _SURE:.0f}\u00a0% would be each."
    )


def _times(ratio: float) -> str:
    return f"{ratio:.2g} times" if ratio <= 2**_MOST else f"more than {2**_MOST:g} times"


def _largest_excess(risk: RelativeRisk, first: PointPattern, second: PointPattern) -> tuple[int, int]:
    """Return the cell with most incidents of the first kind above its share in both, among those that stand out.

    The highest ratio would often be that of a few incidents at the edge of town.
    """
    one, other = (kde(pattern, risk.sigma, shape=risk.log_ratio.shape).values for pattern in (first, second))
    excess = one - len(first) / (len(first) + len(second)) * (one + other)
    sure = np.where(risk.p_higher.values <= _SURE, excess, np.nan)
    row, column = np.unravel_index(np.nanargmax(sure if np.isfinite(sure).any() else excess), excess.shape)
    return int(row), int(column)


def _map(risk: RelativeRisk, kinds: tuple[str, str]) -> RasterMap | None:
    """Draw the ratio where it is hardly chance; None where that is nowhere.

    Elsewhere a strong colour would be that of a few incidents: one kind over next to none of the other.
    """
    shown = shapely.union_all(list(risk.tolerance(_SURE).values()))
    if shown.is_empty:
        return None
    doublings = np.clip(risk.log_ratio.values / np.log(2), -_MOST, _MOST)
    return RasterMap.of(
        Raster(doublings, risk.log_ratio.bounds, "doublings"),
        name="kinds_compared",
        alt=f"Map of how frequent '{kinds[0]}' is beside '{kinds[1]}', where chance hardly explains it.",
        caption=f"How frequent '{kinds[0]}' is beside '{kinds[1]}', where chance alone would hardly bring that at a "
        "place: brown where more than in the whole city, green where less. White elsewhere: there it can be chance, or "
        f"there are too few of both. Of a map without any difference about {100 * _SURE:.0f} % is coloured on each "
        "side.",
        legend="Times as frequent as in the whole city",
        window=shown,
    )
