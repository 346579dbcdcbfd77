"""The recurrent network, where torch is installed (`make test-deep`); and what is said where it is not."""

import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Incidents, MissingExtraError, ParameterError, Severity
from beatwright.forecast.kinds import LstmKinds, MajorityKind, ShrunkMix, compare_kinds
from beatwright.testing import small_incidents, small_problem

CITY = small_problem().city


@pytest.fixture
def torch():
    return pytest.importorskip("torch", reason="LstmKinds needs the extra deep: make test-deep")


def turning(months=36, turns=0.08, seed=3):
    """Return incidents of zones that each have thefts for a while, then assaults for a while, but for one in ten."""
    rng, starts = np.random.default_rng(seed), pd.date_range("2018-01-01", periods=months, freq="MS")
    state = np.cumsum(rng.random((months, len(CITY.zones))) < turns, axis=0) + np.arange(len(CITY.zones))
    month = np.repeat(np.arange(months), 240)
    zone = rng.integers(0, len(CITY.zones), len(month))
    theft = (state[month, zone] % 2 == 0) ^ (rng.random(len(month)) < 0.1)
    xy = CITY.zone_xy[zone]
    frame = pd.DataFrame(
        {
            "id": np.arange(len(month)).astype(str),
            "time": starts[month] + pd.to_timedelta(rng.integers(0, 28 * 1440, len(month)), unit="min"),
            "kind": np.where(theft, "theft", "assault"),
            "severity": 0,
            "x": xy[:, 0],
            "y": xy[:, 1],
            "zone": zone,
        }
    )
    return Incidents(frame, Severity.default(), zones=len(CITY.zones))


def test_it_follows_an_order_in_time_that_a_mix_cannot_see(torch):
    past, future = turning().split("2020-12-01")
    found = compare_kinds([ShrunkMix(), LstmKinds(hidden=16, ahead=1)], past, future, CITY)
    _, mix, network = found.scores
    assert network.forecaster.kept_pass > 5
    assert network.log_loss < mix.log_loss - 0.1
    assert network.accuracy > mix.accuracy + 0.1


def test_where_time_tells_nothing_it_comes_near_the_mix_and_beats_the_majority(torch):
    incidents = turning()
    kind = np.where(incidents.frame["zone"] % 2 == 0, "theft", "assault")
    noise = np.random.default_rng(1).random(len(incidents)) < 0.3
    steady = replace(incidents, frame=incidents.frame.assign(kind=np.where(noise, "assault", kind)))
    past, future = steady.split("2020-01-01")
    found = compare_kinds([ShrunkMix(), LstmKinds(hidden=16)], past, future, CITY)
    _, mix, network = found.scores
    assert network.gain_interval[0] > 0.1
    assert network.log_loss < mix.log_loss + 0.03


def test_the_same_seed_gives_the_same_and_what_torch_was_told_before_stays(torch):
    past = small_incidents(weeks=60)
    torch.manual_seed(11)
    torch.set_num_threads(2)
    try:
        one = LstmKinds(hidden=4, passes=4).fit(past, CITY).predict(past).probability
        after = torch.rand(3).tolist()
        torch.manual_seed(11)
        torch.rand(5)
        torch.manual_seed(11)
        assert torch.rand(3).tolist() == after
        assert torch.get_num_threads() == 2
        torch.set_num_threads(1)
        assert (LstmKinds(hidden=4, passes=4).fit(past, CITY).predict(past).probability == one).all()
    finally:
        torch.set_num_threads(1)
    assert (LstmKinds(hidden=4, passes=4, seed=1).fit(past, CITY).predict(past).probability != one).any()


def test_too_short_a_record_leaves_the_shares_of_the_city(torch):
    past = small_incidents(weeks=20)
    fitted = LstmKinds().fit(past, CITY)
    assert fitted.kept_pass == 0
    majority = MajorityKind().fit(past, CITY).predict(past).probability
    assert fitted.predict(past).probability == pytest.approx(majority, abs=2e-3)
    assert LstmKinds(period="week", hidden=4, passes=2).fit(past, CITY).kept_pass > 0


def test_records_that_say_nothing_leave_the_untrained_network(torch):
    past = small_incidents(weeks=60)
    # Where the kinds turn over in what is held out, whatever was learned before misleads.
    flipped = past.frame["kind"].astype(str).where(past.frame["time"] < "2023-11-20", "arson")
    fitted = LstmKinds(hidden=4, passes=3).fit(replace(past, frame=past.frame.assign(kind=flipped)), CITY)
    assert np.isfinite(fitted.predict(past).probability).all()
    lost = replace(past, frame=past.frame.assign(zone=-1))
    assert LstmKinds().fit(lost, CITY).kept_pass == 0


def test_without_the_package_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"LstmKinds needs .*pip install 'beatwright\[deep\]'"):
        LstmKinds().fit(small_incidents(weeks=2), CITY)


def test_wrong_options_are_told_at_once():
    with pytest.raises(ParameterError, match=r"(?s)hidden.*ahead.*passes.*patience.*seed.*period"):
        LstmKinds(hidden=0, ahead=0, passes=0, patience=0, seed=-1, period="year")
