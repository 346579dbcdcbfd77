"""The patrol urn against Pólya's distributions, and the ranges of the literature."""

import numpy as np
import pytest
from scipy.stats import betabinom, kstest

from beatwright.base.errors import ParameterError
from beatwright.forecast.audits.patrol_urn import patrol_urn
from beatwright.forecast.audits.rejection_filter import kept_share
from beatwright.forecast.audits.urn_limits import polya_interval, urn_limit


def test_one_record_a_day_is_polyas_urn_exactly() -> None:
    runs = patrol_urn([1.0, 1.0], records=[2.0, 3.0], days=12, runs=20_000, found="one", seed=4)
    drawn = np.rint(runs.final[:, 0] * 17 - 2).astype(int)
    seen = np.bincount(drawn, minlength=13)
    expected = betabinom.pmf(np.arange(13), 12, 2, 3) * len(drawn)
    chi2 = float(((seen - expected) ** 2 / expected).sum())
    assert chi2 < 32.9  # 99.9 % of chi-square with 12 degrees of freedom


def test_the_long_run_is_beta_distributed() -> None:
    runs = patrol_urn([0.5, 0.5], records=2.0, days=800, runs=800, found="one", seed=1)
    assert kstest(runs.final[:, 0], "beta", args=(2, 2)).pvalue > 0.001
    assert runs.interval()[:, 0] == pytest.approx(polya_interval(2, 2), abs=0.03)


def test_two_places_alike_end_up_anywhere_and_the_filter_holds_them() -> None:
    free, held = (patrol_urn([6.0, 6.0], runs=400, filtered=filtered).interval()[:, 0] for filtered in (False, True))
    assert free[0] < 0.15
    assert free[1] > 0.85
    assert 0.46 < held[0] < 0.5 < held[1] < 0.55


def test_twice_the_incidents_take_all_and_the_filter_gives_the_true_share() -> None:
    free, held = (np.median(patrol_urn([10.0, 5.0], runs=400, filtered=f).final[:, 0]) for f in (False, True))
    assert free == pytest.approx(0.97, abs=0.015)
    assert held == pytest.approx(0.667, abs=0.01)


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("reported", [[0.25, 0.5], [0.6, 0.1]])
def test_runs_tend_to_the_limit(reported: list[float], filtered: bool) -> None:
    runs = patrol_urn([4.0, 3.0], reported=reported, days=4000, runs=60, filtered=filtered, seed=2)
    assert runs.final.mean(axis=0) == pytest.approx(urn_limit([4.0, 3.0], reported, filtered=filtered), abs=0.025)


@pytest.mark.parametrize("reported", [0.0, [0.3, 0.5, 0.4]])
def test_the_filter_is_unbiased_with_three_places(reported: list[float] | float) -> None:
    rates = np.array([5.0, 3.0, 2.0])
    runs = patrol_urn(rates, reported=reported, days=1200, runs=100, filtered=True, seed=3)
    limit = urn_limit(rates, reported, filtered=True)
    assert runs.final.mean(axis=0) == pytest.approx(limit, abs=0.025)
    if reported == 0.0:
        assert limit == pytest.approx(rates / 10)


def test_the_limit_is_a_fixed_point() -> None:
    rates, told = np.array([4.0, 3.0, 1.0]), np.array([0.2, 0.3, 0.9])
    for filtered in (False, True):
        share = urn_limit(rates, told, filtered=filtered)
        keep = kept_share(share) * (1 - share.min()) if filtered else 1.0
        day = rates * told + share * keep * rates * (1 - told)
        assert day / day.sum() == pytest.approx(share, abs=1e-9)


def test_a_place_that_nobody_reports_from() -> None:
    assert urn_limit([9.0, 1.0], [0.0, 0.5]) == pytest.approx([1 - 0.5 / 8.5, 0.5 / 8.5])
    assert urn_limit([1.0, 1.0], [0.0, 0.5]) == pytest.approx([0.0, 1.0])
    assert np.isnan(urn_limit([1.0, 1.0])).all()
    assert urn_limit([1.0, 1.0], [0.0, 0.5], filtered=True) == pytest.approx([0.0, 1.0])


def test_the_filter_of_two_places_is_that_of_the_paper() -> None:
    sent = np.array([[0.8, 0.2], [0.5, 0.5]])
    assert kept_share(sent) * (1 - sent.min(axis=1, keepdims=True)) == pytest.approx(1 - sent)


def test_same_seed_same_runs() -> None:
    first, second = (patrol_urn([2.0, 1.0, 1.0], days=50, runs=20, seed=9) for _ in range(2))
    assert (first.share == second.share).all()
    assert first.share.sum(axis=2) == pytest.approx(1)
    assert first.days[0] == 0
    assert first.days[-1] == 50


def test_every_complaint_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        patrol_urn([2.0], records=0.0, reported=2.0, days=0, runs=0, found="two")
    assert all(word in str(error.value) for word in ("rates", "records", "reported", "days", "runs", "found"))
    with pytest.raises(ParameterError, match=r"probabilities in \[0, 1\]"):
        patrol_urn([2.0, 1.0], found="one")
    with pytest.raises(ParameterError, match="sent"):
        kept_share([1.5])
