"""K nearest neighbours on year and distances to posts, as the San Miguel study has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core import City, Incidents
from beatwright.forecast.kinds.kind_forecaster import KindForecaster
from beatwright.forecast.kinds.neighbour_votes import KCurve, Neighbours, accuracy_by_k, votes_by_k
from beatwright.forecast.kinds.post_distances import MOST_POSTS, post_features, spread_posts

__all__ = ["NearestKinds"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Known:
    """Posts, shape (posts, 2), metres; the incidents learned; how many of them vote; and how that was found."""

    posts: Floats
    neighbours: Neighbours
    k: int
    curve: KCurve | None


@dataclass(frozen=True)
class NearestKinds(KindForecaster):
    """Foresee the kinds by those of the k incidents that were most alike: in year, and in the distances to the posts.

    The probability of a kind is its share among the k, as in the study, which makes few neighbours too sure of
    themselves: `prior_votes` go by the city's shares and leave the most probable kind much as it is. Distances are in
    metres and the year is a number beside them, as in the study, so that a year counts as a metre: of incidents at one
    place the latest count first.

    Parameters
    ----------
    k : int, optional
        How many incidents vote. Default: the one of the highest accuracy in repeated cross-validation.
    posts : int, default 8
        How many posts the distances are taken to.
    most : int, default 400
        Largest k that cross-validation tries.
    folds, repeats : int, default 5 and 2
        Parts of the incidents, each held out once, and how often they are parted.
    probes : int, default 2000
        Held-out incidents of a part that are asked at most.
    seed : int, default 0
        Of the parts.
    prior_votes : float, default 0
        Votes that go by the city's shares of the kinds, besides the k.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> past, city = small_incidents(), small_problem().city
    >>> fitted = NearestKinds(most=30).fit(past, city)
    >>> fitted.chosen == fitted.curve.chosen <= 30
    True
    """

    k: int | None = None
    posts: int = MOST_POSTS
    most: int = 400
    folds: int = 5
    repeats: int = 2
    probes: int = 2000
    seed: int = 0
    prior_votes: float = 0.0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        owner = type(self).__name__
        yield None if self.k is None else check.integer(owner, "k", self.k, 1)
        for name, low in (("posts", 1), ("most", 1), ("folds", 2), ("repeats", 1), ("probes", 1), ("seed", 0)):
            yield check.integer(owner, name, getattr(self, name), low)
        yield check.number(owner, "prior_votes", self.prior_votes, 0)

    @property
    def curve(self) -> KCurve | None:
        """Accuracy against k; None where `k` was given, there was but one kind, or one incident."""
        state = self._known().state
        return None if state is None else state.curve

    @property
    def chosen(self) -> int:
        """How many incidents vote; 1 where there was but one kind."""
        state = self._known().state
        return 1 if state is None else state.k

    def _learn(self, incidents: Incidents, kind: npt.NDArray[np.int64], kinds: int, city: City) -> Any:
        posts = spread_posts(city, self.posts)
        points = post_features(incidents, posts)
        curve = None if self.k is not None else self._curve(points, kind, kinds)
        k = self.k if self.k is not None else 1 if curve is None else curve.chosen
        neighbours = Neighbours.of(points, kind, kinds, prior=float(self.prior_votes))
        return _Known(posts, neighbours, min(k, len(points)), curve)

    def _curve(self, points: Floats, kind: npt.NDArray[np.int64], kinds: int) -> KCurve | None:
        return accuracy_by_k(
            points, kind, kinds, most=self.most, folds=self.folds, repeats=self.repeats, probes=self.probes,
            seed=self.seed, prior=float(self.prior_votes),
        )  # fmt: skip

    def _shares(self, state: _Known, incidents: Incidents) -> Floats:
        shares = np.empty((len(incidents), state.neighbours.kinds))
        prior = state.neighbours.prior_votes
        for rows, k, votes in votes_by_k(state.neighbours, post_features(incidents, state.posts), [state.k]):
            shares[rows] = (votes + prior) / (k + prior.sum())
        return shares
