"""The cheapest exact cover within a budget of reduced cost, against all choices of sets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.solver.location.capacitated.partition_search import CoverLimits, cover_sets, exact_cover, with_fines
from beatwright.solver.time_limit import SearchClock

CLIENTS, SITES = 7, 5


def _drawn(seed, count=14):
    """Sets of which the prices of clients, the fines of cuts and reduced costs of at least 0 make up the cost."""
    random = np.random.default_rng(seed)
    member = random.random((count, CLIENTS)) < random.uniform(0.2, 0.5)
    member = member[member.any(axis=1)]
    site, reduced = random.integers(0, SITES, len(member)), random.integers(0, 4, len(member)) * 1.0
    cuts = np.array([random.choice(CLIENTS, 3, replace=False) for _ in range(5)])
    fine = random.integers(0, 4, 5) * 1.0
    price = random.integers(5, 12, CLIENTS) * 1.0
    held = (member[:, cuts].sum(axis=2) >= 2) @ fine
    return member, site, member @ price - held + reduced, reduced, cuts, fine, price.sum() - fine.sum()


def _least(member, site, cost, free, most, served=(), used=()):
    """Cost of the cheapest cover: every client once, every site once at most, so many free sites at most."""
    if len(served) == CLIENTS:
        return 0.0
    least, first = np.inf, min(set(range(CLIENTS)) - set(served))
    for s in np.flatnonzero(member[:, first]):
        more = (*served, *np.flatnonzero(member[s]).tolist())
        if len(set(more)) == len(more) and site[s] not in used and (most > 0 or not free[site[s]]):
            rest = _least(member, site, cost, free, most - int(free[site[s]]), more, (*used, site[s]))
            least = min(least, cost[s] + rest)
    return least


@given(seed=st.integers(0, 10**6), must=st.integers(0, 1), most=st.integers(1, 4), step=st.sampled_from([0.0, 1.0]))
def test_the_cover_is_the_cheapest_of_all(seed, must, most, step):
    member, site, cost, reduced, cuts, fine, bound = _drawn(seed)
    free = np.arange(SITES) >= must
    least = _least(member, site, cost, free, most)
    sets = with_fines(cover_sets(member, site, free, cost, reduced), cuts, fine)
    for target in (1000.0, least + 0.5, least - 0.5):
        if np.isfinite(target):
            found, ended = exact_cover(sets, CoverLimits(bound - 1e-6, target, step, most), SearchClock(), 10**7)
            assert ended
            assert (found.size > 0) == (least < target)
            if found.size:
                assert sets.cost[found].sum() == pytest.approx(least)
                assert (sets.member[found].sum(axis=0) == 1).all()


def test_a_search_ends_when_its_effort_is_spent():
    member, site, cost, reduced, cuts, fine, bound = _drawn(3, count=60)
    sets = with_fines(cover_sets(member, site, np.ones(SITES, dtype=bool), cost, reduced), cuts, fine)
    limits = CoverLimits(bound, 1000.0, 0.0, SITES)
    assert not exact_cover(sets, limits, SearchClock(), 1)[1]
    assert not exact_cover(sets, limits, SearchClock(stop=lambda: True), 10**7)[1]
    assert exact_cover(sets, limits, SearchClock(), 10**7)[1]


def test_where_no_set_is_left_there_is_no_cover():
    none = np.zeros(0)
    sets = cover_sets(np.zeros((0, 3), dtype=bool), none.astype(np.int64), np.ones(1, dtype=bool), none, none)
    found, ended = exact_cover(sets, CoverLimits(0.0, 9.0, 0.0, 1), SearchClock(), 1000)
    assert (found.size, ended) == (0, True)
