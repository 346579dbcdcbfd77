"""How probable each kind is, incident by incident, with room for kinds that nobody has seen yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints, ParameterError

__all__ = ["LEAST_PROBABILITY", "UNSEEN_KIND", "KindProbabilities", "floored"]

Floats = npt.NDArray[np.float64]

UNSEEN_KIND = "a kind not seen before"
# What a kind keeps at least: one in ten thousand, so that one surprise costs 9.2 nats and not infinitely many.
LEAST_PROBABILITY = 1e-4
# What all kinds keep together at most, where there are hundreds of them.
_MOST_KEPT = 0.01
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class KindProbabilities:
    """The probabilities of the kinds of incidents whose place and time are known.

    Parameters
    ----------
    probability : array, shape (n, kinds + 1)
        Positive, rows sum to 1. The last column is that of `UNSEEN_KIND`: all kinds that were not learned, together.
    kinds : tuple of str
        Those learned, in alphabetical order.
    source : str
        Who says so.

    Examples
    --------
    >>> foreseen = KindProbabilities(np.array([[0.7, 0.2, 0.1]]), ("assault", "theft"), "example")
    >>> foreseen.most_probable.tolist(), foreseen.log_loss(["theft"]).round(3).tolist()
    (['assault'], [1.609])
    """

    probability: Floats
    kinds: tuple[str, ...]
    source: str = ""

    def __post_init__(self) -> None:
        given, complaints = np.asarray(self.probability, dtype=np.float64), Complaints()
        complaints.need(
            given.ndim == 2 and given.shape[-1] == len(self.kinds) + 1,
            f"The 'probability' of KindProbabilities needs a column for each of the {len(self.kinds)} kinds and one "
            f"for kinds not seen before. Got shape {given.shape}.",
        )
        complaints.need(
            given.ndim == 2 and bool((given > 0).all()) and bool((abs(given.sum(axis=-1) - 1) < _ROUNDING).all()),
            "The 'probability' of KindProbabilities must be positive, its rows with the sum 1.",
        )
        complaints.raise_if_any(ParameterError)
        object.__setattr__(self, "probability", given)

    def __len__(self) -> int:
        return len(self.probability)

    @property
    def most_probable(self) -> npt.NDArray[np.object_]:
        """The most probable kind of every incident, shape (n,); of several the first by name."""
        named: npt.NDArray[np.object_] = np.array(self.kinds, dtype=object)
        return np.asarray(named[self.probability[:, :-1].argmax(axis=1)])

    def hits(self, kinds: Sequence[str]) -> npt.NDArray[np.bool_]:
        """Return whether the most probable kind was that of the incident, shape (n,).

        Parameters
        ----------
        kinds : sequence of str, length n
            What the incidents were.
        """
        return np.asarray(self._columns(kinds) == self.probability[:, :-1].argmax(axis=1))

    def log_loss(self, kinds: Sequence[str]) -> Floats:
        """Return minus the logarithm of the probability of what happened, nats, shape (n,).

        Parameters
        ----------
        kinds : sequence of str, length n
            What the incidents were; those that were not learned have the probability of `UNSEEN_KIND`.
        """
        return np.asarray(-np.log(self.probability[np.arange(len(self)), self._columns(kinds)]))

    def _columns(self, kinds: Sequence[str]) -> npt.NDArray[np.int64]:
        if len(kinds) != len(self):
            raise ParameterError(f"There are probabilities of {len(self)} incidents. Got {len(kinds)} kinds.")
        column = {kind: at for at, kind in enumerate(self.kinds)}
        return np.array([column.get(str(kind), len(self.kinds)) for kind in kinds], dtype=np.int64)


def floored(shares: Floats) -> Floats:
    """Return shares of the known kinds as probabilities, a little of which is kept for every kind and the unseen.

    Each of the K known kinds and the unseen keep e = `LEAST_PROBABILITY`, or 1 % in all where K is 100 or more; the
    rest, 1 - (K + 1) e, goes by the shares.

    Parameters
    ----------
    shares : array, shape (n, K)
        At least 0, rows sum to 1.

    Returns
    -------
    array, shape (n, K + 1)

    Examples
    --------
    >>> floored(np.array([[1.0, 0.0]])).round(6).tolist()
    [[0.9998, 0.0001, 0.0001]]
    """
    kinds = shares.shape[1] + 1
    least = min(LEAST_PROBABILITY, _MOST_KEPT / kinds)
    wide = np.full((len(shares), kinds), least)
    wide[:, :-1] += (1 - kinds * least) * shares
    return wide
