"""Calls that need several cars at once, for 0, 1, ... cars at a time: delay and wait in the steady state.

The queue of `multi_car`, with one thing added: a call that needs n cars where only s < n are on duty starts once all s
are free at once, and the first that come free do the work of its other n - s. So b cars' worth of work is under way, b
> s at times. While there is no line, b mu p_b = lam sum_(u<b) p_u P(need >= b - u) for b <= s: chances p of which one
recursion gives those for every s, up to a factor. From the first call that does not find its cars free on, the line
moves as in a queue with one server: a call of need n is followed by the next start after T_n, the hours until min(n, s)
cars are free, and those until the work of missing cars is taken up. T is a sum of exponential times, so that the means
are those of M/G/1 with another first service (Welch), R. A call waits for those before it, and then for its own cars.

Green, L. (1984). A multiple dispatch queueing model of police patrol operations. Management Science 30, 653-664. Welch,
P. D. (1964). On a generalized M/G/1 queuing process in which the first customer of each busy period receives
exceptional service. Operations Research 12, 736-752.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["MultiCarCurves", "between_starts", "multi_car_by_cars", "multi_car_of_fleets"]

Floats = npt.NDArray[np.float64]
_SHIFT = 1e200  # of a chance not yet normalised: above it all are scaled down, so that none overflows


@dataclass(frozen=True, eq=False)
class MultiCarCurves:
    """Measures for 0 to `most` cars; where cars cannot carry the calls all are delayed, and wait for ever.

    Parameters
    ----------
    delayed_by_need : array, shape (needs, queues, most + 1)
        Share of the calls that need 1, 2, ... cars that wait.
    own_by_need : array, shape (needs, queues, most + 1)
        Hours that they wait as the first in line; the work of a missing car counts as the part of its call that it is.
    behind : array, shape (queues, most + 1)
        Hours that calls wait behind others first, first come, first served.
    carried : array of bool, shape (queues, most + 1)
        Whether the cars carry the calls.
    """

    delayed_by_need: Floats
    own_by_need: Floats
    behind: Floats
    carried: npt.NDArray[np.bool_]

    @property
    def wait_by_need(self) -> Floats:
        """Hours that calls wait first come, first served, shape (needs, queues, most + 1)."""
        return np.asarray(self.own_by_need + self.behind)


def multi_car_by_cars(rate: Floats, share: Floats, service: Floats, most: int) -> MultiCarCurves:
    """Return the measures of 0 to `most` cars, of arrays that are known to be right.

    Parameters
    ----------
    rate, service : array, shape (queues,)
        Calls per hour, and mean hours that each of their cars stays.
    share : array, shape (queues, needs)
        Share of the calls that need 1, 2, ... cars.
    most : int
        Cars up to which measures are wanted.

    Examples
    --------
    >>> curves = multi_car_by_cars(np.array([2.0]), np.array([[0.7, 0.3]]), np.array([1.0]), 6)
    >>> curves.delayed_by_need[:, 0, 6].round(8)
    array([0.08529958, 0.15970811])
    """
    queues, needs = share.shape
    delayed, own = np.ones((needs, queues, most + 1)), np.full((needs, queues, most + 1), np.inf)
    behind, carried = np.full((queues, most + 1), np.inf), np.zeros((queues, most + 1), dtype=bool)
    flat = _without_line(rate * service, share, most)
    for cars in range(1, most + 1):
        near = np.arange(min(needs, cars + 1))  # free cars of which some call may need more
        found = _Line(cars, rate, share, service, flat[:, cars - near], flat[:, : cars + 1].sum(axis=1))
        carried[:, cars] = found.carried
        delayed[:, :, cars], own[:, :, cars], behind[:, cars] = found.delayed, found.own, found.behind
    return MultiCarCurves(delayed, own, behind, carried)


def multi_car_of_fleets(rate: Floats, share: Floats, service: Floats, cars: int) -> tuple[Floats, Floats]:
    """Return the delayed share and mean hours of wait of one number of cars, each shape (queues,), of all calls.

    1 and infinite where the cars cannot carry the calls.

    Parameters
    ----------
    rate, service : array, shape (queues,)
        As for `multi_car_by_cars`.
    share : array, shape (queues, needs)
        As there.
    cars : int
        At least 1.

    Examples
    --------
    >>> late, wait = multi_car_of_fleets(np.array([2.0]), np.array([[0.7, 0.3]]), np.array([1.0]), 6)
    >>> late.round(8), wait.round(8)
    (array([0.10762214]), array([0.04260003]))
    """
    flat = _without_line(rate * service, share, cars)
    near = np.arange(min(share.shape[1], cars + 1))
    line = _Line(cars, rate, share, service, flat[:, cars - near], flat.sum(axis=1))
    with np.errstate(invalid="ignore"):
        wait = np.einsum("kn,nk->k", share, line.own) + line.behind
    late = np.einsum("kn,nk->k", share, line.delayed)
    return np.where(line.carried, late, 1.0), np.where(line.carried, wait, np.inf)


def between_starts(needs: int, cars: int) -> Floats:
    """Return the mean time from one start to the next while a line stands, by the need of the call, of service 1.

    >>> between_starts(3, 2).round(4)
    array([0.5, 1.5, 2. ])
    """
    each = np.append(0.0, np.cumsum(1 / (cars - np.arange(min(needs, cars)))))
    need = np.arange(1, needs + 1)
    return np.asarray(each[np.minimum(need, cars)] + np.maximum(need - cars, 0) / cars)


class _Line:
    """The line before one number of cars, of all queues at once. `free` is [queue, free cars], the chances without."""

    def __init__(self, cars: int, rate: Floats, share: Floats, service: Floats, free: Floats, whole: Floats) -> None:
        need, some = np.arange(1, share.shape[1] + 1), np.arange(free.shape[1])
        together = np.minimum(need, cars)  # that must be free at once
        self.missing = np.maximum(need - cars, 0)
        each = 1 / (cars - np.arange(together[-1]))  # hours until the next car comes free, by free cars, of service 1
        start, spread = _summed(each), _summed(each**2)
        # [free, need]: a call comes while so many cars are free, and needs more. Of all that it takes and leaves over:
        late = some[:, None] < need
        own, own_spread = (
            np.where(late, total[together] - total[np.minimum(some[:, None], together)], 0.0)
            for total in (start, spread)
        )
        left, left_spread = self.missing / cars, self.missing / cars**2
        first = own + np.where(late, left, 0.0)
        first_square = np.where(late, first**2 + own_spread + left_spread, 0.0)
        between = between_starts(len(need), cars)
        between_square = between**2 + spread[together] + left_spread
        load = rate * service
        drain = load * (share @ between)  # calls that come from one start to the next while a line stands
        self.carried = drain < 1
        room = np.where(self.carried, 1 - drain, 1.0)
        lined = load * np.einsum("kf,kn,fn->k", free, share, first) / room
        # Far below the load, chances may be 0 for all that count; those cars cannot carry it.
        whole = np.where(whole > 0, whole + lined, 1.0)
        free, lined = free / whole[:, None], lined / whole
        ahead = np.einsum("kf,kn,fn->k", free, share, first_square) + lined * (share @ between_square)
        ahead = load * ahead / 2 / room
        waits = (some[:, None] < together).astype(np.float64)
        delayed = waits.T @ free.T + lined
        wait = own.T @ free.T + start[together][:, None] * lined + self._lacking(cars)[:, None]
        self.delayed = np.where(self.carried, delayed, 1.0)
        self.own = np.where(self.carried, wait * service, np.inf)
        self.behind = np.where(self.carried, ahead * service, np.inf)

    def _lacking(self, cars: int) -> Floats:
        """Return what a call waits, by its need, for those of its cars that there are not, the mean over its cars."""
        return np.asarray(self.missing * (self.missing + 1) / 2 / cars / np.arange(1, len(self.missing) + 1))


def _summed(each: Floats) -> Floats:
    return np.append(0.0, np.cumsum(each))


def _without_line(load: Floats, share: Floats, most: int) -> Floats:
    """Return the chances of 0 to `most` busy cars while there is no line, up to a factor; `load` is rate x service."""
    at_least = np.cumsum(share[:, ::-1], axis=1)[:, ::-1]
    flat = np.zeros((len(load), most + 1))
    flat[:, 0] = 1.0
    for busy in range(1, most + 1):
        near = flat[:, max(busy - share.shape[1], 0) : busy][:, ::-1]
        flat[:, busy] = load / busy * (near * at_least[:, : near.shape[1]]).sum(axis=1)
        large = flat[:, busy] > _SHIFT
        flat[large] /= flat[large, busy][:, None]
    return flat
