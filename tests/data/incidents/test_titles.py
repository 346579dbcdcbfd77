"""Titles above the headings, and the line that names the delimiter."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from beatwright.data.incidents.files.delimited_text import read_delimited
from beatwright.data.incidents.files.workbook_table import read_workbook

_HEADINGS = ["Case No", "Date Occurred", "Offense", "Latitude", "Longitude"]
_ROWS = [["1", "2024-01-01 10:00", "THEFT", "38.6", "-90.2"], ["2", "2024-01-02 11:00", "ROBBERY", "38.7", "-90.3"]]


def _text(delimiter: str) -> str:
    return "".join(delimiter.join(row) + "\n" for row in [_HEADINGS, *_ROWS])


@pytest.mark.parametrize(
    ("above", "delimiter", "line"),
    [
        ("Incident Summary Report\n", ",", 2),
        ("Incident Summary Report\nPrinted 2024-02-01 by Records\n\n", ",", 4),
        ("Incident Summary Report,,,,\nPrinted,,,,\n,,,,\n", ",", 4),
        ("\n\nReport of 2024\n", ";", 4),
        ("Report\r\n\r\n", "\t", 3),
        ('"Report, January to March"\n', "|", 2),
        ("From,2024-01-01\nTo,2024-03-31\n", ",", 3),
        ("sep=;\nReport\n", ";", 3),
        ("sep=;\n", ";", 0),
        ("sep=,\r\n", ",", 0),
        ('"sep=|"\n', "|", 0),
        ("SEP=;\n", ";", 0),
        ("sep=\t\n", "\t", 0),
        ("sep=;;;;;\n", ";", 0),
        ("\n\n", ",", 0),
        ("", ",", 0),
    ],
)
def test_lines_above_the_headings(tmp_path: Path, above: str, delimiter: str, line: int) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes((above + _text(delimiter)).encode())
    table = read_delimited(file)
    assert list(table.headings) == _HEADINGS
    assert [list(row.values()) for row in table.columns.to_pylist()] == _ROWS
    assert not table.bad
    assert [f"in line {line};" in said for said in table.warnings] == [True] * bool(line)


@pytest.mark.parametrize("first", ["When,What,Where x,Where y,z", "Datum1,b,c,d,e"])
def test_a_row_of_data_is_never_the_heading(tmp_path: Path, first: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(first + "\ndate,crime,location,x,y\n1,2,3,4,5\n")
    assert ",".join(read_delimited(file).headings) == first


@pytest.mark.parametrize("titles", [[], [["Report"]], [["Report", None, "2024"], [], ["Printed"]]])
def test_workbook_below_titles(tmp_path: Path, titles: list[list[str | None]]) -> None:
    book = openpyxl.Workbook()
    for row in [*titles, _HEADINGS, *_ROWS]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    table = read_workbook(tmp_path / "a.xlsx")
    assert list(table.headings) == _HEADINGS
    assert len(table) == 2
    assert len(table.warnings) == bool(titles)
