"""Fits of Matern and Thomas processes to a pattern, and whether they can be believed."""

from __future__ import annotations

from typing import Any

import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.quantity import p_words
from beatwright.base.words import significant
from beatwright.patterns.cluster_process.cluster_fit import ClusterFit
from beatwright.patterns.cluster_process.clustering_test import clustering_p, looked_at
from beatwright.patterns.cluster_process.matern_process import MaternProcess
from beatwright.patterns.cluster_process.minimum_contrast import STATISTICS, minimum_contrast
from beatwright.patterns.cluster_process.neyman_scott import Floats, NeymanScott
from beatwright.patterns.cluster_process.thomas_process import ThomasProcess
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.summary.k_function import k_function, second_order_distances
from beatwright.patterns.summary.pair_correlation import pair_correlation
from beatwright.patterns.summary.summary_function import SummaryFunction

__all__ = ["fit_matern", "fit_thomas"]

_CORRECTIONS = {"K": ("iso", "trans", "border"), "pcf": ("iso", "trans")}
# Distances at which the statistic is estimated up to a given rmax.
_STEPS = 512
# Above this probability K may well be that of random points (who pass 0.01 in 3 to 23 of 1,000 simulated patterns).
_SIGNIFICANT = 0.01
# Clusters must end within this part of rmax: only where K runs beside that of random points can their number be seen.
_SEEN = 0.8
# Clusters that span less than one and a half times the least span of the search are where it begins, or next to it.
_UNSEEN = 1.5
# The least span for K, in distance steps, and for the pair correlation, whose kernel is 0.15 / sqrt(intensity) wide to
# either side: nearer to 0 it is too high, and smaller clusters would be made of that.
_LEAST_STEPS, _KERNEL = 2, 0.15


def fit_matern(
    pattern: PointPattern,
    statistic: str = "K",
    rmax: float | None = None,
    *,
    q: float = 0.25,
    p: float = 2.0,
    correction: str = "iso",
) -> ClusterFit:
    """Fit a Matérn cluster process by minimum contrast.

    Parameters
    ----------
    pattern : PointPattern
        At least two events.
    statistic : {"K", "pcf"}, default "K"
        What the process shall match: Ripley's K, or the pair correlation.
    rmax : float, optional
        Largest distance that counts, in the pattern's unit; by default as in `k_function`, at most a quarter of the
        shorter side of the window's frame.
    q, p : float, default 0.25 and 2
        The contrast is the mean of abs(observed^q - fitted^q)^p.
    correction : {"iso", "trans", "border"}, default "iso"
        Edge correction of the statistic; "border" for K alone.

    Returns
    -------
    ClusterFit
        `.kappa` clusters per square unit, their radius `.scale`, `.mu` events in each. Where `.identified` is False the
        parameters mean nothing, and `.warning` says why: the events are not clustered, or the clusters are too large,
        or too small, to be seen.

    Raises
    ------
    ParameterError
        With every wrong argument; with fewer than two events.

    References
    ----------
    Diggle, P. J. and Gratton, R. J. (1984). Monte Carlo methods of inference for implicit statistical models. Journal
    of the Royal Statistical Society B 46, 193–227.

    Examples
    --------
    >>> pattern = MaternProcess(kappa=40, scale=0.05, mu=25).simulate((0, 0, 1, 1), seed=3)
    >>> fit = fit_matern(pattern)
    >>> round(fit.kappa), round(fit.scale, 3), round(fit.mu), fit.identified
    (37, 0.049, 22, True)
    """
    return _fit("fit_matern", MaternProcess, pattern, _options(statistic, rmax, q, p, correction))


def fit_thomas(
    pattern: PointPattern,
    statistic: str = "K",
    rmax: float | None = None,
    *,
    q: float = 0.25,
    p: float = 2.0,
    correction: str = "iso",
) -> ClusterFit:
    """Fit a Thomas cluster process by minimum contrast.

    Parameters
    ----------
    pattern : PointPattern
        At least two events.
    statistic : {"K", "pcf"}, default "K"
        What the process shall match: Ripley's K, or the pair correlation.
    rmax : float, optional
        Largest distance that counts, in the pattern's unit; by default as in `k_function`, at most a quarter of the
        shorter side of the window's frame.
    q, p : float, default 0.25 and 2
        The contrast is the mean of abs(observed^q - fitted^q)^p.
    correction : {"iso", "trans", "border"}, default "iso"
        Edge correction of the statistic; "border" for K alone.

    Returns
    -------
    ClusterFit
        `.kappa` clusters per square unit, the standard deviation `.scale` of their events' coordinates, `.mu` events in
        each. Where `.identified` is False the parameters mean nothing, and `.warning` says why.

    Raises
    ------
    ParameterError
        With every wrong argument; with fewer than two events.

    References
    ----------
    Diggle, P. J. and Gratton, R. J. (1984). Monte Carlo methods of inference for implicit statistical models. Journal
    of the Royal Statistical Society B 46, 193–227.

    Examples
    --------
    >>> pattern = ThomasProcess(kappa=40, scale=0.025, mu=25).simulate((0, 0, 1, 1), seed=3)
    >>> fit = fit_thomas(pattern)
    >>> round(fit.kappa), round(fit.scale, 3), round(fit.mu), fit.identified
    (42, 0.029, 29, True)
    """
    return _fit("fit_thomas", ThomasProcess, pattern, _options(statistic, rmax, q, p, correction))


def _options(statistic: Any, rmax: Any, q: Any, p: Any, correction: Any) -> dict[str, Any]:
    return {"statistic": statistic, "rmax": rmax, "q": q, "p": p, "correction": correction}


def _check(owner: str, pattern: Any, options: dict[str, Any]) -> None:
    complaints = Complaints()
    if not isinstance(pattern, PointPattern):
        complaints.add(check.sentence(owner, "pattern", "a PointPattern", type(pattern).__name__))
    elif len(pattern) < 2:
        complaints.add(check.sentence(owner, "pattern", "of at least two points", len(pattern)))
    complaints.add(check.one_of(owner, "statistic", options["statistic"], STATISTICS))
    known = _CORRECTIONS.get(options["statistic"], _CORRECTIONS["K"])
    complaints.add(check.one_of(owner, "correction", options["correction"], known))
    for name in ("rmax", "q", "p"):
        complaints.add(check.number(owner, name, options[name], 0, open_low=True, optional=name == "rmax"))
    complaints.raise_if_any(ParameterError)


def _fit(owner: str, process: type[NeymanScott], pattern: PointPattern, options: dict[str, Any]) -> ClusterFit:
    _check(owner, pattern, options)
    statistic, rmax = options["statistic"], options["rmax"]
    r = second_order_distances(pattern) if rmax is None else np.linspace(0, rmax, _STEPS + 1)
    curve = _estimate(pattern, r, statistic, options["correction"])
    least = max(_LEAST_STEPS * r[-1] / _STEPS, _KERNEL / np.sqrt(pattern.intensity) if statistic == "pcf" else 0.0)
    bounds = {"least_scale": float(least) / process.span_in_scales, "q": options["q"], "p": options["p"]}
    found = minimum_contrast(r, curve.values, process, statistic=statistic, **bounds)
    chance = _chance(pattern, curve, float(r[-1]))
    fitted = process(found.kappa, found.scale, pattern.intensity / found.kappa)
    return ClusterFit(
        process=fitted,
        pattern=pattern,
        statistic=statistic,
        found=found,
        clustering_p=chance,
        warning=_warning(fitted, (_UNSEEN * float(least), float(r[-1])), chance, pattern.window.unit),
    )


def _estimate(pattern: PointPattern, r: Floats, statistic: str, correction: str) -> SummaryFunction:
    return (k_function if statistic == "K" else pair_correlation)(pattern, r, correction=correction)


def _chance(pattern: PointPattern, curve: SummaryFunction, rmax: float) -> float:
    """Return the probability of so high an isotropic K by chance, of the curve itself where it is that one."""
    looked = looked_at(pattern, rmax)
    if curve.name == "K" and curve.correction == "iso":
        at = np.unique(np.minimum(np.searchsorted(curve.r, looked), len(curve.r) - 1))
        return clustering_p(pattern, curve.r[at], curve.values[at])
    return clustering_p(pattern, looked, k_function(pattern, looked, correction="iso").values)


def _warning(process: NeymanScott, seen: tuple[float, float], chance: float, unit: str) -> str | None:
    """Return why the parameters cannot be believed, in a sentence or two, or None where they can."""
    least, rmax = seen
    span = process.span_in_scales * process.scale
    wide, far = f"{significant(span, 2 if span < least else 4)} {unit}", f"{significant(rmax)} {unit}"
    if chance > _SIGNIFICANT:
        return (
            f"Up to {far} these events are no more clustered than random ones ({p_words(chance)}), so that "
            "the parameters of clusters mean nothing."
        )
    if span > _SEEN * rmax:
        return (
            f"The clusters of this fit span {wide}, more than {100 * _SEEN:g}\u00a0% of the largest "
            f"distance looked at ({far}): their number and size cannot be told apart. Events that are "
            "denser in one part of the window than in another look like that; a longer rmax may help where clusters "
            "are really so large."
        )
    if span < least:
        return (
            f"The clusters of this fit span {wide}, hardly more than what the statistic can show: they are "
            "events at one place. Look at pattern.duplicates, or give a shorter rmax."
        )
    return None
