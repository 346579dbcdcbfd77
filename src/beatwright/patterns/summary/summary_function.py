"""What every summary function returns, and how it reads the distances and the corrections that it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.words import count_of

__all__ = ["SummaryFunction", "asked_corrections", "wrong_corrections", "wrong_distances"]


@dataclass(frozen=True, eq=False)
class SummaryFunction:
    """A summary function of a point pattern, such as K or G, at given distances.

    Parameters
    ----------
    r : array, shape (m,)
        Distances, ascending, in the pattern's unit.
    values : array, shape (m,)
        The estimate with `correction`; NaN where it has none.
    theoretical : array, shape (m,)
        What complete spatial randomness of the same intensity would give.
    correction : str
        Edge correction of `values`.
    name : str
        Name of the function, such as "K".
    all : mapping of str to array of shape (m,), optional
        The estimate with every correction that was asked for, `correction` first. That one alone by default.

    Examples
    --------
    >>> line = SummaryFunction([0.0, 1.0], [0.0, 4.0], [0.0, 3.1416], "border", "K")
    >>> float(line.values[1]), list(line.all)
    (4.0, ['border'])
    """

    r: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    theoretical: npt.NDArray[np.float64]
    correction: str
    name: str
    all: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        every = {self.correction: self.values, **self.all}
        every = {name: _fixed(values) for name, values in every.items()}
        for name in ("r", "theoretical"):
            object.__setattr__(self, name, _fixed(getattr(self, name)))
        object.__setattr__(self, "values", every[self.correction])
        object.__setattr__(self, "all", MappingProxyType(every))

    def __repr__(self) -> str:
        reach = f"r to {self.r[-1]:.6g}" if len(self.r) else "no r"
        return f"SummaryFunction({self.name}, {', '.join(self.all)}, {count_of(len(self.r), 'distance')}, {reach})"


def _fixed(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


def asked_corrections(correction: str | Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the corrections that are asked for, each once; "all" stands for every known one.

    >>> asked_corrections("all", ["km", "rs"]), asked_corrections("rs", ["km", "rs"])
    (('km', 'rs'), ('rs',))
    """
    asked = (correction,) if isinstance(correction, str) else tuple(correction)
    return tuple(dict.fromkeys(known)) if "all" in asked else tuple(dict.fromkeys(asked))


def wrong_corrections(owner: str, correction: Any, known: Iterable[str]) -> str | None:
    """Complain unless `correction` is a known one, several of them, or "all"."""
    words = (*known, "all")
    asked = [correction] if isinstance(correction, str) or not isinstance(correction, Iterable) else list(correction)
    if not asked:
        return check.sentence(owner, "correction", "at least one edge correction", "none")
    return next(filter(None, (check.one_of(owner, "correction", word, words) for word in asked)), None)


def wrong_distances(owner: str, r: Any) -> str | None:
    """Complain unless `r` is None or an ascending array of finite distances of at least zero."""
    if r is None:
        return None
    try:
        distances = np.asarray(r, dtype=np.float64)
    except (TypeError, ValueError):
        return check.sentence(owner, "r", "an array of distances", type(r).__name__)
    if distances.ndim != 1 or not len(distances):
        return check.sentence(owner, "r", "an array of at least one distance, shape (m,)", f"shape {distances.shape}")
    if not np.all(np.diff(distances) > 0):
        return check.sentence(owner, "r", "ascending distances", "some that do not ascend")
    return check.at_least_zero(owner, "r", distances)
