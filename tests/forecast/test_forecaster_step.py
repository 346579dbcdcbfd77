"""What holds of every forecaster: going on learning, calendars, horizons, and what is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Incidents, ParameterError, Severity
from beatwright.forecast import STEPS, EmpiricalBayes, Ewma, HistoricalMean
from beatwright.testing import small_incidents, small_problem

CITY = small_problem().city


@pytest.fixture(scope="module")
def incidents():
    return small_incidents(weeks=30)


def until(incidents, end):
    end = pd.Timestamp(end)
    return replace(incidents, frame=incidents.frame[incidents.frame["time"] < end], end=end)


def same(one, other):
    np.testing.assert_allclose(one.expected, other.expected, rtol=1e-9)
    np.testing.assert_allclose(one.shape, other.shape, rtol=1e-6)
    np.testing.assert_allclose(one.clock, other.clock, rtol=1e-9)
    assert (one.hours, one.start, one.severity) == (other.hours, other.start, other.severity)


@pytest.mark.parametrize("slots", [1, 168])
@pytest.mark.parametrize("step", [EmpiricalBayes, HistoricalMean])
def test_learning_week_by_week_is_learning_at_once(incidents, step, slots):
    fitted = step(slots=slots).fit(until(incidents, "2023-03-13"), CITY)
    for week in range(1, 9):
        known = until(incidents, pd.Timestamp("2023-03-13") + pd.Timedelta(weeks=week))
        fitted = fitted.update(known)
        same(fitted.predict(3), step(slots=slots).fit(known, CITY).predict(3))


def test_only_whole_new_periods_are_learned(incidents):
    fitted = EmpiricalBayes().fit(until(incidents, "2023-03-13"), CITY)
    assert fitted.update(until(incidents, "2023-03-19")) is fitted
    nine = fitted.update(until(incidents, "2023-03-22"))
    assert nine.until == pd.Timestamp("2023-03-20")
    same(nine.update(until(incidents, "2023-03-27")).predict(), fitted.update(until(incidents, "2023-03-27")).predict())


def test_an_update_with_only_what_is_new_is_enough(incidents):
    fitted = EmpiricalBayes(slots=168).fit(until(incidents, "2023-03-13"), CITY)
    new = until(incidents, "2023-03-27")
    late = replace(new, frame=new.frame[new.frame["time"] >= "2023-03-13"], start=pd.Timestamp("2023-03-13"))
    same(fitted.update(late).predict(), fitted.update(new).predict())


@pytest.mark.parametrize("step", [EmpiricalBayes, Ewma])
def test_an_update_counts_and_the_search_waits_for_a_forecast(incidents, step):
    fitted = step().fit(until(incidents, "2023-03-13"), CITY)
    for end in ("2023-03-20", "2023-03-27"):
        fitted = fitted.update(until(incidents, end))
    assert "priors" not in vars(fitted._known().state)
    assert fitted.predict().expected.sum() > 0
    assert "priors" in vars(fitted._known().state)


def test_an_update_with_records_of_no_time_at_all_changes_nothing(incidents):
    fitted = EmpiricalBayes().fit(incidents, CITY)
    nothing = Incidents(incidents.frame.iloc[:0], incidents.severity, incidents.zones)
    assert fitted.update(nothing) is fitted


def test_a_hole_is_refused(incidents):
    fitted = EmpiricalBayes().fit(until(incidents, "2023-03-13"), CITY)
    frame = incidents.frame[incidents.frame["time"] >= "2023-03-20"]
    with pytest.raises(ParameterError, match=r"learned the records up to 2023-03-13 .* begin at 2023-03-20"):
        fitted.update(replace(incidents, frame=frame, start=pd.Timestamp("2023-03-20")))


@pytest.mark.parametrize("step", STEPS)
def test_horizons(incidents, step):
    weekly = step().fit(incidents, CITY)
    month = step(period="month").fit(incidents, CITY)
    assert weekly.predict().hours == 168
    assert weekly.predict(4).expected.sum() == pytest.approx(weekly.predict(weeks=4).expected.sum())
    assert month.predict().hours == 24 * (month.until + pd.DateOffset(months=1) - month.until).days
    assert month.predict(weeks=4).hours == 4 * 168
    for wrong in ({"periods": 0}, {"weeks": -1}, {"periods": 1, "weeks": 1}, {"periods": 1.5}):
        with pytest.raises(ParameterError):
            weekly.predict(**wrong)


@pytest.mark.parametrize("period", ["day", "week", "month", "year", "hour"])
def test_nobody_foresees_more_than_a_century(incidents, period):
    fitted = HistoricalMean(period=period).fit(incidents, CITY)
    for many in ({"periods": 10**9}, {"weeks": 5219}):
        with pytest.raises(ParameterError, match=r"HistoricalMean foresees a century at most\. Got [\d,]+ \w+s\."):
            fitted.predict(**many)
    assert fitted.predict(weeks=5217).hours == 5217 * 168


def test_what_is_no_incidents_and_no_city_is_refused(incidents):
    with pytest.raises(ParameterError, match=r"'incidents'.*Got DataFrame\. Make them of a table"):
        Ewma().fit(incidents.frame, CITY)
    with pytest.raises(ParameterError, match=r"(?s)'incidents'.*Got City.*'city'.*Got Incidents"):
        Ewma().fit(CITY, incidents)
    with pytest.raises(ParameterError, match=r"'incidents'.*must be Incidents\. Got NoneType"):
        Ewma().fit(incidents, CITY).update(None)


@pytest.mark.parametrize("period", ["day", "week", "month", "year", "hour"])
def test_the_rate_does_not_depend_on_what_it_is_counted_by(incidents, period):
    found = HistoricalMean(period=period).fit(incidents, CITY).predict(weeks=10)
    np.testing.assert_allclose(found.expected, HistoricalMean().fit(incidents, CITY).predict(10).expected)


def test_what_is_recorded_too_coarsely_is_refused(incidents):
    days = replace(incidents, precision="day")
    assert EmpiricalBayes(period="day").fit(days, CITY).predict().hours == 24
    with pytest.raises(ParameterError, match=r"cannot count them by hour\. Use period='day'"):
        EmpiricalBayes(period="hour").fit(days, CITY)
    with pytest.raises(ParameterError, match=r"cannot count them by week\. Use period='month'"):
        EmpiricalBayes().fit(replace(incidents, precision="month"), CITY)
    some = incidents.frame.assign(has_clock=[number % 2 == 0 for number in range(len(incidents))])
    with pytest.raises(ParameterError, match="time of day of"):
        EmpiricalBayes(period="hour").fit(replace(incidents, frame=some), CITY)
    with pytest.raises(ParameterError, match="'period'"):
        EmpiricalBayes(period="fortnight")


def test_the_hours_of_a_week_begun_a_gap_and_a_holiday_do_not_bend_the_clock():
    """Twelve incidents an hour for years: whatever part of it is on record, the clock stays even."""
    times = pd.date_range("2023-01-01", "2024-01-04 11:00", freq="h")
    frame = pd.DataFrame({
        "id": [str(n) for n in range(len(times))], "time": times, "kind": "theft", "severity": 0,
        "x": 250.0, "y": 250.0, "zone": 0,
    })  # fmt: skip
    gap = (pd.Timestamp("2023-05-05 07:00"), pd.Timestamp("2023-05-29"))
    kept = frame[(times < gap[0]) | (times >= gap[1])]
    even = Incidents(kept, Severity.default(), zones=24, start="2023-01-01", end="2024-01-04 12:00", gaps=(gap,))
    for step in (EmpiricalBayes, HistoricalMean):
        for options in ({}, {"country": "US", "subdivision": "MO"}):
            clock = step(slots=168, **options).fit(even, CITY).predict().clock[:, 0]
            np.testing.assert_allclose(clock, 1 / 168, rtol=1e-9)


def test_a_holiday_is_left_out_of_the_clock_and_not_of_the_count(incidents):
    new_year = incidents.frame["time"].dt.normalize() == "2023-01-16"  # Martin Luther King's day
    assert new_year.any()
    plain = EmpiricalBayes(slots=168).fit(incidents, CITY).predict()
    without = EmpiricalBayes(slots=168, country="US").fit(incidents, CITY).predict()
    np.testing.assert_array_equal(plain.expected, without.expected)
    assert not np.array_equal(plain.clock, without.clock)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"country": "UX"}, "no holidays of the country 'UX'"),
        ({"country": "US", "subdivision": "ZZ"}, "subdivision 'ZZ'"),
        ({"timezone": "America/Gotham"}, "'timezone'"),
    ],
)
def test_countries_and_time_zones_that_there_are_not(options, said):
    with pytest.raises(ParameterError, match=said):
        EmpiricalBayes(**options)


def test_all_times_at_midnight_have_no_clock(incidents):
    frame = incidents.frame.assign(time=incidents.frame["time"].dt.normalize())
    midnight = replace(incidents, frame=frame)
    assert EmpiricalBayes().fit(midnight, CITY).predict().expected.sum() > 0
    with pytest.raises(ParameterError, match=r"cannot learn their hours\. Use slots=1"):
        EmpiricalBayes(slots=168).fit(midnight, CITY)
