"""Rows whose day is known and whose time of day is not, however a file says so: no peak at midnight, nothing lost."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Demand
from beatwright.data import read_incidents

N = 400
RNG = np.random.default_rng(7)
DAYS = pd.Timestamp("2023-01-02") + pd.to_timedelta(RNG.integers(0, 364, N), unit="D")
# Afternoons and evenings: no true time is near midnight.
MOMENTS = DAYS + pd.to_timedelta(RNG.integers(14 * 60 + 1, 20 * 60, N), unit="m")
BLANK = RNG.random(N) < 0.3


def read(folder, suffix="csv", **columns):
    places = {"lat": 38.6 + RNG.random(N) / 10, "lon": -90.2 + RNG.random(N) / 10}
    options = columns.pop("options", {})
    rows = pd.DataFrame({"id": [f"A{i}" for i in range(N)], "offense": "THEFT", **places, **columns})
    file = folder / f"rows.{suffix}"
    if suffix == "parquet":
        rows.to_parquet(file)
    else:
        rows.to_csv(file, index=False)
    return read_incidents(file, **options)


def told(incidents, *words):
    return any(all(word in warning for word in words) for warning in incidents.report.warnings)


def no_peak(incidents):
    """Say whether every row is kept, the marked ones are the blank ones, and no false hour holds anything."""
    by_id = incidents.frame.assign(known=incidents.has_clock).set_index("id")
    known = by_id.loc[[f"A{i}" for i in range(N)], "known"].to_numpy()
    demand = Demand.observed(_in_a_zone(incidents), slots=168)
    by_hour = demand.rate.sum(axis=(0, 1, 3)).reshape(7, 24).sum(axis=0)
    within = by_hour[14:20].sum() / by_hour.sum()
    return len(incidents) == N and (known == ~BLANK).all() and within == pytest.approx(1)


def _in_a_zone(incidents):
    return replace(incidents, frame=incidents.frame.assign(zone=0), zones=1)


FORMS = [
    ("%Y-%m-%d %H:%M", "%Y-%m-%d"), ("%m/%d/%Y %H:%M", "%m/%d/%Y"), ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y"),
    ("%d.%m.%Y %H:%M", "%d.%m.%Y"), ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"), ("%d %b %Y %H:%M", "%d %b %Y"),
    ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d"), ("%b %d, %Y %H:%M", "%b %d, %Y"), ("%d-%m-%Y %H.%M", "%d-%m-%Y"),
    ("%A %d/%m/%Y %H:%M", "%A %d/%m/%Y"),
]  # fmt: skip


@pytest.mark.parametrize(("full", "short"), FORMS)
def test_dates_with_and_without_a_time_of_day(full, short, tmp_path):
    dates = [f"{t:{short if blank else full}}" for t, blank in zip(MOMENTS, BLANK, strict=True)]
    incidents = read(tmp_path, date=dates)
    assert no_peak(incidents)
    assert told(incidents, f"{BLANK.sum()} rows have no time of day", "'date'")
    assert incidents.week_counts.sum() == (~BLANK).sum()


@pytest.mark.parametrize(
    "word", ["", "UNK", "Unknown", "N/A", "99:99", "-", "?", "2599", "null", "not stated", "XX:XX"]
)
@pytest.mark.parametrize("form", ["%H:%M", "%H%M"])
def test_a_clock_that_is_missing(word, form, tmp_path):
    clock = [word if blank else f"{t:{form}}" for t, blank in zip(MOMENTS, BLANK, strict=True)]
    incidents = read(tmp_path, date=DAYS.strftime("%Y-%m-%d"), time=clock)
    assert no_peak(incidents)
    assert told(incidents, f"{BLANK.sum()} rows have no time of day", "'time'")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_midnights_are_told_and_unknown_where_asked(suffix, tmp_path):
    dates = MOMENTS.where(~BLANK, DAYS)
    written = read(tmp_path, suffix, date=dates)
    assert told(written, "exactly midnight", "'date'", f"({BLANK.sum()})", 'midnight = "unknown"')
    assert written.week_counts.sum() == N
    asked = read(tmp_path, suffix, date=dates, options={"midnight": "unknown"})
    assert no_peak(asked)
    assert told(asked, f"{BLANK.sum()} rows have no time of day", "'date'", "as asked")
    assert not told(asked, "are at exactly midnight")


def test_midnights_of_a_column_of_clocks(tmp_path):
    clock = np.where(BLANK, "00:00", MOMENTS.strftime("%H:%M"))
    assert told(read(tmp_path, date=DAYS, time=clock), "exactly midnight", "'time'")
    assert no_peak(read(tmp_path, date=DAYS, time=clock, options={"midnight": "unknown"}))


def test_even_hours_are_no_heap(tmp_path):
    even = DAYS + pd.to_timedelta(np.arange(N) % 24, unit="h")
    assert not told(read(tmp_path, date=even), "exactly midnight")


def test_another_column_has_the_time_of_day(tmp_path):
    dates = [f"{t:%Y-%m-%d}" if blank else f"{t:%Y-%m-%d %H:%M}" for t, blank in zip(MOMENTS, BLANK, strict=True)]
    incidents = read(tmp_path, date=dates, hour=MOMENTS.hour)
    assert told(incidents, f"{BLANK.sum()} rows give the day alone", "'hour'")
    assert incidents.has_clock.all()
    truth = MOMENTS.where(~BLANK, MOMENTS.floor("h"))
    assert incidents.frame["time"].sort_values().tolist() == truth.sort_values().tolist()


def test_no_clock_at_all_is_a_day(tmp_path):
    incidents = read(tmp_path, date=DAYS)
    assert incidents.precision == "day"
    assert not incidents.has_clock.any()
    assert incidents.week_counts is None
    assert told(incidents, "the day only")


@pytest.mark.parametrize("bad", ["noon", "", 1, None])
def test_the_option_is_checked(bad, tmp_path):
    with pytest.raises(Exception, match="midnight"):
        read(tmp_path, date=DAYS, options={"midnight": bad})
