"""On whom flags fall, and what reporting does to them: small cases by hand, and bounds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.forecast.audits.flagged_share import flagged_share
from beatwright.forecast.audits.reporting_rate import reporting_sensitivity
from beatwright.forecast.audits.zone_groups import zone_groups

EXPECTED = [8.0, 7.0, 1.0, 4.0, 4.0, 4.0, 1.0, 1.0]
COUNTS = [6.0, 8.0, 2.0, 9.0, 3.0, 4.0, 0.0, 0.0]
GROUP = np.array(["low"] * 3 + ["high"] * 5)


def test_shares_by_hand() -> None:
    table = flagged_share(EXPECTED, COUNTS, GROUP, share=0.25, people=[1, 1, 2, 1, 1, 1, 1, 2])
    low = table.loc["low"]
    assert low["zones"] == 3
    assert low["incidents"] == pytest.approx(16 / 32)
    assert low["foreseen"] == pytest.approx(16 / 30)
    assert low["flagged"] == 1.0  # the zones with 8 and 7
    assert low["hindsight"] == 0.5  # the zones with 9 and 8
    assert low["ratio"] == pytest.approx(2.0)
    assert low["calibration"] == pytest.approx(1.0)
    assert low["people"] == pytest.approx(0.4)
    assert low["flagged_a_head"] == pytest.approx(2.5)
    assert table[["area", "foreseen", "incidents", "flagged", "hindsight", "people"]].sum().tolist() == [1.0] * 6


def test_a_group_without_incidents_has_no_ratio() -> None:
    table = flagged_share([1.0, 2.0], [0.0, 2.0], ["a", "b"], share=0.5)
    assert np.isnan(table.loc["a", "ratio"])
    assert np.isnan(table.loc["a", "calibration"])


def test_flags_are_weighed_by_area() -> None:
    table = flagged_share([8.0, 3.0, 0.0], [1, 1, 1], ["a", "b", "c"], area=[2.0, 1.0, 3.0], share=0.5)
    assert table["flagged"].tolist() == pytest.approx([2 / 3, 1 / 3, 0.0])


def test_what_is_wrong_with_a_flagged_share_is_said() -> None:
    with pytest.raises(ParameterError) as error:
        flagged_share([1.0, -2.0], [0.0, 2.0], ["a"], area=0.0, share=0.0, people=[-1.0, 1.0])
    assert all(word in str(error.value) for word in ("expected", "area", "group", "share", "people"))


def test_half_the_reports_by_hand() -> None:
    table = reporting_sensitivity(EXPECTED, GROUP == "high", ratios=[1.0, 0.5], share=0.25)
    assert table.index.tolist() == [0.5, 1.0]
    assert table.loc[0.5, "incidents"] == pytest.approx(44 / 30)
    assert table.loc[0.5, "incident_share"] == pytest.approx(28 / 44)
    assert table.loc[1.0, "moved"] == 0
    assert table.loc[1.0, "flagged_share"] == 0


@given(st.lists(st.floats(0.01, 50), min_size=4, max_size=30), st.integers(1, 3))
def test_less_reporting_never_means_fewer_flags(expected: list[float], members: int) -> None:
    member = np.arange(len(expected)) < members
    table = reporting_sensitivity(expected, member, share=0.4)
    assert (np.diff(table["flagged_share"]) <= 1e-12).all()
    assert (np.diff(table["incident_share"]) <= 1e-12).all()


def test_what_is_wrong_with_reporting_is_said() -> None:
    with pytest.raises(ParameterError) as error:
        reporting_sensitivity([0.0, 0.0], [True, True], ratios=[0.0], share=2.0)
    assert all(word in str(error.value) for word in ("group", "ratios", "share", "0 everywhere"))


def test_groups_of_columns() -> None:
    thirds = zone_groups(pd.Series(np.arange(9.0)))
    assert pd.Series(thirds).value_counts().tolist() == [3, 3, 3]
    assert zone_groups(pd.Series(["x", None, "y"])).tolist() == ["x", "not known", "y"]
    assert zone_groups(pd.Series([True, False])).tolist() == ["True", "False"]
    for wrong in ([1, 1, 1], [str(number) for number in range(30)]):
        with pytest.raises(ParameterError, match="groups"):
            zone_groups(pd.Series(wrong, name="income"))
