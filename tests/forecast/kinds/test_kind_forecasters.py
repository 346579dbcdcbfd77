"""Forecasters of kinds: probabilities, no look at the kinds to be foreseen, and few or strange incidents."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import ParameterError
from beatwright.core import Incidents, Severity
from beatwright.forecast.kinds import (
    KIND_STEPS,
    LEAST_PROBABILITY,
    UNSEEN_KIND,
    KindProbabilities,
    LstmKinds,
    MajorityKind,
    NearestKinds,
    ShrunkMix,
    SoftmaxKinds,
    compare_kinds,
)
from beatwright.forecast.kinds.kind_comparison import share_interval
from beatwright.forecast.kinds.kind_probabilities import floored
from beatwright.forecast.kinds.post_distances import post_features, spread_posts
from beatwright.testing import small_incidents, small_problem

CITY = small_problem().city
ALL = (
    MajorityKind(),
    NearestKinds(most=50, probes=200),
    ShrunkMix(),
    SoftmaxKinds(hidden=8, passes=3),
    LstmKinds(hidden=8, passes=3, period="week"),
)
NAMES = [type(one).__name__ for one in ALL]


def sided(n=1500, seed=5, start="2023-01-01"):
    """Return incidents that are thefts in the west of the small city and assaults in its east, but for one in five."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 3000, n), rng.uniform(0, 2000, n)
    west = (x < 1500) ^ (rng.random(n) < 0.2)
    frame = pd.DataFrame(
        {
            "id": np.arange(n).astype(str),
            "time": pd.Timestamp(start) + pd.to_timedelta(rng.integers(0, 300 * 1440, n), unit="min"),
            "kind": np.where(west, "theft", "assault"),
            "severity": 0,
            "x": x,
            "y": y,
            "zone": CITY.locate(x, y),
        }
    )
    return Incidents(frame, Severity.default(), zones=len(CITY.zones))


def test_the_room_lists_all_of_them():
    assert sorted(step.__name__ for step in KIND_STEPS) == sorted(NAMES)


@pytest.mark.parametrize("forecaster", ALL, ids=NAMES)
def test_probabilities_are_positive_and_sum_to_one_and_the_same_again(forecaster):
    past = small_incidents(weeks=20)
    foreseen = forecaster.fit(past, CITY).predict(past)
    assert foreseen.kinds == ("assault", "robbery", "theft")
    assert foreseen.probability.min() >= LEAST_PROBABILITY * (1 - 1e-9)
    assert np.allclose(foreseen.probability.sum(axis=1), 1)
    again = forecaster.fit(past, CITY).predict(past)
    assert (again.probability == foreseen.probability).all()
    assert forecaster._learned is None


@pytest.mark.parametrize("forecaster", ALL, ids=NAMES)
def test_the_kinds_and_severities_to_be_foreseen_are_not_looked_at(forecaster):
    past, future = small_incidents(weeks=30).split("2023-06-01")
    fitted = forecaster.fit(past, CITY)
    other = replace(future, frame=future.frame.assign(kind="arson", severity=0))
    order = [future.frame["id"].tolist().index(one) for one in other.frame["id"]]
    assert (fitted.predict(future).probability[order] == fitted.predict(other).probability).all()


@pytest.mark.parametrize("forecaster", ALL[1:], ids=NAMES[1:])
def test_what_the_place_tells_is_learned(forecaster):
    past, future = sided(), sided(600, seed=6, start="2024-01-01")
    name = type(forecaster).__name__
    long = replace(forecaster, passes={"SoftmaxKinds": 30, "LstmKinds": 150}[name]) if name in NAMES[3:] else forecaster
    found = compare_kinds([long], past, future, CITY)
    # Four in five can be known; the majority is right in half.
    assert found.scores[1].accuracy == pytest.approx(0.8, abs=0.05)
    assert found.majority.accuracy == pytest.approx(0.5, abs=0.05)
    assert found.scores[1].gain_interval[0] > 0.05
    # Nats of a coin of .8 for who knows the side.
    assert found.scores[1].log_loss == pytest.approx(-(0.8 * np.log(0.8) + 0.2 * np.log(0.2)), abs=0.06)


@pytest.mark.parametrize("forecaster", ALL, ids=NAMES)
@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_handful_of_incidents_give_probabilities(forecaster, n):
    few = sided(n)
    foreseen = forecaster.fit(few, CITY).predict(sided(50, seed=9))
    assert np.isfinite(foreseen.probability).all()
    assert np.allclose(foreseen.probability.sum(axis=1), 1)


@pytest.mark.parametrize("forecaster", ALL, ids=NAMES)
def test_one_kind_alone_is_foreseen_everywhere_and_a_new_kind_costs_what_is_said(forecaster):
    past = small_incidents(weeks=10)
    past = replace(past, frame=past.frame.assign(kind="theft"))
    foreseen = forecaster.fit(past, CITY).predict(past)
    assert set(foreseen.most_probable) == {"theft"}
    loss = foreseen.log_loss(["arson"] * len(past))
    assert loss == pytest.approx(-np.log(LEAST_PROBABILITY))
    assert not foreseen.hits(["arson"] * len(past)).any()


@pytest.mark.parametrize("forecaster", ALL, ids=NAMES)
def test_incidents_in_no_zone_have_kinds_too(forecaster):
    past = sided()
    lost = replace(past, frame=past.frame.assign(zone=-1))
    assert np.isfinite(forecaster.fit(lost, CITY).predict(lost).probability).all()
    assert np.isfinite(forecaster.fit(past, CITY).predict(lost).probability).all()


@pytest.mark.parametrize("forecaster", ALL, ids=NAMES)
def test_what_cannot_be_learned_from_is_told(forecaster):
    past = small_incidents(weeks=10)
    with pytest.raises(ParameterError, match="has learned nothing yet"):
        forecaster.predict(past)
    with pytest.raises(ParameterError, match=r"incidents of 3 zones.*\n?.*none has one"):
        forecaster.fit(replace(past, frame=past.frame.assign(kind=None, zone=-1), zones=3), CITY)
    with pytest.raises(ParameterError, match="fitted on 24 zones"):
        forecaster.fit(past, CITY).predict(replace(past, frame=past.frame.assign(zone=-1), zones=3))


def test_a_kind_that_is_missing_is_left_out():
    past = sided()
    gone = past.frame["kind"].astype(object).mask(np.arange(len(past)) % 2 == 0)
    half = MajorityKind().fit(replace(past, frame=past.frame.assign(kind=gone)), CITY)
    assert half.kinds == ("assault", "theft")
    odd = past.frame["kind"].iloc[1::2]
    foreseen = half.predict(past).probability[0, 0]
    assert foreseen == pytest.approx((odd == "assault").mean() * (1 - 3e-4) + 1e-4)


def test_the_mix_of_a_zone_is_the_mean_of_its_dirichlet():
    past = sided(300)
    fitted = ShrunkMix().fit(past, CITY)
    foreseen = fitted.predict(past)
    west = past.frame["x"].to_numpy() < 1000
    assert foreseen.probability[west, 1].min() > foreseen.probability[~west & (past.frame["x"] > 2000), 1].max()
    # Zones of pure chance are all but the city's.
    chance = replace(past, frame=past.frame.assign(kind=np.random.default_rng(0).permutation(past.frame["kind"])))
    spread = np.ptp(ShrunkMix().fit(chance, CITY).predict(chance).probability[:, 0])
    assert spread < np.ptp(foreseen.probability[:, 0]) / 2


def test_the_floor_is_smaller_where_there_are_hundreds_of_kinds():
    wide = floored(np.eye(400))
    assert wide.shape == (400, 401)
    assert wide.min() == pytest.approx(0.01 / 401)
    assert np.allclose(wide.sum(axis=1), 1)


def test_posts_are_spread_and_the_same_for_all():
    posts = spread_posts(CITY)
    assert len(posts) == 6
    assert posts[0].tolist() == CITY.site_xy[CITY.current_sites[0]].tolist()
    assert len(np.unique(posts, axis=0)) == 6
    assert spread_posts(CITY, 2).tolist() == posts[:2].tolist()
    away = np.hypot(*(CITY.site_xy - posts[0]).T)
    assert np.hypot(*(posts[1] - posts[0])) == away.max()
    past = small_incidents(weeks=2)
    features = post_features(past, posts)
    assert features[:, 0].tolist() == past.frame["time"].dt.year.tolist()
    x, y = past.frame["x"].iloc[7], past.frame["y"].iloc[7]
    assert features[7, 3] == pytest.approx(np.hypot(x - posts[2, 0], y - posts[2, 1]))


def test_options_are_checked_at_once():
    with pytest.raises(ParameterError, match=r"(?s)'k' parameter.*'folds' parameter"):
        NearestKinds(k=0, folds=1)
    with pytest.raises(ParameterError, match=r"(?s)'hidden' parameter.*'passes' parameter"):
        SoftmaxKinds(hidden=0, passes=2.5)
    with pytest.raises(ParameterError, match="'most' parameter of spread_posts"):
        spread_posts(CITY, 0)


def test_a_k_that_is_given_is_kept_and_never_more_than_there_are():
    past = sided(40)
    assert NearestKinds(k=7).fit(past, CITY).chosen == 7
    assert NearestKinds(k=70).fit(past, CITY).chosen == 40
    assert NearestKinds(k=7).fit(past, CITY).curve is None
    # All of them vote: the city's shares.
    everywhere = NearestKinds(k=40).fit(past, CITY).predict(past)
    assert everywhere.probability == pytest.approx(MajorityKind().fit(past, CITY).predict(past).probability, abs=1e-6)


def test_votes_by_the_city_make_few_neighbours_less_sure():
    past, future = sided(), sided(600, seed=6, start="2024-01-01")
    found = compare_kinds([NearestKinds(k=3), NearestKinds(k=3, prior_votes=3)], past, future, CITY)
    bold, careful = found.scores[1:]
    assert careful.log_loss < bold.log_loss - 0.1
    assert careful.accuracy == pytest.approx(bold.accuracy, abs=0.03)
    one = careful.forecaster.predict(future).probability
    assert one[:, :-1].max() < (3 + 3 * 0.6) / 6


def test_the_majority_is_always_in_the_table_and_kinds_not_seen_are_counted():
    past, future = sided(), sided(100, seed=7, start="2024-01-01")
    strange = future.frame["kind"].astype(object).mask(np.arange(100) < 4, "arson")
    future = replace(future, frame=future.frame.assign(kind=strange))
    found = compare_kinds([ShrunkMix(), MajorityKind()], past, future, CITY)
    assert found.to_frame().index.tolist() == ["MajorityKind", "ShrunkMix"]
    assert (found.kinds, found.unseen, found.judged) == (2, 4, 100)
    assert "4 of them of kinds not seen before" in found.sentence
    assert found.majority.gain == 0
    assert found.score("ShrunkMix") is found.scores[1]
    assert "CPU time" in found.to_frame()
    assert found.table["accuracy"].unit == "share"
    assert "CPU time" not in found.table_without_times.frame


def test_what_cannot_be_compared_is_told():
    past, future = sided(), sided(100, seed=7, start="2024-01-01")
    with pytest.raises(ParameterError, match=r"(?s)Got \[\"'EmpiricalBayes'\"\].*follow those learned from"):
        compare_kinds(["EmpiricalBayes"], future, past, CITY)
    with pytest.raises(ParameterError, match="none of the future has one"):
        compare_kinds([], past, replace(future, frame=future.frame.assign(kind=None)), CITY)


def test_told_of_every_forecaster():
    past, future = sided(), sided(100, seed=7, start="2024-01-01")
    heard = []
    compare_kinds([ShrunkMix()], past, future, CITY, progress=lambda done, total, text: heard.append((done, total)))
    assert heard == [(0, 2), (1, 2), (2, 2)]


def test_the_score_interval_holds_its_level():
    for share in (0.02, 0.3, 0.5):
        hits = np.random.default_rng(1).binomial(200, share, 2000)
        inside = [low <= share <= high for low, high in (share_interval(int(one), 200) for one in hits)]
        assert 0.86 <= np.mean(inside) <= 0.95
    assert share_interval(0, 5)[0] == 0
    assert share_interval(5, 5)[1] == 1


def test_probabilities_that_are_none_are_refused():
    with pytest.raises(ParameterError, match=r"(?s)needs a column.*with the sum 1"):
        KindProbabilities(np.array([[0.5, 0.6]]), ("a", "b"))
    with pytest.raises(ParameterError, match="of 1 incidents"):
        KindProbabilities(np.array([[0.5, 0.5]]), ("a",)).log_loss(["a", "a"])
    assert UNSEEN_KIND not in KindProbabilities(np.array([[0.1, 0.9]]), ("a",)).most_probable
