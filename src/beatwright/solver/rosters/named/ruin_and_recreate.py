"""Better rosters by taking the lines of a few officers out and putting their cheapest lines back in.

With all other lines fixed, an officer's cheapest line is found exactly by pricing, at what one officer more is worth in
each shift. So descent takes officers in turn. The search beyond it (ruin and recreate, Schrimpf and others 2000) takes
out two or three at a time, prices all but the last of them at slightly wrong prices, and keeps what is not worse, or
worse by no more than a slack. What is kept is decided by the true cost; noise in the prices only makes lines differ.

Where a shift misses m officers, `level` m^2 is paid too. It is nothing in the search, and in `spread_shortage` so
little that it only decides between rosters that cost the same.

References
----------
Schrimpf, G., Schneider, J., Stamm-Wilbrandt, H. and Dueck, G. (2000). Record breaking optimization results using the
ruin and recreate principle. Journal of Computational Physics 159, 139-171.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.base.jit import entry, inner
from beatwright.solver.random_numbers import Seeds, below, uniform
from beatwright.solver.rosters.named.pricing.line_pricing import ROOM, cheapest_line
from beatwright.solver.rosters.named.pricing.line_rules import Floats, Ints, LineRules

__all__ = ["ShiftCover", "fill_up", "improve", "improve_in_turn"]


class ShiftCover(NamedTuple):
    """Officers needed, what each missing or too many costs, and what the square of those missing does; (D, S) each."""

    need: Floats
    under: Floats
    over: Floats
    level: Floats


@inner
def _cover_cost(cover: ShiftCover, count: Floats) -> float:
    """Give what is paid where `count` (D, S) officers are on duty."""
    total = 0.0
    for d in range(count.shape[0]):
        for s in range(count.shape[1]):
            more = count[d, s] - cover.need[d, s]
            total += more * cover.over[d, s] if more > 0 else -more * (cover.under[d, s] - more * cover.level[d, s])
    return total


@inner
def _marginal(cover: ShiftCover, count: Floats, extra: Floats) -> None:
    """Write what one officer more costs in each shift."""
    for d in range(count.shape[0]):
        for s in range(count.shape[1]):
            missing = cover.need[d, s] - count[d, s]
            under, over, level = cover.under[d, s], cover.over[d, s], cover.level[d, s]
            if missing >= 1.0:  # the whole officer is wanted; below, a need of parts is met in part
                extra[d, s] = -under - (2.0 * missing - 1.0) * level
            elif missing <= 0.0:
                extra[d, s] = over
            else:
                extra[d, s] = (1.0 - missing) * over - missing * (under + missing * level)


@inner
def _put(count: Floats, line: Ints, by: float) -> None:
    for d in range(line.size):
        if line[d] < count.shape[1]:
            count[d, line[d]] += by


@inner
def _shift_cost(extra: Floats, line: Ints) -> float:
    total = 0.0
    for d in range(line.size):
        if line[d] < extra.shape[1]:
            total += extra[d, line[d]]
    return total


@entry
def fill_up(rules: LineRules, cover: ShiftCover, lines: Ints, own: Floats, count: Floats, who: Ints) -> int:
    """Give each officer of `who` in turn the cheapest line, shortage counting by its share of the need.

    Changes lines (n, D), their own costs (n,) and the officers on duty (D, S) in place. Return the first officer who
    has no line, -1 where all have.
    """
    extra, room = np.empty_like(cover.need), np.empty(ROOM)
    for i in who:
        for d in range(extra.shape[0]):
            for s in range(extra.shape[1]):
                missing = cover.need[d, s] - count[d, s]
                share = missing / max(cover.need[d, s], 1.0)
                extra[d, s] = -cover.under[d, s] * share if missing > 0 else cover.over[d, s]
        cost = cheapest_line(rules, extra, i, lines[i], room)
        if not np.isfinite(cost):
            return int(i)
        own[i] = cost - _shift_cost(extra, lines[i])
        _put(count, lines[i], 1.0)
    return -1


@entry
def improve_in_turn(rules: LineRules, cover: ShiftCover, lines: Ints, own: Floats, count: Floats, who: Ints) -> int:
    """Give each officer of `who` in turn the cheapest line, all others fixed; return how many became cheaper."""
    extra, room, line = np.empty_like(cover.need), np.empty(ROOM), np.empty(lines.shape[1], dtype=np.int64)
    better = 0
    for i in who:
        _put(count, lines[i], -1.0)
        _marginal(cover, count, extra)
        cost = cheapest_line(rules, extra, i, line, room)
        if cost < own[i] + _shift_cost(extra, lines[i]) - 1e-7:
            lines[i] = line
            own[i] = cost - _shift_cost(extra, line)
            better += 1
        _put(count, lines[i], 1.0)
    return better


@entry
def improve(
    rules: LineRules,
    cover: ShiftCover,
    lines: Ints,
    own: Floats,
    count: Floats,
    seeds: Seeds,
    tries: int,
    noise: float,
    slack: float,
) -> float:
    """Take out two or three officers and put them back, `tries` times; return how much cheaper it has become.

    Prices are wrong by up to `noise`; what is dearer by up to `slack` may be kept.
    """
    n, days = lines.shape
    extra, room = np.empty_like(cover.need), np.empty(ROOM)
    who, kept, paid = np.empty(3, dtype=np.int64), np.empty((3, days), dtype=np.int64), np.empty(3)
    gained, at = 0.0, _cover_cost(cover, count)
    for _ in range(tries):
        size = min(2 + below(seeds, 2), n)
        _draw(who, size, n, seeds)
        change = -at
        # All of them leave before the first comes back, so that their shifts are open to each other.
        for k in range(size):
            kept[k], paid[k] = lines[who[k]], own[who[k]]
            change -= own[who[k]]
            _put(count, kept[k], -1.0)
        for k in range(size):
            _marginal(cover, count, extra)
            if k < size - 1:  # the last is put in at true prices: nobody comes after him to mend what they spoil
                for d in range(days):
                    for s in range(extra.shape[1]):
                        extra[d, s] += noise * (uniform(seeds) + uniform(seeds) - 1.0)
            i = who[k]
            own[i] = cheapest_line(rules, extra, i, lines[i], room) - _shift_cost(extra, lines[i])
            change += own[i]
            _put(count, lines[i], 1.0)
        new = _cover_cost(cover, count)
        change += new
        # As dear is kept too: a search that takes only what is better stands still on the flat ground of rosters.
        if change <= 1e-7 + slack * uniform(seeds) ** 2:
            gained -= change
            at = new
            continue
        for k in range(size):
            _put(count, lines[who[k]], -1.0)
            lines[who[k]], own[who[k]] = kept[k], paid[k]
            _put(count, kept[k], 1.0)
    return gained


@inner
def _draw(who: Ints, size: int, n: int, seeds: Seeds) -> None:
    """Draw `size` different officers of `n`."""
    for k in range(size):
        fresh = False
        while not fresh:
            who[k] = below(seeds, n)
            fresh = True
            for other in range(k):
                fresh = fresh and who[other] != who[k]
