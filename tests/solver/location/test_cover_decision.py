"""Verdicts on covers: what enumeration and HiGHS say, whichever part of the search gives them."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.solver.location import cover_decision
from beatwright.solver.location.cover_decision import CoverVerdict, cover_verdict, quick_verdict
from beatwright.solver.location.cover_exchange import cover_lists, exchange_cover
from beatwright.solver.location.cover_tree import (
    COVERED,
    OUT_OF_REACH,
    UNDECIDED,
    new_cover_tree,
    search_cover,
    share_explored,
)
from beatwright.solver.location.covering_program import Cover
from beatwright.solver.location.engine.lagrangian import OPEN
from beatwright.solver.time_limit import SearchClock

FEW = settings(max_examples=60, deadline=None)


def _drawn(seed, clients=14, sites=9, share=0.3):
    random = np.random.default_rng(seed)
    covers = random.random((clients, sites)) < share
    covers[np.arange(clients), random.integers(0, sites, clients)] = True
    return covers


def _fewest(covers):
    """Return the size of the smallest cover, by trying all."""
    number = covers.shape[1]
    plans = (list(s) for k in range(1, number + 1) for s in combinations(range(number), k))
    return next(len(s) for s in plans if covers[:, s].any(axis=1).all())


def _pairs(sites):
    """Each pair of sites has a client: all sites but one are needed, and half of each would do."""
    client, site = zip(*((i, j) for i, pair in enumerate(combinations(range(sites), 2)) for j in pair), strict=True)
    covers = np.zeros((max(client) + 1, sites), dtype=bool)
    covers[client, site] = True
    return Cover(covers, np.ones(sites))


def _searched(covers, most, rounds):
    lists = cover_lists(covers)
    tree = new_cover_tree(lists, most)
    while (found := search_cover(lists, tree, most, 1, rounds)) == UNDECIDED:
        pass
    return found, np.flatnonzero(tree.best | (tree.state == OPEN))


@FEW
@given(st.integers(0, 2**32), st.sampled_from([0.1, 0.3, 0.5]), st.sampled_from([1, 25]))
def test_the_search_says_what_enumeration_says(seed, share, rounds):
    covers = _drawn(seed, share=share)
    fewest = _fewest(covers)
    for most in range(1, covers.shape[1] + 1):
        found, sites = _searched(covers, most, rounds)
        assert found == (COVERED if most >= fewest else OUT_OF_REACH)
        if found == COVERED:
            assert sites.size <= most
            assert covers[:, sites].any(axis=1).all()


@FEW
@given(st.integers(0, 2**32))
def test_what_is_explored_grows_to_the_whole(seed):
    covers = _drawn(seed, share=0.2)
    most = _fewest(covers) - 1
    lists, tree, before = cover_lists(covers), new_cover_tree(cover_lists(covers), most), 0.0
    while search_cover(lists, tree, most, 1, 1) == UNDECIDED:
        assert before - 1e-12 <= share_explored(tree) <= 1.0
        before = share_explored(tree)


@FEW
@given(st.integers(0, 2**32), st.booleans())
def test_verdicts_agree_with_enumeration(seed, asked):
    covers = _drawn(seed, share=0.2)
    fewest = _fewest(covers)
    for most in range(covers.shape[1] + 1):
        cover = Cover(covers, np.ones(covers.shape[1]))
        seen = cover_verdict(cover, most, SearchClock()) if asked else quick_verdict(cover, most)
        if most < fewest:
            assert seen.status == "infeasible" or (not asked and seen.status == "feasible")
            assert seen.sites is None
        elif seen.sites is not None:
            assert seen.sites.size <= most
            assert covers[:, seen.sites].any(axis=1).all()
        else:
            assert not asked
            assert seen.status == "feasible"


@pytest.mark.parametrize("seed", range(3))
def test_the_integer_program_and_the_search_agree(seed, monkeypatch):
    covers = _drawn(seed, 80, 50, 0.08)
    cover = Cover(covers, np.ones(50))
    fewest = int(cover.solve().certificate.objective)
    for nodes, first in ((0, 0), (cover_decision._NODES, 10**6)):
        monkeypatch.setattr(cover_decision, "_NODES", nodes)
        monkeypatch.setattr(cover_decision, "_FIRST_NODES", first)
        assert cover_verdict(cover, fewest - 1, SearchClock()).status == "infeasible"
        seen = cover_verdict(cover, fewest, SearchClock())
        assert seen.sites.size <= fewest
        assert covers[:, seen.sites].any(axis=1).all()


def test_a_search_that_seems_nearly_done_gives_way_all_the_same(monkeypatch):
    monkeypatch.setattr(cover_decision, "_FIRST_NODES", 1)
    monkeypatch.setattr(cover_decision, "_NODES", 2)
    monkeypatch.setattr(cover_decision, "share_explored", lambda tree: 1.0)
    asked = []
    monkeypatch.setattr(
        cover_decision, "_ask_program", lambda *given: asked.append(given) or CoverVerdict("feasible", None)
    )
    cover_verdict(_pairs(10), 8, SearchClock())
    assert len(asked) == 1


@pytest.mark.parametrize("sites", [4, 7, 10])
def test_only_a_search_can_tell_what_the_relaxation_cannot(sites):
    assert quick_verdict(_pairs(sites), sites - 2).status == "feasible"
    assert cover_verdict(_pairs(sites), sites - 2, SearchClock()).status == "infeasible"
    assert cover_verdict(_pairs(sites), sites - 1, SearchClock()).sites.size == sites - 1


def test_exchanges_keep_the_number_of_sites_and_find_a_cover_that_greed_misses():
    # Greed takes the site in the middle, with which two more are needed.
    covers = np.array([[1, 0, 1], [1, 0, 1], [1, 0, 0], [0, 1, 1], [0, 1, 1], [0, 1, 0]], dtype=bool)
    assert Cover(covers, np.ones(3)).greedy().size >= 2
    assert exchange_cover(cover_lists(covers), np.array([1, 2]), 10).tolist() == [0, 1]
    assert exchange_cover(cover_lists(covers), np.array([2]), 10) is None


@FEW
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_exchanges_never_claim_what_is_no_cover(seed, number):
    covers = _drawn(seed)
    sites = exchange_cover(cover_lists(covers), np.arange(number), 50, seed=seed % 1000)
    if sites is not None:
        assert sites.size == number
        assert covers[:, sites].any(axis=1).all()


def test_nobody_to_cover_and_nobody_who_covers():
    nobody, nothing = Cover(np.zeros((0, 3), dtype=bool), np.ones(3)), Cover(np.zeros((2, 0), dtype=bool), np.ones(0))
    for verdict in (quick_verdict, lambda cover, most: cover_verdict(cover, most, SearchClock())):
        assert verdict(nobody, 0).sites.size == 0
        assert verdict(nothing, 2).status == "infeasible"


def test_a_stop_leaves_a_cover_undecided():
    seen = cover_verdict(_pairs(8), 6, SearchClock(stop=lambda: True))
    assert (seen.status, seen.sites, seen.message) == ("feasible", None, "stopped")
