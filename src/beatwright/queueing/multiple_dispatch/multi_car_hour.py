"""One hour of calls that need several cars at once: where the queue is at the end, and on average, by uniformisation.

State: b cars' worth of work under way, the need n of the first call in line, the calls behind it, whose needs are drawn
when they become the first. min(b, s) of s cars are busy; the others are free, and held for the first call in line. It
starts once as many are free as it takes, `together`, which may be fewer than n where fewer are on duty: b then rises
above s, as it does where cars have gone off duty, and what is above s waits for the next free car. With L = lam + s mu
events an hour the chances after the hour are sum_k Poisson(k; L) v_k, and on average over it sum_k P(K > k)/L v_k.

A table of chances has in row 0 those of b = 0, 1, ... without a line, and in row 1 + (b - base) N + i those with b
under way and a first call that needs i + 1 of at most N cars, by the calls behind it; with b < base there is no line.
With one car for every call this is `uniformisation.one_hour`.

Green, L. (1984). A multiple dispatch queueing model of police patrol operations. Management Science 30, 653-664.
Jensen, A. (1953). Markoff chains as an aid in the study of Markoff processes. Skandinavisk Aktuarietidskrift 36, 87-91.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry, inner

__all__ = ["figures_of", "line_starts", "one_hour_of_several", "saturated_hour"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Events after which the sum ends, as in `uniformisation`; and the weight of one, and the chance of a number of calls
# behind the first, below which nothing is lost by leaving them out.
_DEVIATIONS = 8.0
_MORE_EVENTS = 30.0
_NOTHING = 1e-18


@inner
def _add(row: Floats, factor: float, other: Floats) -> None:
    """Add a multiple of another row: of whole rows numba compiles for seconds how to say that they do not fit."""
    for i in range(len(other)):
        row[i] += factor * other[i]


@entry(error_model="numpy")
def line_starts(chance: Floats, base: int, share: Floats, cars: int, together: Ints) -> None:
    """Let calls in line start for which enough cars are free now that others are on duty; changes `chance`."""
    needs = len(share)
    # Each start raises b, so that what starts next is met further on.
    for b in range(base, base + (len(chance) - 1) // needs):
        for i in range(needs):
            row = 1 + (b - base) * needs + i
            if max(cars - b, 0) < together[i]:
                continue
            then = b + i + 1
            chance[0, then] += chance[row, 0]
            for m in range(needs):
                for j in range(chance.shape[1] - 1):
                    chance[1 + (then - base) * needs + m, j] += share[m] * chance[row, j + 1]
            chance[row] = 0.0


@entry(error_model="numpy")
def one_hour_of_several(
    chance: Floats, base: int, rate: float, share: Floats, cars: int, each: float, together: Ints
) -> tuple[Floats, Floats]:
    """Return the chances after an hour, and on average in it.

    Parameters
    ----------
    chance : array, shape (1 + (most - base + 1) needs, room)
        At the start, none of a call that could start. What would be behind as many as there is room for is kept there.
    base : int
        Least work under way with which there can be a line.
    rate : float
        Calls per hour.
    share : array, shape (needs,)
        Of the calls that need 1, 2, ... cars.
    cars : int
        At least 0.
    each : float
        Cars that finish in an hour, of each busy one.
    together : array of int, shape (needs,)
        Cars that must be free for a call of each need to start; at least 1.
    """
    needs, room = len(share), chance.shape[1]
    end, mean = np.zeros(chance.shape), np.zeros(chance.shape)
    events = rate + cars * each
    if events == 0.0:
        return chance.copy(), chance.copy()
    high, reach = _extent(chance, base, needs, max(cars, needs))
    low = 1 + max(cars - needs + 1 - base, 0) * needs  # with less under way there is no line
    now, after = np.zeros(chance.shape), np.zeros(chance.shape)
    _add(now[0], 1.0, chance[0])
    comes = share > 0.0
    for row in range(1, len(chance)):
        for j in range(reach + 1):
            now[row, j] = chance[row, j]
            comes[(row - 1) % needs] |= now[row, j] > 0.0  # it came in an hour of other needs
    beyond, logarithm = 1.0, math.log(events)
    last = int(events + _DEVIATIONS * math.sqrt(events) + _MORE_EVENTS)
    for k in range(last + 1):
        weight = math.exp(k * logarithm - events - math.lgamma(k + 1.0))
        if k > events and weight < _NOTHING:
            break
        # Of the first event by itself: 1 less a weight near 1 would leave nothing where events are rare.
        beyond = max(beyond - weight, 0.0) if k else -math.expm1(-events)
        top = min(reach + 1, room - 1)
        for b in range(high + 1):
            end[0, b] += weight * now[0, b]
            mean[0, b] += beyond / events * now[0, b]
        for row in range(low, 1 + (high - base + 1) * needs):
            for j in range(top + 1):
                end[row, j] += weight * now[row, j]
                mean[row, j] += beyond / events * now[row, j]
        _without_line(now, after, rate / events, share, cars, each / events, together, high)
        _with_line(now, after, base, rate / events, share, cars, each / events, together, comes, high, top)
        _next_in_line(now, after, base, share, cars, each / events, together, comes, top)
        if reach < top and after[1:, top].max() > _NOTHING:
            reach = top
        now, after = after, now
    return end, mean


@inner(error_model="numpy")
def _without_line(
    now: Floats, after: Floats, up: float, share: Floats, cars: int, down: float, together: Ints, high: int
) -> None:
    """Put down the chances without a line after one event, but for lines that end."""
    for b in range(high + 1):
        flow = now[0, b] * max(cars - b, 0) * down
        if b < high:
            flow += now[0, b + 1] * min(b + 1, cars) * down
        for i in range(min(len(share), b)):
            if max(cars - b + i + 1, 0) >= together[i]:
                flow += up * share[i] * now[0, b - i - 1]
        after[0, b] = flow


@inner(error_model="numpy")
def _with_line(
    now: Floats,
    after: Floats,
    base: int,
    up: float,
    share: Floats,
    cars: int,
    down: float,
    together: Ints,
    comes: npt.NDArray[np.bool_],
    high: int,
    top: int,
) -> None:
    """Put down the chances with a line after one event, but for calls that start."""
    needs, room = len(share), now.shape[1]
    for b in range(base, high + 1):
        free = max(cars - b, 0)
        stay, fall = free * down, (min(b + 1, cars) * down if b < high else 0.0)
        for i in range(needs):
            if free >= together[i] or not comes[i]:
                continue
            row = 1 + (b - base) * needs + i
            here, following, above = now[row], after[row], now[row + needs if b < high else row]
            for j in range(1, top + 1):
                following[j] = up * here[j - 1] + stay * here[j] + fall * above[j]
            following[0] = stay * here[0] + fall * above[0] + up * share[i] * now[0, b]
            if top == room - 1:
                following[top] += up * here[top]


@inner(error_model="numpy")
def _next_in_line(
    now: Floats,
    after: Floats,
    base: int,
    share: Floats,
    cars: int,
    down: float,
    together: Ints,
    comes: npt.NDArray[np.bool_],
    top: int,
) -> None:
    """Let the first call in line start where one car more is enough, and the next be the first."""
    needs = len(share)
    for i in range(needs):
        b = cars - together[i] + 1
        if b < 1 or not comes[i]:
            continue
        starting, then = now[1 + (b - base) * needs + i], b + i
        after[0, then] += b * down * starting[0]
        for m in range(needs):
            line, drawn = after[1 + (then - base) * needs + m], share[m] * b * down
            if drawn > 0.0:
                for j in range(top):
                    line[j] += drawn * starting[j + 1]


@inner(error_model="numpy")
def _extent(chance: Floats, base: int, needs: int, least: int) -> tuple[int, int]:
    """Return the most work under way, and the most calls behind the first, that have a chance."""
    high, reach = least, 0
    for b in range(chance.shape[1]):
        if chance[0, b] > 0.0:
            high = max(high, b)
    for row in range(1, len(chance)):
        for j in range(chance.shape[1]):
            if chance[row, j] > 0.0:
                high = max(high, base + (row - 1) // needs)
            if chance[row, j] > _NOTHING:
                reach = max(reach, j)
    return high, reach


@entry(error_model="numpy")
def figures_of(mean: Floats, base: int, needs: int, cars: int, together: Ints) -> Floats:
    """Return means: shares delayed by need, chances of a first call by need, calls behind, over, busy and held cars.

    Shape (2 needs + 4,). Over is the work under way above the cars on duty.
    """
    found = np.zeros(2 * needs + 4)
    for b in range(base + (len(mean) - 1) // needs):
        free, line = max(cars - b, 0), 0.0
        for i in range(needs):
            if free < together[i]:
                found[i] += mean[0, b]
            if b < base:
                continue
            row = 1 + (b - base) * needs + i
            for j in range(mean.shape[1]):
                found[needs + i] += mean[row, j]
                line += mean[row, j]
                found[2 * needs] += j * mean[row, j]
        found[2 * needs + 1] += (mean[0, b] + line) * max(b - cars, 0)
        found[2 * needs + 2] += (mean[0, b] + line) * min(b, cars)
        found[2 * needs + 3] += line * free
    lined = found[needs : 2 * needs].sum()
    for i in range(needs):
        found[i] += lined
    return found


@entry(error_model="numpy")
def saturated_hour(chance: Floats, share: Floats, cars: int, each: float, together: Ints) -> tuple[Floats, float]:
    """Return the chances after an hour before which the line never ends, and how many calls start in it.

    Parameters
    ----------
    chance : array, shape (most + 1, needs)
        By the work under way, and the need of the first call, at the start; calls that can start do so at once.
    share, cars, each, together
        As in `one_hour_of_several`.
    """
    most, needs = chance.shape
    now, begun = chance.copy(), 0.0
    for b in range(most):
        for i in range(needs):
            if max(cars - b, 0) >= together[i] and now[b, i] > 0.0:
                begun += now[b, i]
                _add(now[b + i + 1], now[b, i], share)
                now[b, i] = 0.0
    events = cars * each
    if events == 0.0:
        return now, begun
    end, after = np.zeros(chance.shape), np.zeros(chance.shape)
    low = max(cars - needs + 1, 0)  # with less under way any call could start
    beyond, logarithm = 1.0, math.log(events)
    last = int(events + _DEVIATIONS * math.sqrt(events) + _MORE_EVENTS)
    for k in range(last + 1):
        weight = math.exp(k * logarithm - events - math.lgamma(k + 1.0))
        beyond = max(beyond - weight, 0.0) if k else -math.expm1(-events)
        for b in range(most):
            _add(end[b], weight, now[b])
        for b in range(low, most):
            after[b] = 0.0
            _add(after[b], max(cars - b, 0) / cars, now[b])
        for b in range(max(low, 1), most):
            falls = min(b, cars) / cars
            for i in range(needs):
                if max(cars - b + 1, 0) >= together[i]:
                    begun += beyond * falls * now[b, i]
                    _add(after[b + i], falls * now[b, i], share)
                else:
                    after[b - 1, i] += falls * now[b, i]
        now, after = after, now
    return end, begun
