"""Calls that need several cars at once (Green's multiple-car dispatch), exactly and without truncation.

Calls come at random, one needs i cars with chance q_i, first come first served: it starts when all its cars are free at
once, and each of them leaves on its own after an exponential time. State: busy cars, the need n of the first call in
line, the calls behind it. While a line stands, free cars gather for its first call, f < n of s; when the n-th comes
free it starts, and leaves no car free. So (1) without a line the cut below b busy cars gives
b mu p_b = lam sum_(u<b) p_u P(need >= b - u), a recursion without a subtraction; (2) the time from one start to the
next is T_n = sum_(f<n) 1/((s - f) mu) for a need of n, whatever came before, and sums over all lengths of the line
follow. The line is finite where lam E[T] < 1.

Green, L. (1984). A multiple dispatch queueing model of police patrol operations. Management Science 30, 653-664.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.queueing.queue_arguments import MOST_CARS, amounts, service_complaint

__all__ = ["MultiCarDelay", "multi_car_capacity", "multi_car_delay"]

Floats = npt.NDArray[np.float64]
_SUM_OFF = 1e-9  # by which the shares of needs may miss 1
_MOST_NEED = 1_000  # cars of one call: four tables of 8 MB
_SHIFT = 1e200  # of a chance not yet normalised: above it all are scaled down, so that none overflows


@dataclass(frozen=True, eq=False)
class MultiCarDelay:
    """Delay of calls that need one or several cars each, in a steady state.

    Parameters
    ----------
    delayed : float
        Share of calls that wait.
    delayed_by_need : array, shape (needs,)
        Share of the calls that need 1, 2, ... cars that wait.
    wait : float
        Mean hours that a call waits for the last of its cars, over all calls.
    wait_by_need : array, shape (needs,)
        The same for the calls that need 1, 2, ... cars.
    line : float
        Mean number of calls in line.
    busy : float
        Mean number of busy cars; cars that are held free for the first call in line are not among them.
    held : float
        Mean number of free cars that are held for the first call in line.
    """

    delayed: float
    delayed_by_need: Floats
    wait: float
    wait_by_need: Floats
    line: float
    busy: float
    held: float


@dataclass(frozen=True)
class _Model:
    cars: int
    rate: float
    share: Floats  # [need - 1]
    service: float


def multi_car_delay(cars: int, rate: float, share: npt.ArrayLike, service: float) -> MultiCarDelay:
    """Return how long calls wait that need several cars at once, each of which leaves on its own.

    Parameters
    ----------
    cars : int
        Cars, at least 1.
    rate : float
        Calls per hour.
    share : array, shape (needs,)
        Share of the calls that need 1, 2, ... cars; sums to 1.
    service : float
        Mean hours that each car stays.

    Raises
    ------
    ParameterError
        With every wrong parameter at once; where calls need more cars than there are; and where more calls come than
        the cars can carry.

    Notes
    -----
    Cars leave one by one; where all cars of a call stay until its last one leaves, calls wait longer than this. The
    work is one multiplication for each car and each number of cars that a call may need.

    References
    ----------
    Green, L. (1984). A multiple dispatch queueing model of police patrol operations. Management Science 30, 653-664.

    Examples
    --------
    >>> found = multi_car_delay(6, rate=2, share=[0.7, 0.3], service=1.0)
    >>> round(found.delayed, 8), round(found.wait, 8)
    (0.10762214, 0.04260003)
    """
    model = _checked("multi_car_delay", cars, rate, share, service)
    most = _capacity(model)
    if model.rate >= most:
        raise ParameterError(
            check.sentence(
                "multi_car_delay",
                "rate",
                f"below the {most:.6g} calls per hour that {model.cars} cars can carry at these needs",
                f"{model.rate:g}",
            )
        )
    return _delay(model)


def multi_car_capacity(cars: int, share: npt.ArrayLike, service: float) -> float:
    """Return how many calls per hour the cars can carry where calls need several cars at once.

    It is less than cars / (mean need x service): cars stand free while they are held for the first call in line.

    Parameters
    ----------
    cars, share, service
        As in `multi_car_delay`.

    Raises
    ------
    ParameterError
        As `multi_car_delay`.

    Examples
    --------
    >>> round(multi_car_capacity(6, [0.7, 0.3], service=1.0), 6)
    4.411765
    """
    return _capacity(_checked("multi_car_capacity", cars, 0.0, share, service))


def _checked(owner: str, cars: int, rate: float, share: npt.ArrayLike, service: float) -> _Model:
    complaints = Complaints()
    complaints.add(check.integer(owner, "cars", cars, 1, MOST_CARS))
    complaints.add(check.number(owner, "rate", rate, 0))
    (shares,) = amounts(owner, complaints, {"share": share})
    if not len(complaints):
        complaints.add(_share_complaint(owner, shares, int(cars)))
    complaints.add(service_complaint(owner, service))
    complaints.raise_if_any(ParameterError)
    needed = np.trim_zeros(shares, "b")
    return _Model(int(cars), float(rate), needed / needed.sum(), float(service))


def _share_complaint(owner: str, shares: Floats, cars: int) -> str | None:
    if shares.ndim != 1 or abs(shares.sum() - 1) > _SUM_OFF:
        expected = "an array with the shares of calls that need 1, 2, ... cars, which sum to 1"
        got = f"a sum of {shares.sum():.10g}" if shares.ndim == 1 else f"shape {shares.shape}"
        return check.sentence(owner, "share", expected, got)
    need = int(np.flatnonzero(shares)[-1]) + 1
    if need > _MOST_NEED:
        return check.sentence(owner, "share", f"of calls that need at most {_MOST_NEED:,} cars", f"a need of {need:,}")
    if need > cars:
        got = f"a share of {shares[need - 1]:g} that needs {need}"
        return check.sentence(owner, "share", f"of calls that need at most the {cars} cars there are", got)
    return None


def _gathering(model: _Model) -> Floats:
    """Return the mean hours until the next car comes free, where f = 0, 1, ... are free."""
    return model.service / (model.cars - np.arange(len(model.share)))


def _capacity(model: _Model) -> float:
    return float(1 / (model.share @ np.cumsum(_gathering(model))))


def _delay(model: _Model) -> MultiCarDelay:
    q, gather = model.share, _gathering(model)
    start = np.cumsum(gather)  # [need - 1]: hours from no free car to the start of a call
    between = float(q @ start)  # hours from one start to the next while a line stands
    flat = _without_line(model)  # [busy]
    free = flat[::-1][: len(q)]  # [free]: those with fewer free cars than some call needs
    lined = _with_line(model, free, gather, between=between)  # [need - 1 of the first in line, free]
    whole = float(flat.sum() + lined.sum())
    flat, free, lined = flat / whole, free / whole, lined / whole
    lines = float(lined.sum())  # chance that there is a line
    # [need - 1, free]: hours until a call starts that is first in line while so many cars are free.
    ahead = np.tril(start[:, None] - np.append(0.0, start[:-1]))
    own, residual = ahead @ free, float((lined * ahead).sum())
    # A call waits for its own cars, or for the first in line, those behind it and its own; by Little's law the calls
    # behind are rate x wait - lines.
    wait = (float(q @ own) + residual) / (1 - model.rate * between)
    before = residual + (model.rate * wait - lines) * between
    delayed = np.cumsum(free) + lines
    held = float((lined * np.arange(len(q))).sum())
    return MultiCarDelay(
        delayed=float(q @ delayed),
        delayed_by_need=delayed,
        wait=wait,
        wait_by_need=own + before + lines * start,
        line=model.rate * wait,
        busy=float(flat @ np.arange(model.cars + 1)) + model.cars * lines - held,
        held=held,
    )


def _with_line(model: _Model, free: Floats, gather: Floats, *, between: float) -> Floats:
    """Return the chances [need - 1 of the first in line, free cars] over all lengths of the line."""
    # What becomes first in line with at most so many free cars has to flow on to one more.
    into = np.cumsum(np.tril(model.rate * model.share[:, None] * free), axis=1)
    lines = float((np.tril(into) * gather).sum()) / (1 - model.rate * between)
    return np.tril(into + (model.share * model.rate * lines)[:, None]) * gather


def _without_line(model: _Model) -> Floats:
    """Return the chances of 0, ..., s busy cars while there is no line, up to a factor."""
    at_least = np.cumsum(model.share[::-1])[::-1]  # P(need >= 1), P(need >= 2), ...
    load, most = model.rate * model.service, len(model.share)
    flat = np.zeros(model.cars + 1)
    flat[0] = 1.0
    for busy in range(1, model.cars + 1):
        near = flat[max(busy - most, 0) : busy][::-1]
        flat[busy] = load / busy * float(near @ at_least[: len(near)])
        if flat[busy] > _SHIFT:
            flat /= flat[busy]
    return flat
