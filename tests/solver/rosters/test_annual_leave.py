"""A year's leave: whole numbers from the linear program, rounds, the worst-off, and squads that are too full."""

import time
from itertools import combinations, product

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.solver.rosters.leave import LEAVE_METHODS, annual_leave


def wishes(rng, officers=300, weeks=52):
    """Points of a year in which summer and the turn of the year are what most want."""
    week = np.arange(weeks)
    popular = 0.3 + 3 * np.exp(-(((week - 29) / 5) ** 2)) + 3 * np.exp(-(((week - 51) / 2) ** 2))
    points = popular * rng.random((officers, weeks)) ** 2
    return np.round(100 * points / points.sum(axis=1, keepdims=True), 1)


def test_a_year_of_300_officers_by_every_method():
    points, squad = wishes(np.random.default_rng(0)), np.arange(300) % 10
    found = {}
    for method in LEAVE_METHODS:
        before = time.process_time()
        found[method] = annual_leave(points, 4, 3, squad, method)
        assert time.process_time() - before < (5 if method == "max-min" else 1)
    assert found["total"].certificate.exact
    assert found["total"].preference.sum() >= max(one.preference.sum() for one in found.values())
    assert found["max-min"].share.min() > 2 * found["total"].share.min()
    seen = found["max-min"].certificate
    assert seen.objective == pytest.approx(found["max-min"].share.min())
    assert seen.objective < seen.bound < 0.6
    assert found["rounds"].certificate.bound == pytest.approx(found["total"].certificate.objective)


@pytest.mark.parametrize("draw", range(1, 5))
def test_every_draw_of_such_a_year_takes_less_than_a_second(draw):
    points, squad = wishes(np.random.default_rng(draw)), np.arange(300) % 10
    for method in ("total", "rounds"):
        before = time.process_time()
        found = annual_leave(points, 4, 3, squad, method)
        assert time.process_time() - before < 1
        assert (found.away.sum(axis=1) == 4).all()
    assert found.certificate.objective <= found.certificate.bound


def all_leave(officers, weeks, each, most):
    """Every way to give leave, one after the other."""
    for chosen in product(list(combinations(range(weeks), each)), repeat=officers):
        away = np.zeros((officers, weeks), bool)
        for officer, own in enumerate(chosen):
            away[officer, list(own)] = True
        if (away.sum(axis=0) <= most).all():
            yield away


def test_against_every_way_there_is():
    rng = np.random.default_rng(2)
    for _ in range(5):
        points = rng.integers(0, 9, (4, 4)).astype(float)
        ways = list(all_leave(4, 4, 2, 2))
        best = -np.sort(-points, axis=1)[:, :2].sum(axis=1)
        totals = max((points * away).sum() for away in ways)
        least = max(((points * away).sum(axis=1) / best).min() for away in ways)
        assert annual_leave(points, 2, 2, method="total").preference.sum() == totals
        assert annual_leave(points, 2, 2, method="max-min").share.min() == pytest.approx(least)
        assert annual_leave(points, 2, 2, method="max-min").certificate.bound >= least - 1e-9


def test_rounds_go_to_and_fro():
    alike = np.tile([[4.0, 3.0, 2.0, 1.0]], (2, 1))
    assert annual_leave(alike, 2, 1).weeks == ((0, 3), (1, 2))
    assert annual_leave(alike, 2, 1, seniority=[1, 0]).weeks == ((1, 2), (0, 3))


def test_rounds_that_run_out_of_weeks_exchange_some():
    """All places are needed: the last officer finds only weeks that he has, unless others change theirs."""
    rng = np.random.default_rng(4)
    for _ in range(50):
        points = rng.random((6, 4))
        leave = annual_leave(points, 2, 3)
        assert (leave.away.sum(axis=0) == 3).all()


def test_who_likes_nothing_has_all_that_he_likes():
    leave = annual_leave([[0.0, 0.0], [1.0, 0.0]], 1, 1, method="max-min")
    assert leave.share.tolist() == [1.0, 1.0]


def test_squads_that_are_too_full_are_named():
    with pytest.raises(InfeasibleError, match=r"squads 0 \(6 weeks, places for at most 4\), 2 \("):
        annual_leave(np.ones((9, 4)), 2, 1, squad=[0, 0, 0, 1, 2, 2, 2, 2, 1])


def test_every_complaint_at_once():
    with pytest.raises(ParameterError) as raised:
        annual_leave([[1, -2]], 3, -1, squad=[0, 1])
    told = str(raised.value)
    assert all(word in told for word in ("'preference'", "'weeks_each'", "'squad'", "'most_away'"))
    with pytest.raises(ParameterError) as raised:
        annual_leave([[1, 2]], 1, 1, method="lottery", seniority=[3])
    assert all(word in str(raised.value) for word in ("'method'", "'seniority'"))
