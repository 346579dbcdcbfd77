"""The feedback loop: what patrols do to records, and what the filter undoes."""

import joblib
import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.forecast import EmpiricalBayes, HistoricalMean
from beatwright.forecast.audits.feedback_loop import PatrolledCity, feedback_loop
from beatwright.forecast.audits.patrol_policy import HotspotPatrols, ProportionalPatrols
from beatwright.testing import small_problem

CITY = small_problem().city
BUSY = np.arange(24) >= 12
TRUTH = np.where(BUSY, 8.0, 4.0)
RNG = np.random.default_rng(0)


def last_share(reported: object, *, filtered: bool, found: float = 1.0, elsewhere: float = 0.0) -> float:
    patrolled = PatrolledCity(CITY, TRUTH, reported=reported, found=found)
    policy = ProportionalPatrols(share=0.25, elsewhere=elsewhere)
    runs = feedback_loop(
        HistoricalMean(), patrolled, policy, weeks=160, every=16, history=8, filtered=filtered, runs=2, seed=1
    )
    return float(runs.group_share(BUSY)[:, -1].mean())


def test_what_patrols_find_draws_patrols_and_the_filter_does_not_let_it() -> None:
    free, held = (last_share(0.0, filtered=filtered) for filtered in (False, True))
    assert free > 0.76
    assert held == pytest.approx(2 / 3, abs=0.05)


def test_with_reports_alone_patrols_follow_them() -> None:
    assert last_share(0.9, filtered=False, found=0.0) == pytest.approx(2 / 3, abs=0.02)


def test_no_filter_mends_what_is_not_reported() -> None:
    reported = np.where(BUSY, 0.25, 0.5)
    assert last_share(reported, filtered=True, found=0.0) == pytest.approx(0.5, abs=0.02)


def test_the_same_seed_gives_the_same_runs_on_any_number_of_jobs() -> None:
    patrolled = PatrolledCity(CITY, TRUTH)
    runs, told = [], []
    for jobs in (1, 2):
        with joblib.parallel_config("threading", n_jobs=jobs):
            runs.append(
                feedback_loop(
                    EmpiricalBayes(prior="moments"), patrolled, HotspotPatrols(share=0.2, elsewhere=0.1),
                    weeks=6, every=4, runs=2, history=10, seed=5, progress=lambda done, total, text: told.append(done),
                )
            )  # fmt: skip
    assert told == [1, 2] * 2
    assert (runs[0].patrols == runs[1].patrols).all()
    assert (runs[0].records == runs[1].records).all()
    assert runs[0].weeks.tolist() == [0, 4]
    assert runs[0].patrols.sum(axis=2) == pytest.approx(1)
    assert (runs[0].distance() <= 1).all()


def test_policies_keep_to_their_patrols() -> None:
    expected = np.random.default_rng(2).gamma(0.3, 1.0, 24)
    for elsewhere in (0.0, 0.3):
        sent = ProportionalPatrols(share=0.4, elsewhere=elsewhere).sent(expected, np.ones(24), RNG)
        assert sent.max() <= 1
        assert sent.sum() == pytest.approx(9.6)
    assert HotspotPatrols(share=0.25).sent(expected, np.ones(24), RNG).sum() == 6


def test_hotspots_alone_leave_the_filter_nothing_of_patrols() -> None:
    patrolled = PatrolledCity(CITY, TRUTH, reported=0.0, found=1.0)
    runs = feedback_loop(
        HistoricalMean(), patrolled, HotspotPatrols(share=0.2), weeks=4, history=8, filtered=True, runs=1
    )
    assert runs.records.sum() == 0


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(ParameterError, match=r"reported[\s\S]*found"):
        PatrolledCity(CITY, TRUTH, reported=2.0, found=-1.0)
    with pytest.raises(ParameterError, match="truth"):
        PatrolledCity(CITY, [1.0])
    with pytest.raises(ParameterError, match="0 everywhere"):
        PatrolledCity(CITY, np.zeros(24))
    with pytest.raises(ParameterError, match=r"share[\s\S]*elsewhere"):
        HotspotPatrols(share=0.0, elsewhere=2.0)
    with pytest.raises(ParameterError) as error:
        feedback_loop("no", PatrolledCity(CITY, TRUTH), "one", weeks=0, runs=0)  # type: ignore[arg-type]
    assert all(word in str(error.value) for word in ("weeks", "runs", "forecaster", "policy"))
