"""Boosted trees on the covariates of the Poisson regression, by LightGBM."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import MissingExtraError
from beatwright.forecast.rates.lag_forecaster import LagForecaster, LagState
from beatwright.forecast.rates.lag_sample import AskedAt, Came, LabelledRows, labelled_rows
from beatwright.forecast.rates.log_lags import LogLags

__all__ = ["LightGbm"]

Floats = npt.NDArray[np.float64]

# Of the logarithm of an expected count: far beyond what is met, short of overflow.
_HIGHEST = 50.0
# Rows of a leaf at least, LightGBM's own default; it stops with an error where no covariate allows for two such leaves.
_IN_LEAF = 20


@dataclass(frozen=True)
class LightGbm(LagForecaster):
    """Foresee the counts of zones by boosted trees on their lagged counts.

    Trees start from the rates of the past, shrunk to their surroundings, and learn by how much to depart from them,
    from the covariates that `PoissonGlm` has; the loss is that of Poisson counts. It looks one period ahead: the next
    ones are held to be alike.

    It takes longer than `PoissonGlm`; measure for your city whether it foresees better. It needs the package lightgbm:
    pip install 'beatwright[boost]'.

    Parameters
    ----------
    trees : int, default 100
        Number of trees.
    leaves : int, default 8
        Leaves of a tree at most.
    learning_rate : float, default 0.05
        Share of every tree's step that is taken.
    expected_in_leaf : float, default 50
        Incidents that every leaf must expect at least.

    Raises
    ------
    MissingExtraError
        By `fit`, where lightgbm is not installed.

    References
    ----------
    G. Ke et al., "LightGBM: a highly efficient gradient boosting decision tree", NIPS 30 (2017), 3146-3154.

    Examples
    --------
    >>> LightGbm(trees=50).label
    'LightGbm(trees=50)'
    """

    trees: int = 100
    leaves: int = 8
    learning_rate: float = 0.05
    expected_in_leaf: float = 50.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.integer("LightGbm", "trees", self.trees, 1)
        yield check.integer("LightGbm", "leaves", self.leaves, 2, 131_072)
        yield check.number("LightGbm", "learning_rate", self.learning_rate, 0, 1, open_low=True)
        yield check.number("LightGbm", "expected_in_leaf", self.expected_in_leaf, 0)

    def _weighed(self, lags: LogLags, origins: Iterable[AskedAt], came: Came, most: int) -> str:
        rows = labelled_rows(lags, origins, came, (most, np.random.default_rng(self.seed)))
        start = rows.offset + rows.covariates @ lags.prior.centre
        learnable = _can_split(rows.covariates) and rows.incidents.any()
        return self._boosted(rows, start) if learnable else ""

    def _departure(self, state: LagState, periods: int) -> Floats:
        del periods
        covariates = state.lags.covariates(state.memory)
        start = covariates @ state.lags.prior.centre
        if not state.fitted:
            return start
        booster = _lightgbm().Booster(model_str=state.fitted)
        return np.asarray(start + booster.predict(covariates, raw_score=True, num_threads=1))

    def _boosted(self, rows: LabelledRows, start: Floats) -> str:
        """Return the trees as text, so that a forecaster can be copied, kept and compared."""

        def poisson(score: Floats, _: Any) -> tuple[Floats, Floats]:
            expected = rows.exposure * np.exp(np.minimum(score, _HIGHEST))
            return expected - rows.incidents, expected

        lightgbm = _lightgbm()
        options = {
            "objective": poisson,
            "num_leaves": self.leaves,
            "learning_rate": self.learning_rate,
            "min_sum_hessian_in_leaf": self.expected_in_leaf,
            "num_threads": 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
            "seed": self.seed,
        }
        table = lightgbm.Dataset(rows.covariates, init_score=start, params={"verbosity": -1})
        return str(lightgbm.train(options, table, num_boost_round=self.trees).model_to_string())


def _can_split(covariates: Floats) -> bool:
    """Return whether any covariate parts the rows into two leaves."""
    if len(covariates) < 2 * _IN_LEAF:
        return False
    low, high = _IN_LEAF - 1, len(covariates) - _IN_LEAF
    ordered = np.partition(covariates, (low, high), axis=0)
    return bool((ordered[low] < ordered[high]).any())


def _lightgbm() -> Any:
    try:
        import lightgbm  # noqa: PLC0415 - an extra, asked for where it is used
    except ImportError:
        raise MissingExtraError("lightgbm", "boost", "LightGbm") from None
    return lightgbm
