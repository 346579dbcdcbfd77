"""What a hypercube model is asked about, checked at once: calls by zone, the order of the posts, cars and service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of, listed, of_these, significant

__all__ = ["CallsAndCars", "read_calls_and_cars"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CallsAndCars:
    """A checked question, of the posts that have a car alone, in ascending order of their cars.

    Parameters
    ----------
    rate : array, shape (zones,)
        Calls per hour.
    preference : array of int, shape (zones, staffed)
        Posts with a car, by their places in this order, the one asked first in front.
    cars, service : array, shape (staffed,)
        Cars, and mean hours of a call.
    line : bool
        Whether calls wait while every car is busy, or are lost.
    staffed : array of int, shape (staffed,)
        Positions of these posts among all.
    posts : int
        Number of all posts.
    """

    rate: Floats
    preference: Ints
    cars: Ints
    service: Floats
    line: bool
    staffed: Ints
    posts: int

    @property
    def total(self) -> float:
        """Calls per hour, of all zones."""
        return float(self.rate.sum())

    @property
    def fleet(self) -> int:
        """Number of cars."""
        return int(self.cars.sum())

    @property
    def pace(self) -> Floats:
        """Calls per hour that a busy car of each post ends, shape (staffed,)."""
        return 1.0 / self.service

    @property
    def capacity(self) -> float:
        """Calls per hour that all cars together end."""
        return float((self.cars / self.service).sum())


def read_calls_and_cars(
    owner: str,
    rate: npt.ArrayLike,
    preference: npt.ArrayLike,
    cars: npt.ArrayLike,
    *,
    service: npt.ArrayLike,
    line: bool,
) -> CallsAndCars:
    """Check what the function `owner` was given, and leave out posts without a car.

    Raises
    ------
    ParameterError
        With every complaint at once.
    """
    complaints = Complaints()
    calls, counts, order = np.asarray(rate), np.asarray(cars), np.asarray(preference)
    complaints.extend(_rate_complaints(owner, calls))
    complaints.extend(_car_complaints(owner, counts))
    complaints.add(check.boolean(owner, "line", line))
    if calls.ndim == counts.ndim == 1:
        complaints.extend(_preference_complaints(owner, order, (len(calls), len(counts))))
        complaints.extend(_service_complaints(owner, service, len(counts)))
    complaints.raise_if_any(ParameterError)
    asked = _staffed_only(calls, order, counts, check.spread(service, len(counts), np.float64), line=line)
    complaints.add(_overload(owner, asked))
    complaints.raise_if_any(ParameterError)
    return asked


def _staffed_only(
    rate: npt.NDArray[np.generic],
    order: npt.NDArray[np.generic],
    cars: npt.NDArray[np.generic],
    service: Floats,
    *,
    line: bool,
) -> CallsAndCars:
    counts, ranks = cars.astype(np.int64), order.astype(np.int64)
    staffed = np.argsort(counts, kind="stable")[np.count_nonzero(counts == 0) :]
    among = np.zeros(len(counts), dtype=np.int64)
    among[staffed] = np.arange(len(staffed))
    kept = ranks[counts[ranks] > 0].reshape(len(ranks), len(staffed))
    return CallsAndCars(
        rate=rate.astype(np.float64),
        preference=np.ascontiguousarray(among[kept]),
        cars=counts[staffed],
        service=service[staffed],
        line=line,
        staffed=staffed,
        posts=len(counts),
    )


def _rate_complaints(owner: str, rate: npt.NDArray[np.generic]) -> Iterable[str | None]:
    expected = "calls per hour of each zone, an array of numbers [zone]"
    if rate.ndim != 1 or not rate.size or rate.dtype.kind not in "iuf":
        return [check.sentence(owner, "rate", expected, _what(rate))]
    wrong = check.at_least_zero(owner, "rate", rate, "zone")
    if wrong is None and not rate.sum() > 0:
        wrong = check.sentence(owner, "rate", "above 0 in at least one zone", "0 everywhere")
    return [wrong]


def _what(array: npt.NDArray[np.generic]) -> str:
    return f"an array of {array.dtype} of shape {array.shape}"


def _car_complaints(owner: str, cars: npt.NDArray[np.generic]) -> Iterable[str | None]:
    expected = "whole numbers of at least 0, an array [post]"
    if cars.ndim != 1 or not cars.size or cars.dtype.kind not in "iuf":
        return [check.sentence(owner, "cars", expected, _what(cars))]
    bad = ~(np.isfinite(cars) & (cars >= 0) & (cars == np.floor(cars)))  # type: ignore[operator]
    if bad.any():
        first = int(bad.argmax())
        return [check.sentence(owner, "cars", expected, f"{cars[first]} at post {first}")]
    return [None if cars.any() else check.sentence(owner, "cars", "above 0 at one post at least", "no car at any post")]


def _service_complaints(owner: str, service: npt.ArrayLike, posts: int) -> Iterable[str | None]:
    hours = np.asarray(service)
    if hours.dtype.kind not in "iuf":
        return [check.sentence(owner, "service", "hours, a number or an array [post]", _what(hours))]
    wrong = check.spreads(owner, "service", hours, posts)
    bad = np.atleast_1d(~(np.isfinite(hours) & (hours > 0)))
    if wrong is None and bad.any():
        first = int(bad.argmax())
        where = f" at post {first}" if hours.ndim else ""
        wrong = check.sentence(owner, "service", "finite hours above 0", f"{hours.flat[first]}{where}")
    return [wrong]


def _preference_complaints(owner: str, order: npt.NDArray[np.generic], shape: tuple[int, int]) -> Iterator[str | None]:
    wrong = check.shape_is(owner, "preference", order.shape, shape, "zone, post")
    if wrong is None and order.dtype.kind not in "iu":
        wrong = check.sentence(owner, "preference", "positions of posts, whole numbers", f"an array of {order.dtype}")
    if wrong is not None:
        yield wrong
        return
    bad = np.flatnonzero((np.sort(order, axis=1) != np.arange(shape[1])).any(axis=1))
    if len(bad):
        expected = f"every post 0 to {shape[1] - 1} once in the row of each zone"
        rest = f" (so in {count_of(len(bad), 'zone')})" if len(bad) > 1 else ""
        yield check.sentence(owner, "preference", expected, _row_fault(order[bad[0]], int(bad[0])) + rest)


def _row_fault(row: npt.NDArray[np.generic], zone: int) -> str:
    posts = np.arange(len(row))
    seen, counts = np.unique(row, return_counts=True)
    unknown, missing = np.setdiff1d(seen, posts), np.setdiff1d(posts, seen)
    known = np.isin(seen, posts)
    faults = [
        f"{of_these(found, 'post', 'posts')} {word}"
        for found, word in (
            (unknown, "that do not exist" if len(unknown) > 1 else "that does not exist"),
            (seen[known & (counts > 1)], "more than once"),
            (missing, "not at all"),
        )
        if len(found)
    ]
    return f"{listed(faults)} in zone {zone}"


def _overload(owner: str, asked: CallsAndCars) -> str | None:
    if not asked.line or asked.total < asked.capacity:
        return None
    busy = asked.total / asked.capacity * asked.fleet
    return (
        f"{owner} has no steady state with a line: {significant(asked.total)} calls per hour keep {significant(busy)} "
        f"cars busy, of {count_of(asked.fleet, 'car')}. Give more cars, or line=False to have calls lost."
    )
