"""A network with one hidden layer and a softmax on top, as the San Miguel study has it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.core import City, Incidents
from beatwright.forecast.kinds.kind_forecaster import KindForecaster
from beatwright.forecast.kinds.post_distances import MOST_POSTS, post_features, spread_posts

__all__ = ["SoftmaxKinds"]

Floats = npt.NDArray[np.float64]

# Incidents a step of the gradient: many, so that numpy's products are large enough to be fast, yet so few that a pass
# through few incidents has 50 steps where it can.
_BATCHES, _STEPS = (32, 1024), 50


@dataclass(frozen=True, eq=False)
class _Trained:
    """Posts, shape (posts, 2), metres; mean and scale of the features; scikit-learn's network."""

    posts: Floats
    mean: Floats
    scale: Floats
    network: Any


@dataclass(frozen=True)
class SoftmaxKinds(KindForecaster):
    """Foresee the kinds by a small neural network on the year and the distances to the posts.

    One hidden layer of rectified units, a softmax over the kinds, cross-entropy, Adam: scikit-learn's MLPClassifier.
    The year and the distances are centred and scaled by what was learned from; the year to come then lies outside
    what the network has seen, as in the study.

    Parameters
    ----------
    hidden : int, default 32
        Units of the hidden layer.
    passes : int, default 30
        How often the network goes through the incidents at most; it stops where the loss no longer falls.
    posts : int, default 8
        How many posts the distances are taken to.
    seed : int, default 0
        Of the first weights and of the order of the incidents.

    References
    ----------
    D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015.

    Examples
    --------
    >>> from beatwright.testing import small_incidents, small_problem
    >>> past, city = small_incidents(), small_problem().city
    >>> foreseen = SoftmaxKinds(hidden=4, passes=2).fit(past, city).predict(past)
    >>> foreseen.probability.shape == (len(past), len(foreseen.kinds) + 1)
    True
    """

    hidden: int = 32
    passes: int = 30
    posts: int = MOST_POSTS
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        for name, low in (("hidden", 1), ("passes", 1), ("posts", 1), ("seed", 0)):
            yield check.integer(type(self).__name__, name, getattr(self, name), low)

    def _learn(self, incidents: Incidents, kind: npt.NDArray[np.int64], kinds: int, city: City) -> Any:
        posts = spread_posts(city, self.posts)
        features = post_features(incidents, posts)
        mean, spread = features.mean(axis=0), features.std(axis=0)
        scale = np.where(spread > 0, spread, 1.0)
        return _Trained(posts, mean, scale, self._train((features - mean) / scale, kind))

    def _train(self, features: Floats, kind: npt.NDArray[np.int64]) -> Any:
        from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415
        from sklearn.neural_network import MLPClassifier  # noqa: PLC0415
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        network = MLPClassifier(
            hidden_layer_sizes=(self.hidden,), max_iter=self.passes, random_state=self.seed,
            batch_size=min(int(np.clip(len(features) // _STEPS, *_BATCHES)), len(features)),
        )  # fmt: skip
        # One thread, so that the sums have one order and the answer is the same on every machine.
        with threadpool_limits(limits=1), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return network.fit(features, kind)

    def _shares(self, state: _Trained, incidents: Incidents) -> Floats:
        from threadpoolctl import threadpool_limits  # noqa: PLC0415

        features = (post_features(incidents, state.posts) - state.mean) / state.scale
        with threadpool_limits(limits=1):
            return np.asarray(state.network.predict_proba(features), dtype=np.float64)
