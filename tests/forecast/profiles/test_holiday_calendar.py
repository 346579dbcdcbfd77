"""Public holidays by country and state, and what is said of names that are none."""

import datetime

import pytest

from beatwright.base.errors import ParameterError
from beatwright.forecast.profiles import holiday_complaints, holiday_dates


def test_holidays_of_a_country_and_of_a_state():
    days = holiday_dates("US", years=[2019, 2020])
    assert days[datetime.date(2019, 7, 4)] == "Independence Day"
    assert datetime.date(2020, 11, 26) in days
    assert list(days) == sorted(days)
    more = holiday_dates("US", "MO", years=[2019])
    assert set(more) - set(days) == {datetime.date(2019, 5, 8)}
    assert datetime.date(2024, 10, 3) in holiday_dates("DE", "BE", years=range(2024, 2025))
    assert holiday_dates("US", years=[]) == {}


@pytest.mark.parametrize(
    ("country", "subdivision", "says"),
    [
        ("us", "", "country 'us'. Did you mean 'US'\\?"),
        ("Germany", "", "country 'Germany'.*two letters of ISO 3166"),
        (7, "", "country 7"),
        ("US", "mo", "subdivision 'mo' of 'US'. Did you mean 'MO'\\? Known: AK, "),
        ("AL", "TR", "subdivision 'TR' of 'AL'. Known: none."),
        ("US", "ZZ", "Known: .*'?WY"),
    ],
)
def test_a_name_that_is_none_is_told(country, subdivision, says):
    with pytest.raises(ParameterError, match=says):
        holiday_dates(country, subdivision, years=[2024])


def test_years_and_country_are_told_at_once():
    with pytest.raises(ParameterError, match=r"(?s)country 'XX'.*'years' parameter.*'2024'"):
        holiday_dates("XX", years=["2024"])
    assert list(holiday_complaints("EmpiricalBayes", "US", "MO")) == []
