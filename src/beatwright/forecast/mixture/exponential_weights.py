"""Weights that punish errors: exponential in what each expert has lost so far.

With losses that are minus the logarithm of a probability, the mixture of the experts' probabilities loses
-ln sum_k w_k exp(-l_k). Whatever the losses are, its total is at most that of the best expert plus ln(K) / rate, for
every rate in (0, 1]; with the rate 1 the weights are those of Bayes (Vovk 1990; Cesa-Bianchi and Lugosi 2006, section
9.2). With a share the best expert may change: every period a part of the weight is dealt out anew (Herbster and Warmuth
1998). The adaptive rate is that of AdaHedge (de Rooij, van Erven, Grünwald and Koolen 2014, Journal of Machine Learning
Research 15, 1281-1316): ln(K) over what mixing has cost so far; the total is at most that of the best plus twice that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp, softmax

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["ADAPTIVE", "ExponentialWeights", "WeighedLosses", "rate_complaints", "weigh_losses"]

Floats = npt.NDArray[np.float64]

ADAPTIVE = "adaptive"


@dataclass(frozen=True, eq=False)
class ExponentialWeights:
    """Weights of experts, before the next losses.

    Parameters
    ----------
    log_weight : array, shape (experts,)
        Logarithms of the weights, up to a constant. For the adaptive rate minus the losses so far.
    rate : float or "adaptive", default 1.0
        How fast weights follow the losses.
    share : float, default 0
        Part of the weight that is dealt out anew after every period.
    cost : float, default 0
        What mixing has cost so far beyond the mix of losses (the mixability gap of AdaHedge).
    """

    log_weight: Floats
    rate: float | str = 1.0
    share: float = 0.0
    cost: float = 0.0

    @classmethod
    def even(cls, experts: int, rate: float | str = 1.0, share: float = 0.0) -> ExponentialWeights:
        """Return the weights before anything is known: alike."""
        return cls(np.zeros(experts), rate, share)

    @property
    def weights(self) -> Floats:
        """Weights, shape (experts,); they sum to 1."""
        if self.rate != ADAPTIVE:
            return np.asarray(softmax(self.log_weight))
        if self._speed == math.inf:
            leading = self.log_weight == self.log_weight.max()
            return np.asarray(leading / leading.sum())
        return np.asarray(softmax(self._speed * self.log_weight))

    @property
    def _speed(self) -> float:
        if self.rate != ADAPTIVE:
            return float(self.rate)
        return math.log(len(self.log_weight)) / self.cost if self.cost > 0 else math.inf

    def loss(self, losses: Floats) -> float:
        """Return what the mixture of probabilities loses where the experts lose `losses`, shape (experts,)."""
        return -float(logsumexp(-losses, b=self.weights))

    def after(self, losses: Floats) -> ExponentialWeights:
        """Return the weights after `losses`, shape (experts,)."""
        if self.rate == ADAPTIVE:
            return replace(self, log_weight=self.log_weight - losses, cost=self.cost + self._gap(losses))
        moved = self.log_weight - self._speed * losses
        if not self.share:
            return replace(self, log_weight=moved - moved.max())
        dealt = (1 - self.share) * softmax(moved) + self.share / len(moved)
        return replace(self, log_weight=np.log(dealt))

    def _gap(self, losses: Floats) -> float:
        weights = self.weights
        mean = float(weights @ losses)
        if self._speed == math.inf:
            return max(mean - float(losses[weights > 0].min()), 0.0)
        return max(mean + float(logsumexp(-self._speed * losses, b=weights)) / self._speed, 0.0)


@dataclass(frozen=True, eq=False)
class WeighedLosses:
    """How a mixture fared beside its experts.

    Parameters
    ----------
    weights : array, shape (periods + 1, experts)
        Weights before each period, and after the last.
    loss : array, shape (periods,)
        What the mixture lost.
    experts : array, shape (periods, experts)
        What they lost.
    cost : float
        What mixing cost; 0 unless the rate is adaptive.
    """

    weights: Floats
    loss: Floats
    experts: Floats
    cost: float = 0.0

    @property
    def regret(self) -> float:
        """What the mixture lost more than the best expert, in all."""
        return float(self.loss.sum() - self.experts.sum(axis=0).min())


def weigh_losses(losses: npt.ArrayLike, *, rate: float | str = 1.0, share: float = 0.0) -> WeighedLosses:
    """Weigh experts by their losses, period after period.

    Parameters
    ----------
    losses : array, shape (periods, experts)
        Minus the logarithm of the probability that each expert gave to what came, in nats; finite.
    rate : float or "adaptive", default 1.0
        In (0, 1]. Lower where losses of a period are not independent.
    share : float, default 0
        Part of the weight dealt out anew after every period, in [0, 1).

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> found = weigh_losses([[0.1, 2.0], [0.1, 2.0], [0.3, 0.2]])
    >>> found.weights.round(3).tolist()
    [[0.5, 0.5], [0.87, 0.13], [0.978, 0.022], [0.976, 0.024]]
    >>> bool(found.regret < np.log(2))
    True
    """
    table = np.asarray(losses, dtype=np.float64)
    complaints = Complaints()
    complaints.need(
        table.ndim == 2 and table.shape[1] >= 1 and bool(np.isfinite(table).all()),
        f"The 'losses' parameter of weigh_losses must be finite, of shape (periods, experts). Got shape {table.shape}.",
    )
    complaints.extend(rate_complaints("weigh_losses", rate, share))
    complaints.raise_if_any(ParameterError)
    state = ExponentialWeights.even(table.shape[1], rate, share)
    weights, lost = [state.weights], []
    for row in table:
        lost.append(state.loss(row))
        state = state.after(row)
        weights.append(state.weights)
    return WeighedLosses(np.array(weights), np.array(lost), table, state.cost)


def rate_complaints(owner: str, rate: object, share: object) -> Iterable[str | None]:
    """Yield what is wrong with a rate and a share."""
    if isinstance(rate, str) and rate != ADAPTIVE:
        yield f"The 'rate' parameter of {owner} must be a number in (0, 1] or '{ADAPTIVE}'. Got {rate!r}."
    elif not isinstance(rate, str):
        yield check.number(owner, "rate", rate, 0, 1, open_low=True)
    wrong = check.number(owner, "share", share, 0, 1)
    yield wrong
    if not wrong and share == 1:
        yield f"The 'share' parameter of {owner} must be below 1: with 1 nothing is learned."
    if not wrong and share and rate == ADAPTIVE:
        yield f"{owner} takes a 'share' or an adaptive 'rate', not both."
