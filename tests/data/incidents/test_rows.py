"""No row is lost or shifted, whatever the quotes and the line ends are like."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.data import check_incidents, read_incidents
from beatwright.data.incidents.files.delimited_text import count_lines, read_delimited

HEADER = "id,time,kind,lon,lat,note\n"
GOOD = "{i},2024-01-0{i} 10:1{i},theft,-90.2,38.6,{note}\n"


def read(tmp_path, text):
    file = tmp_path / "rows.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return check_incidents(file)


def lines(*notes):
    return HEADER + "".join(GOOD.format(i=i, note=note) for i, note in enumerate(notes, 1))


def test_an_open_quote_costs_one_row(tmp_path):
    report = read(tmp_path, lines("a", '"open', "b", '"shut"', "c"))
    assert (report.read, report.kept, dict(report.reasons)) == (5, 4, {"unreadable row": 1})
    assert report.dropped["row"].tolist() == ["2"]
    assert "quote" in report.dropped["detail"][0]


def test_a_quoted_field_may_run_over_lines(tmp_path):
    report = read(tmp_path, lines("a", '"two\nlines"', '"three\n\nlines, ""x"""', "b"))
    assert (report.read, report.kept) == (4, 4)


def test_a_single_inch_mark_is_text(tmp_path):
    report = read(tmp_path, lines('5" pipe', 'a "b', "c"))
    assert (report.read, report.kept) == (3, 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ragged_rows_are_counted(end, tmp_path):
    text = lines("a", "b,extra", "c") + "4,2024-01-04\n"
    report = read(tmp_path, text.replace("\n", end))
    assert (report.read, report.kept, dict(report.reasons)) == (4, 2, {"unreadable row": 2})
    assert report.dropped["row"].tolist() == ["2", "4"]


def test_a_delimiter_at_the_end_of_every_row_is_no_column(tmp_path):
    report = read(tmp_path, HEADER + "".join(GOOD.format(i=i, note="x,") for i in range(1, 5)))
    assert report.kept == 4


def test_a_column_without_heading_is_no_shift(tmp_path):
    """Rows with one filled cell more than the header are not guessed at."""
    report = read(tmp_path, HEADER + "".join(GOOD.format(i=i, note="x,y") for i in range(1, 5)))
    assert dict(report.reasons) == {"unreadable row": 4}


def test_nul_and_blank_lines(tmp_path):
    report = read(tmp_path, lines("a\x00b", "c").replace("c\n", "c\n\n\n") + "\n")
    assert (report.read, report.kept) == (2, 2)


def test_huge_field(tmp_path):
    report = read(tmp_path, lines("x" * 3_000_000, "b") + "3,soon,theft,1,1," + "=" * 2_000_000 + "\n")
    assert (report.read, report.kept) == (3, 2)
    assert report.dropped["note"].str.len().max() < 3_000


def test_headings_that_repeat_or_are_missing(tmp_path):
    report = read(tmp_path, "id,time,kind,lon,lat,lat,\n1,2024-01-01,theft,-90,38,7,8\n2,soon,theft,-90,38,7,8\n")
    assert report.kept == 1
    assert list(report.dropped.columns)[-3:] == ["lat", "lat (2)", "column 7"]


def test_heading_over_two_lines(tmp_path):
    report = read(tmp_path, '"Occurred\nDate",Latitude,Longitude,Offense\n2024-01-01,38,-90,theft\n')
    assert report.kept == 1


FIELD = st.text(st.sampled_from('ab,"\n\r; é=1'), max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(FIELD, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_csv_writes_comes_back(tmp_path_factory, rows):
    """Against the csv module of Python: every field, whatever stands in it."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    file = tmp_path_factory.mktemp("csv") / "t.csv"
    file.write_bytes(buffer.getvalue().encode())
    table = read_delimited(file)
    expected = [[field.replace("\r\n", "\n").replace("\r", "\n") for field in row] for row in rows]
    got = [
        [(value or "").replace("\r\n", "\n").replace("\r", "\n") for value in row.values()]
        for row in table.columns.to_pylist()
    ]
    assert (got, table.bad) == (expected, ())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200).map(lambda data: bytes(b"a\n\r,"[b % 4] for b in data)))
def test_count_lines_is_that_of_splitlines(data):
    assert count_lines(memoryview(data)) == sum(bool(line) for line in data.splitlines())


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('1,"\n x'), max_size=60))
def test_every_line_is_accounted_for(tmp_path_factory, body):
    """Rows read lie between the lines that are not blank, and those less what quoted fields may join."""
    file = tmp_path_factory.mktemp("csv") / "t.csv"
    file.write_text("a,b\n" + body, newline="")
    table = read_delimited(file)
    filled = [line for line in body.split("\n") if line]
    assert table.read <= len(filled)
    if '"' not in body and len(table.headings) == 2:
        assert table.read == len(filled)
        widths = [line.count(",") + 1 for line in filled]
        assert len(table.bad) == sum(width != 2 for width in widths)
        np.testing.assert_array_equal(table.rows, [i for i, width in enumerate(widths, 1) if width == 2])


def test_order_of_rows_is_that_of_the_file(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text(lines("a", "b", "c").replace("2024-01-02", "2024-13-45"))
    incidents = read_incidents(file)
    assert incidents.report.dropped["row"].tolist() == ["2"]
    assert incidents.report.dropped["note"].tolist() == ["b"]
