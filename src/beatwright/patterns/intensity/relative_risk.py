"""Where one kind of event is more frequent than another would lead one to expect, and where that can be chance.

The densities of both kinds are estimated with the same Gaussian, so what is cut off at the edge cancels in their ratio.
Its logarithm is 0 where the kinds are mixed as they are in the whole window. Whether it could be chance is asked of the
same events with their kinds dealt out anew: at every cell, how often the ratio is then as high, or as low; and for the
whole map, how often the share of cases among the events differs as much from place to place (the squared difference
from their share in all, weighed by the density of events). Or of the normal distribution: where there is no difference
the logarithm has about the variance

    (1 / n1 + 1 / n2) * M(sigma / sqrt 2) / (4 pi sigma^2 * M(sigma)^2 * f),

with f the density of all events and M(s) the share of a Gaussian of width s around the place which lies in the window.

Kelsall, J. E. and Diggle, P. J. (1995). Non-parametric estimation of spatial variation in relative risk. Statistics in
Medicine 14, 2335-2342.
Diggle, P., Zheng, P. and Durr, P. (2005). Nonparametric estimation of spatial segregation in a multivariate point
process: bovine tuberculosis in Cornwall, UK. Applied Statistics 54, 645-658.
Hazelton, M. L. and Davies, T. M. (2009). Inference based on kernel estimates of the relative risk function in
geographical epidemiology. Biometrical Journal 51, 98-109.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from scipy.special import expit
from scipy.stats import norm

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress
from beatwright.base.quantity import p_words
from beatwright.base.raster import Raster
from beatwright.patterns.intensity.binned_kernel import Cells, window_cells
from beatwright.patterns.intensity.kernel_density import density_complaints, shape_complaint, sigma_of
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.window import Window

__all__ = ["RelativeRisk", "relative_risk"]

Floats = npt.NDArray[np.float64]

_SIGNIFICANCES = ("permutation", "asymptotic")
_FLOOR = 1e-12  # of the largest density: below it the transform's rounding is all there is
_FEWEST = 1.0  # events that a Gaussian amounts to, 4 pi sigma^2 times the intensity: less is the ratio of two tails
_TIE = 1e-9  # rounding of the transform: what differs by less is as high, or as low


@dataclass(frozen=True, eq=False)
class RelativeRisk:
    """The ratio of the densities of two kinds of events, and where it can be chance.

    Parameters
    ----------
    log_ratio : Raster
        Natural logarithm of the density of the cases over that of the controls; 0 where both are mixed as in the whole
        window. NaN outside, and where there is less than one event of both kinds in 4 pi sigma² around.
    p_higher, p_lower : Raster
        At each cell, the probability of a ratio that is as high, or as low, if kinds did not matter.
    p_value : float
        Probability that the share of cases differs as much from place to place, if kinds did not matter; NaN with
        "asymptotic".
    sigma : float
        Standard deviation of the Gaussian.
    simulations : int
        How often the kinds were dealt out anew; 0 with "asymptotic".
    window : Window
        That of the events.
    """

    log_ratio: Raster
    p_higher: Raster
    p_lower: Raster
    p_value: float
    sigma: float
    simulations: int
    window: Window

    def __repr__(self) -> str:
        return f"RelativeRisk({self.log_ratio!r}, sigma={self.sigma:.6g}, {p_words(self.p_value, 3)})"

    @property
    def ratio(self) -> Raster:
        """The ratio itself: 2 where cases are twice as frequent as controls let expect."""
        return replace(self.log_ratio, values=np.exp(self.log_ratio.values), unit="ratio")

    def tolerance(self, level: float = 0.05) -> dict[str, shapely.MultiPolygon]:
        """Return where the ratio is higher, and where it is lower, than chance has it in a share `level` of cases.

        Parameters
        ----------
        level : float, default 0.05
            For each side, at each place by itself: of a map without any difference about this share stands out all the
            same. `p_value` is about the whole map.

        Returns
        -------
        dict
            "higher" and "lower": MultiPolygon, empty where there is no such place.
        """
        complaint = check.number("tolerance", "level", level, 0, 1, open_low=True)
        if complaint:
            raise ParameterError(complaint)
        return {"higher": self._region(self.p_higher, level), "lower": self._region(self.p_lower, level)}

    def _region(self, p: Raster, level: float) -> shapely.MultiPolygon:
        """Return where p is at most the level, out to the window's border; what is not known does not stand out."""
        inside = window_cells(self.window, p.shape).inside
        known = replace(p, values=np.where(inside & np.isnan(p.values), 1.0, p.values))
        return known.region(0, level, within=self.window.polygon)


def relative_risk(
    cases: PointPattern,
    controls: PointPattern,
    sigma: float | str,
    *,
    shape: tuple[int, int] = (128, 128),
    significance: str = "permutation",
    simulations: int = 199,
    seed: int | np.random.Generator = 0,
    progress: Progress | None = None,
) -> RelativeRisk:
    """Compare where two kinds of events happen.

    Parameters
    ----------
    cases, controls : PointPattern
        At least one event each, in the same window; such as burglaries, and all other incidents.
    sigma : float or str
        Standard deviation of the Gaussian, the same for both, or the method by which `bandwidth` chooses it for both
        together. Differences narrower than this are not seen.
    shape : (rows, columns), default (128, 128)
        Cells over the bounds of the window.
    significance : {"permutation", "asymptotic"}, default "permutation"
        "permutation": kinds are dealt out anew `simulations` times; right for any number of events. "asymptotic": by
        the normal distribution, at once; for places with dozens of events within sigma.
    simulations : int, default 199
        At least 19; the smallest p-value is 1 / (simulations + 1).
    seed : int or Generator, default 0
        Of the dealing.
    progress : callable (done, total, text), optional
        Told of every tenth dealing.

    Returns
    -------
    RelativeRisk

    Raises
    ------
    ParameterError
        With every wrong parameter at once.

    References
    ----------
    Kelsall, J. E. and Diggle, P. J. (1995). Non-parametric estimation of spatial variation in relative risk. Statistics
    in Medicine 14, 2335-2342.
    Diggle, P., Zheng, P. and Durr, P. (2005). Nonparametric estimation of spatial segregation in a multivariate point
    process: bovine tuberculosis in Cornwall, UK. Applied Statistics 54, 645-658.
    Hazelton, M. L. and Davies, T. M. (2009). Inference based on kernel estimates of the relative risk function in
    geographical epidemiology. Biometrical Journal 51, 98-109.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> window = (0, 0, 10, 10)
    >>> cases = PointPattern(rng.normal(5, 1, (80, 2)), window)
    >>> controls = PointPattern(rng.uniform(0, 10, (200, 2)), window)
    >>> risk = relative_risk(cases, controls, 1.0, simulations=99, shape=(32, 32))
    >>> risk.p_value, risk.ratio.at([[5, 5], [1, 1]]).round(1)
    (0.01, array([7., 0.]))
    """
    complaints = Complaints()
    complaints.extend(density_complaints("relative_risk", cases, sigma, "uniform", None))
    complaints.add(shape_complaint("relative_risk", shape))
    complaints.add(check.one_of("relative_risk", "significance", significance, _SIGNIFICANCES))
    complaints.add(check.integer("relative_risk", "simulations", simulations, 19))
    complaints.extend(_wrong_kinds(cases, controls))
    complaints.raise_if_any(ParameterError, "The two kinds cannot be compared")
    both = PointPattern(np.vstack([cases.xy, controls.xy]), cases.window)
    cells = window_cells(cases.window, (int(shape[0]), int(shape[1])))
    deal = _Deal(cells, cells.of(both.local), len(cases), sigma_of(both, sigma))
    if significance == "asymptotic":
        return deal.asymptotic()
    return deal.permuted(simulations, np.random.default_rng(seed), progress)


def _wrong_kinds(cases: PointPattern, controls: PointPattern) -> list[str | None]:
    same = cases.window.same_as(controls.window)
    return [
        None if len(cases) else check.sentence("relative_risk", "cases", "at least one event", "none"),
        None if len(controls) else check.sentence("relative_risk", "controls", "at least one event", "none"),
        None if same else check.sentence("relative_risk", "controls", "in the window of the cases", "another window"),
    ]


@dataclass(frozen=True, eq=False)
class _Deal:
    """Events of both kinds by their cell, `first` of them cases, and what comes of dealing the kinds out."""

    cells: Cells
    numbers: npt.NDArray[np.intp]
    first: int
    sigma: float

    @property
    def second(self) -> int:
        return len(self.numbers) - self.first

    def all_events(self) -> Floats:
        """Return the events of both kinds, smoothed, in the cells of the window, shape (cells inside,)."""
        return self.cells.smooth(self.cells.counts(self.numbers), self.sigma)[self.cells.inside]

    def log_ratio(self, chosen: npt.NDArray[np.intp], total: Floats) -> Floats:
        """Return the logarithm of the ratio in the cells of the window, for cases in these cells."""
        cases = self.cells.smooth(self.cells.counts(chosen), self.sigma)[self.cells.inside]
        controls = total - cases
        least = _FLOOR * total.max()
        ratio = np.maximum(cases, least) / np.maximum(controls, least)
        return np.asarray(np.log(ratio * (self.second / self.first)))

    def variation(self, log_ratio: Floats, total: Floats) -> float:
        """Return how much the share of cases among the events differs from place to place."""
        share = expit(log_ratio + np.log(self.first / self.second))
        return float((total * (share - self.first / len(self.numbers)) ** 2).sum())

    def permuted(self, simulations: int, rng: np.random.Generator, progress: Progress | None) -> RelativeRisk:
        total = self.all_events()
        seen = self.log_ratio(self.numbers[: self.first], total)
        higher, lower, wilder = np.ones(seen.shape), np.ones(seen.shape), 1
        varied = self.variation(seen, total) * (1 - _TIE)
        for k in range(simulations):
            dealt = self.log_ratio(rng.permutation(self.numbers)[: self.first], total)
            higher += dealt >= seen - _TIE
            lower += dealt <= seen + _TIE
            wilder += self.variation(dealt, total) >= varied
            if progress is not None and (k + 1) % 10 == 0:
                progress(k + 1, simulations, "kinds dealt out anew")
        times = simulations + 1
        return self._result(total, (seen, higher / times, lower / times), wilder / times, simulations)

    def asymptotic(self) -> RelativeRisk:
        total = self.all_events()
        seen = self.log_ratio(self.numbers[: self.first], total)
        whole, half = (self.cells.mass(width)[self.cells.inside] for width in (self.sigma, self.sigma / np.sqrt(2)))
        width, height = self.cells.size
        density = total / (whole * len(self.numbers) * width * height)
        shares = 1 / self.first + 1 / self.second
        with np.errstate(divide="ignore"):  # no events, endless variance: nothing stands out
            score = seen / np.sqrt(shares * half / (4 * np.pi * self.sigma**2 * whole**2 * density))
        return self._result(total, (seen, norm.sf(score), norm.cdf(score)), np.nan, 0)

    def _known(self, total: Floats) -> npt.NDArray[np.bool_]:
        width, height = self.cells.size
        return np.asarray(total * (4 * np.pi * self.sigma**2) >= _FEWEST * width * height)

    def _result(self, total: Floats, found: tuple[Floats, Floats, Floats], p: float, times: int) -> RelativeRisk:
        known = self._known(total)
        seen, higher, lower = (self._raster(np.where(known, values, np.nan)) for values in found)
        facts = {"p_value": float(p), "sigma": self.sigma}
        return RelativeRisk(
            replace(seen, unit="log ratio"), higher, lower, **facts, simulations=times, window=self.cells.window
        )

    def _raster(self, inside: Floats) -> Raster:
        values = np.full(self.cells.shape, np.nan)
        values[self.cells.inside] = inside
        return Raster(values, self.cells.window.bounds, "probability")
