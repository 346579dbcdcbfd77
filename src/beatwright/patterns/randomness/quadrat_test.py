"""The quadrat test: whether counts in quadrats vary as chance would let them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.quantity import p_words
from beatwright.base.words import count_of
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.quadrats import Quadrats, quadrat_counts

__all__ = ["QuadratTest", "quadrat_test"]

Floats = npt.NDArray[np.float64]
# Expected events below which a quadrat makes the chi-square distribution a poor guide: Cochran's rule.
_FEW = 5.0


@dataclass(frozen=True, eq=False)
class QuadratTest:
    """The chi-square test of counts in quadrats.

    Parameters
    ----------
    quadrats : Quadrats
        The counts as a grid.
    statistic : float
        Sum over the quadrats of (observed - expected)² / expected.
    degrees_of_freedom : int
        Quadrats in the window, less one.
    p_value : float
        Of the alternative.
    alternative : str
        "two-sided", "clustered" or "regular".
    """

    quadrats: Quadrats
    statistic: float
    degrees_of_freedom: int
    p_value: float
    alternative: str

    def __repr__(self) -> str:
        chi = f"chi-square {self.statistic:.6g} on {count_of(self.degrees_of_freedom, 'degree')} of freedom"
        return f"QuadratTest({chi}, {p_words(self.p_value, 4)}, {self.alternative})"

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """Events in each quadrat of the window, the top row first, each from left to right, shape (tiles,)."""
        return self.quadrats.counts[self.quadrats.inside]

    @property
    def areas(self) -> Floats:
        """Area of each of these quadrats in the window, shape (tiles,)."""
        return self.quadrats.areas[self.quadrats.inside]

    @property
    def expected(self) -> Floats:
        """Events that chance would put into each, by its area, shape (tiles,)."""
        return np.asarray(self.counts.sum() * self.areas / self.areas.sum())

    @property
    def residuals(self) -> Floats:
        """Pearson residuals (observed - expected) / sqrt(expected), shape (tiles,): beyond 2 is unusual."""
        return (self.counts - self.expected) / np.sqrt(self.expected)

    @property
    def index_of_dispersion(self) -> float:
        """Statistic per degree of freedom: 1 by chance, more where clustered, less where regular.

        Where all quadrats are of one area it is the variance of the counts over their mean.
        """
        return self.statistic / self.degrees_of_freedom

    @property
    def few(self) -> int:
        """Quadrats with fewer than 5 events expected: with many of these the p-value is rough; ask for larger ones."""
        return int((self.expected < _FEW).sum())


def quadrat_test(
    pattern: PointPattern, columns: int = 5, rows: int | None = None, alternative: str = "two-sided"
) -> QuadratTest:
    """Test complete spatial randomness by counts in a grid of quadrats clipped to the window.

    Parameters
    ----------
    pattern : PointPattern
        At least one event; about five a quadrat make the p-value good.
    columns : int, default 5
        Quadrats side by side.
    rows : int, optional
        Quadrats above each other; as many as columns by default.
    alternative : str, default "two-sided"
        Or "clustered" (counts vary more than by chance) or "regular" (less).

    Raises
    ------
    ParameterError
        With no event, with fewer than two quadrats in the window, and with every wrong parameter at once.

    References
    ----------
    Diggle, Statistical Analysis of Spatial Point Patterns, 2nd edition (2003), section 2.5; Fisher, Thornton and
    Mackenzie, Annals of Applied Biology 9 (1922), 325-359 (index of dispersion).

    Examples
    --------
    >>> pattern = PointPattern([[1.0, 3.0], [1.0, 1.0], [3.0, 1.0], [3.5, 1.5]], window=(0, 0, 4, 4))
    >>> quadrat_test(pattern, 2)
    QuadratTest(chi-square 2 on 3 degrees of freedom, p = 0.8552, two-sided)
    """
    complaints = Complaints()
    complaints.need(len(pattern) > 0, "quadrat_test needs at least 1 event. This pattern has none.")
    complaints.add(check.one_of("quadrat_test", "alternative", alternative, ("two-sided", "clustered", "regular")))
    complaints.raise_if_any(ParameterError)
    quadrats = quadrat_counts(pattern, columns, rows)
    areas, counts = quadrats.areas[quadrats.inside], quadrats.counts[quadrats.inside]
    if len(areas) < 2:
        raise ParameterError("quadrat_test needs at least 2 quadrats in the window. Got 1. Raise 'columns' or 'rows'.")
    expected = len(pattern) * areas / areas.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    p_value = _p_value(statistic, len(areas) - 1, alternative)
    return QuadratTest(quadrats, statistic, len(areas) - 1, p_value, alternative=alternative)


def _p_value(statistic: float, degrees: int, alternative: str) -> float:
    above, below = stats.chi2.sf(statistic, degrees), stats.chi2.cdf(statistic, degrees)
    tails = {"clustered": above, "regular": below, "two-sided": min(2 * min(above, below), 1.0)}
    return float(tails[alternative])
