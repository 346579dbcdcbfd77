"""Columns of dates of which a spreadsheet has converted a half: every form in which it writes them."""

import datetime as dt

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.data import IncidentSource

_EPOCH = dt.datetime(1899, 12, 30)
_MINUTES = np.sort(np.random.default_rng(7).integers(0, 700 * 1440, 240))
TIMES = [dt.datetime(2022, 1, 1) + dt.timedelta(minutes=int(minute)) for minute in _MINUTES]
DAYS = [dt.datetime(time.year, time.month, time.day) for time in TIMES]


def half(time, form):
    """Return the text, or the date of it that a spreadsheet of the other order makes."""
    swapped = dt.datetime(time.year, time.day, time.month, time.hour, time.minute) if time.day <= 12 else None
    return swapped or time.strftime(form)


def shown(cells, form):
    return [cell if isinstance(cell, str) else cell.strftime(form) for cell in cells]


def serials(cells):
    return [cell if isinstance(cell, str) else (cell - _EPOCH) / dt.timedelta(days=1) for cell in cells]


def rows(cells):
    return [[f"C{i}", cell, "ROBBERY", -90.2 + i * 1e-4, 38.6] for i, cell in enumerate(cells)]


def write(path, cells, epoch=None):
    heading = ["id", "date", "kind", "lon", "lat"]
    if path.suffix == ".csv":
        pd.DataFrame(rows(cells), columns=heading).to_csv(path, index=False)
        return
    book = openpyxl.Workbook()
    book.epoch = epoch or book.epoch
    for row in (heading, *rows(cells)):
        book.active.append(row)
    book.save(path)


def read(folder, cells, suffix="csv", epoch=None, **options):
    write(folder / f"records.{suffix}", cells, epoch)
    return IncidentSource(f"records.{suffix}", **options).read(folder)


def told(incidents, *words):
    return any(all(word in warning for word in words) for warning in incidents.report.warnings)


def assert_right(incidents, truth):
    times = incidents.frame.set_index("id")["time"]
    assert [times[f"C{i}"] for i in range(len(truth))] == [pd.Timestamp(time) for time in truth]


D, M = "%d/%m/%Y", "%m/%d/%Y"
SWAPPED = {
    "xlsx": ("xlsx", [half(day, D) for day in DAYS], DAYS),
    "xlsx with times": ("xlsx", [half(time, f"{D} %H:%M") for time in TIMES], TIMES),
    "xlsx with times of twelve hours": ("xlsx", [half(time, f"{D} %I:%M:%S %p") for time in TIMES], TIMES),
    "xlsx with short years": ("xlsx", [half(day, "%d/%m/%y") for day in DAYS], DAYS),
    "xlsx of American texts": ("xlsx", [half(day, M) for day in DAYS], DAYS),
    "xlsx of numbers": ("xlsx", serials([half(day, D) for day in DAYS]), DAYS),
    "xlsx of numbers with times": ("xlsx", serials([half(time, f"{D} %H:%M") for time in TIMES]), TIMES),
    "csv, names of months": ("csv", shown([half(day, D) for day in DAYS], "%d-%b-%y"), DAYS),
    "csv, long names of months": ("csv", shown([half(day, D) for day in DAYS], "%B %d, %Y"), DAYS),
    "csv, names of days": ("csv", shown([half(day, D) for day in DAYS], "%A, %d %B %Y"), DAYS),
    "csv, year first": ("csv", shown([half(day, D) for day in DAYS], "%Y/%m/%d"), DAYS),
    "csv, run together": ("csv", shown([half(day, D) for day in DAYS], "%Y%m%d"), DAYS),
    "csv, dots and year first": ("csv", shown([half(day, "%d.%m.%Y") for day in DAYS], "%Y-%m-%d"), DAYS),
    "csv, numbers": ("csv", serials([half(day, D) for day in DAYS]), DAYS),
    "csv, numbers with times": ("csv", serials([half(time, f"{D} %H:%M") for time in TIMES]), TIMES),
}


@pytest.mark.parametrize("name", SWAPPED)
def test_swapped_back_and_told(name, tmp_path):
    suffix, cells, truth = SWAPPED[name]
    incidents = read(tmp_path, cells, suffix)
    assert_right(incidents, truth)
    assert told(incidents, "Column 'date'", "swapped back", 'half_converted = "keep"')


def test_a_workbook_that_counts_from_1904(tmp_path):
    cells = [half(day, D) for day in DAYS]
    assert_right(read(tmp_path, cells, "xlsx", CALENDAR_MAC_1904), DAYS)
    assert_right(read(tmp_path, DAYS, "xlsx", CALENDAR_MAC_1904), DAYS)


def test_bare_numbers_of_a_workbook_that_counts_from_1904(tmp_path):
    numbers = [(time - dt.datetime(1904, 1, 1)) / dt.timedelta(days=1) for time in TIMES]
    incidents = read(tmp_path, numbers, "xlsx", CALENDAR_MAC_1904)
    assert_right(incidents, TIMES)
    assert incidents.report.facts["day 0 of dates"] == "1904-01-01"


@pytest.mark.parametrize("every", [2, 3, 10])
def test_numbers_among_dates_are_days_of_a_spreadsheet(every, tmp_path):
    cells = [int(serials([day])[0]) if i % every else day for i, day in enumerate(DAYS)]
    incidents = read(tmp_path, cells, "xlsx")
    assert_right(incidents, DAYS)
    assert told(incidents, "Column 'date'", "days of a spreadsheet")


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d-%b-%Y"])
def test_keep_holds(form, tmp_path):
    incidents = read(tmp_path, shown([half(day, D) for day in DAYS], form), half_converted="keep")
    expected = [pd.Timestamp(half(day, D)) if day.day <= 12 else day for day in DAYS]
    assert_right(incidents, expected)
    assert told(incidents, "Column 'date'", "kept as they stand, as asked")


def test_swap_holds_where_the_signs_are_few(tmp_path):
    cells = ["2023-06-12", "2023-05-12", *["25/12/2023"] * 30]
    incidents = read(tmp_path, cells, half_converted="swap")
    assert_right(incidents, [dt.datetime(2023, 12, 6), dt.datetime(2023, 12, 5), *[dt.datetime(2023, 12, 25)] * 30])
    assert told(incidents, "swapped, as asked")


def test_swap_leaves_days_over_twelve(tmp_path):
    cells = ["2023-11-12", "2023-12-25", *["25/12/2023"] * 30]
    incidents = read(tmp_path, cells, half_converted="swap")
    assert_right(incidents, [dt.datetime(2023, 12, 11), *[dt.datetime(2023, 12, 25)] * 31])
    assert told(incidents, "Days over 12 cannot be swapped")


def test_swap_without_such_a_column_is_told(tmp_path):
    incidents = read(tmp_path, shown(DAYS, "%Y-%m-%d"), half_converted="swap")
    assert_right(incidents, DAYS)
    assert told(incidents, "changes nothing")


def test_refuse_says_what_to_do(tmp_path):
    with pytest.raises(
        InputError, match=r"Column 'date': No date has a day over 12 .* Export the column again as text"
    ):
        read(tmp_path, shown([half(day, D) for day in DAYS], "%Y-%m-%d"), half_converted="refuse")


def test_refuse_lets_a_whole_column_pass(tmp_path):
    assert_right(read(tmp_path, shown(DAYS, D), half_converted="refuse"), DAYS)


def test_a_few_dates_that_are_right_make_it_unsure(tmp_path):
    cells = [*shown([half(day, D) for day in DAYS], "%Y-%m-%d"), "2023-01-25"]
    incidents = read(tmp_path, cells)
    assert told(incidents, "Only 1 date has a day over 12", "may have swapped", 'half_converted = "swap"')


@pytest.mark.parametrize(
    ("text", "date"), [(D, "%d.%m.%Y"), (f"{D} 00:00", D), ("%d-%m-%Y", D), ("%d/%m/%y", D), (M, "%m-%d-%Y")]
)
def test_two_ways_of_writing_are_told(text, date, tmp_path):
    incidents = read(tmp_path, shown([half(day, text) for day in DAYS], date))
    assert told(incidents, "Column 'date'", "written in two ways", "may swap day and month")


@pytest.mark.parametrize("form", [D, M, "%d.%m.%y %H:%M", "%d-%b-%Y"])
def test_one_way_of_writing_is_not_doubted(form, tmp_path):
    incidents = read(tmp_path, [day.strftime(form) for day in DAYS])
    assert not any(told(incidents, word) for word in ("two ways", "Two forms", "swapped"))


def test_the_option_is_checked():
    with pytest.raises(BeatwrightError, match="half_converted"):
        IncidentSource("x.csv", half_converted="maybe")
