"""Cars of one pool, shared out over posts hour by hour, by what each of them needs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["pooled_cars"]

Ints = npt.NDArray[np.int64]


def pooled_cars(need: Ints, total: Ints) -> Ints:
    """Return the cars of every post, shape (posts, hours), which sum to those of the pool in every hour.

    Posts get what they need. Cars beyond that go one by one to the post with most need per car it would then have; cars
    that are missing are taken one by one from the post that keeps the largest part of its need. Of posts alike the
    first gets more. In hours without need at any post all posts are alike.

    Parameters
    ----------
    need : array of int, shape (posts, hours)
    total : array of int, shape (hours,)

    Examples
    --------
    >>> pooled_cars(np.array([[4, 4, 0], [2, 2, 0]]), np.array([3, 7, 3])).T.tolist()
    [[2, 1], [5, 2], [2, 1]]
    """
    return np.array([_hour(row, int(many)) for row, many in zip(need.T, total, strict=True)], dtype=np.int64).T


def _hour(need: Ints, total: int) -> Ints:
    wanted = need if need.any() else np.ones_like(need)
    cars = need.copy()
    while cars.sum() < total:
        cars[int(np.argmax(wanted / (cars + 1.0)))] += 1
    while cars.sum() > total:
        kept = np.where(cars > 0, (cars - 1.0) / np.maximum(wanted, 1), -1.0)
        cars[len(kept) - 1 - int(np.argmax(kept[::-1]))] -= 1
    return cars
