"""What stands above and below a table: headings by their line, other sheets, totals and notes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from beatwright.base.errors import InputError, ParameterError
from beatwright.base.vector.vector_files import read_vector
from beatwright.data import IncidentSource, read_incidents
from beatwright.data.incidents.files.rows_below_table import NOTE

_HEADINGS = ["Date", "Offense", "Count of units", "Latitude", "Longitude"]
_ROWS = [[f"2024-01-{day:02d} 10:00", "THEFT", "2", f"38.6{day}", "-90.2"] for day in range(1, 9)]


def _csv(folder: Path, rows: list[list[str]]) -> Path:
    (folder / "a.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return folder / "a.csv"


def _xlsx(folder: Path, sheets: dict[str, list[list[str]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append([cell or None for cell in row])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


_BELOW = [
    *([word, "", "16", "", ""] for word in ("Total", "Grand Total", "Subtotal", "Summe", "Итого", "合计", "Soma")),
    *([word, "", "", "", ""] for word in ("Totales", "Total general", "Insgesamt", "Total 2024", "Totals:")),
    *(
        [line]
        for line in ("TOTAL: 8", "Source: Police Department", "* preliminary figures", "Note: redacted", "8 rows")
    ),
    *([line] for line in ("8 rows", "Data as of 2024-02-01", "Fuente: Secretaría", "Page 1 of 1", "Quelle: Polizei")),
    ["", "Total incidents", "8", "", ""],
]


@pytest.mark.parametrize("below", _BELOW, ids=lambda row: row[0] or row[1])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_stands_below_has_a_reason_of_its_own(tmp_path: Path, below: list[str], form: str) -> None:
    rows = [_HEADINGS, *_ROWS, below]
    file = _csv(tmp_path, rows) if form == "csv" else _xlsx(tmp_path, {"Sheet": rows})
    report = read_incidents(file).report
    assert (report.read, report.kept, dict(report.reasons)) == (9, 8, {NOTE: 1})


def test_totals_of_parts_stand_anywhere(tmp_path: Path) -> None:
    many = [["2024-01-01 10:00", "THEFT", "2", f"38.{n:03d}", "-90.2"] for n in range(500, 600)]
    report = read_incidents(_csv(tmp_path, [_HEADINGS, *_ROWS, ["Subtotal", "", "16", "", ""], *many])).report
    assert (report.kept, dict(report.reasons)) == (108, {NOTE: 1})


@pytest.mark.parametrize(
    "kind", ["TOTAL LOSS FIRE", "Source of noise", "NOTE PASSED AT BANK", "SUMMARY OFFENCE", "Total"]
)
def test_an_incident_is_no_note(tmp_path: Path, kind: str) -> None:
    rows = [[kind, *row[:1], *row[2:]] for row in _ROWS]
    report = read_incidents(_csv(tmp_path, [["Offense", "Date", *_HEADINGS[2:]], *rows])).report
    assert (report.kept, dict(report.reasons)) == (8, {})


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_line_of_the_headings_can_be_said(tmp_path: Path, form: str) -> None:
    odd = ["Q1", "Q2", "Q3", "Q4", "Q5"]
    rows = [["Year", "Month", "Place", "Who", "Lat"], [], odd, *_ROWS]
    file = _csv(tmp_path, rows) if form == "csv" else _xlsx(tmp_path, {"Sheet": rows})
    mapping = {"time": "Q1", "kind": "Q2", "lat": "Q4", "lon": "Q5"}
    assert len(read_incidents(file, header_row=3, mapping=mapping)) == 8


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_without_headings(tmp_path: Path, form: str) -> None:
    file = _csv(tmp_path, _ROWS) if form == "csv" else _xlsx(tmp_path, {"Sheet": _ROWS})
    mapping = {"time": "column 1", "kind": "column 2", "lat": "column 4", "lon": "column 5"}
    assert len(read_incidents(file, header_row="none", mapping=mapping)) == 8


def test_a_line_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="9 lines"):
        read_incidents(_csv(tmp_path, [_HEADINGS, *_ROWS]), header_row=90)


@pytest.mark.parametrize("value", [0, -1, True, 1.5, "first"])
def test_a_line_must_be_a_number(value: object) -> None:
    with pytest.raises(ParameterError, match="'header_row' parameter of IncidentSource"):
        IncidentSource("a.csv", header_row=value)  # type: ignore[arg-type]


def test_the_sheet_with_incidents_is_read(tmp_path: Path) -> None:
    cover = [["Annual report"], ["Printed", "2024"]]
    file = _xlsx(tmp_path, {"Cover": cover, "2023": [["Report"], [], _HEADINGS, *_ROWS], "2024": [_HEADINGS, *_ROWS]})
    report = read_incidents(file).report
    assert (report.kept, report.facts["sheet"]) == (8, "2023")
    said = " ".join(report.warnings)
    assert "not read: Cover, 2024" in said
    assert "incidents stand in 2024 too" in said
    assert read_incidents(file, sheet="2024").report.facts["sheet"] == "2024"


_POSTS = [["Station", "Location"], ["Central", "POINT (-90.2 38.6)"], ["Müller–Straße", "POINT (-90.3 38.7)"]]


@pytest.mark.parametrize(
    ("above", "encoding"),
    [("", "utf-8"), ("Stations of today\n\n", "cp1252"), ("sep=,\n", "utf-8-sig"), ("\n\n", "utf-16")],
)
def test_titles_above_a_table_of_stations(tmp_path: Path, above: str, encoding: str) -> None:
    text = above + "".join(",".join(row) + "\n" for row in _POSTS)
    (tmp_path / "posts.csv").write_bytes(text.encode(encoding))
    points = read_vector(tmp_path / "posts.csv")
    assert list(points["Station"]) == ["Central", "Müller–Straße"]
    assert [(point.x, point.y) for point in points.geometry] == [(-90.2, 38.6), (-90.3, 38.7)]


def test_titles_above_a_sheet_of_stations(tmp_path: Path) -> None:
    file = _xlsx(tmp_path, {"Notes": [["Printed"]], "Posts": [["Stations"], ["of today"], *_POSTS]})
    assert list(read_vector(file)["Station"]) == ["Central", "Müller–Straße"]
