"""Years of two digits that come first, and months in words of other languages."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from beatwright.data import read_incidents
from beatwright.data.incidents.dates.date_texts import parse_moments

MONTHS = (
    "5 ene 2023,1|5 de marzo de 2023,3|05-abr-2023,4|5 ago. 2023,8|5 dic 2023,12|5 de setembro de 2023,9|5 out 2023,10|"
    "5 fev 2023,2|5 mars 2023,3|5 janv. 2023,1|5 août 2023,8|5 déc. 2023,12|5 juil. 2023,7|5 juin 2023,6|"
    "1er mai 2023,5|"
    "5. März 2023,3|5. Okt. 2023,10|5. Dezember 2023,12|5 Mär 2023,3|5 février 2023 14:30,2|5/mar/2023,3|5 Sept 2023,9"
)


@pytest.mark.parametrize("case", MONTHS.split("|"))
def test_months_in_words(case):
    text, month = case.rsplit(",", 1)
    moments = parse_moments(pa.array([text]))
    assert not np.isnat(moments.times(day_first=False)[0])
    assert (moments.year[0], moments.month[0]) == (2023, int(month))


def read(folder, dates, **options):
    n = len(dates)
    table = pd.DataFrame({"date": dates, "offense": "THEFT", "lat": 38.6 + np.arange(n) / 1000, "lon": -90.2})
    table.to_csv(folder / "short.csv", index=False)
    return read_incidents(folder / "short.csv", **options)


def told(incidents, *words):
    return any(all(word in warning for word in ("'date'", *words)) for warning in incidents.report.warnings)


DAYS = {
    "proven": pd.date_range("1999-01-01", periods=60, freq="41D"),
    "one year": pd.date_range("2023-01-01", periods=60, freq="6D"),
    "two years": pd.date_range("2022-06-01", periods=60, freq="9D"),
}


@pytest.mark.parametrize("form", ["%y-%m-%d", "%y/%m/%d", "%y.%m.%d", "%y-%m-%d %H:%M"])
@pytest.mark.parametrize("name", DAYS)
def test_years_that_come_first(name, form, tmp_path):
    incidents = read(tmp_path, DAYS[name].strftime(form))
    assert incidents.frame["time"].tolist() == DAYS[name].tolist()
    assert "year before month" in incidents.report.facts["time"]
    assert told(incidents, "ymd") == (name != "proven")


@pytest.mark.parametrize("form", ["%d/%m/%y", "%m/%d/%y", "%d.%m.%y"])
@pytest.mark.parametrize("name", DAYS)
def test_years_that_come_last(name, form, tmp_path):
    incidents = read(tmp_path, DAYS[name].strftime(form))
    assert incidents.frame["time"].tolist() == DAYS[name].tolist()


def test_what_nothing_tells(tmp_path):
    dates = ["10-11-12", "11-12-10", "12-10-11"]
    assert told(read(tmp_path, dates), "first or last", 'day_first = "ymd"')
    asked = read(tmp_path, dates, day_first="ymd")
    assert asked.frame["time"].tolist() == [pd.Timestamp(f"20{date}") for date in dates]
    assert not told(asked, "first or last")


def test_the_rule_says_that_the_year_is_only_assumed_to_come_last(tmp_path):
    """Nothing tells 13-05-12 of 2012 from 13-05-12 of 2013; what the days show holds only if the year is last."""
    dates = [f"{13 + i % 12:02d}-{1 + i % 11:02d}-{11 + i % 13:02d}" for i in range(100)]
    report = read(tmp_path, dates, since="2000-01-01").report
    assert report.facts["time"] == "day before month (as 100 rows show), the year last (assumed)"
    assert any("last is assumed" in said for said in report.warnings)
