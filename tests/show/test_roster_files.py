"""Rosters as workbook, CSV file and calendars, read back."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from beatwright.core import CyclicLine, Plan, Post, Roster, Shift, ShiftLine
from beatwright.data import CurrentRoster
from beatwright.show.files.roster_files import (
    roster_frame,
    write_roster_calendars,
    write_roster_csv,
    write_roster_workbook,
)
from beatwright.testing import small_problem

DAY, NIGHT = Shift.at(7, 8), Shift.at(22.5, 8)
LINES = (
    ShiftLine((DAY.name,) * 5 + ("",) * 2, 2, "s1", ("4711", "=1+1")),
    ShiftLine((NIGHT.name,) * 3 + ("",) * 4, 1, "s2", ("9",)),
)
ROSTER = Roster((DAY, NIGHT), LINES, need=tuple(float(h % 24 == 7) for h in range(168)))
DUTY = Roster(
    (DAY, Shift("N", 22.5, 8)),
    start=date(2026, 3, 4),
    duty={"7": (DAY.name, "", "N", "", "", "", ""), "a/b": ("",) * 7},
    stationed={"7": "s1", "a/b": "s2"},
)


@pytest.mark.parametrize("roster", [ROSTER, DUTY], ids=("lines", "duty"))
def test_the_csv_file_is_read_back_as_the_same_roster(roster: Roster, tmp_path: Path) -> None:
    file = write_roster_csv(roster, tmp_path / "roster.csv")
    step = CurrentRoster(str(file), ("N=22:30-06:30",) if roster.duty else ())
    again = step.solve(small_problem(), Plan(posts=(Post("s1"), Post("s2")))).roster
    assert again is not None
    assert again.duty == roster.duty
    assert again.start == roster.start
    assert again.stationed == roster.stationed
    assert (again.cover == roster.cover).sum() >= 168 - roster.carried_hours
    assert "'=1+1" in file.read_text(encoding="utf-8-sig") or roster.duty


def test_the_workbook_has_officers_shifts_and_cover_against_need(tmp_path: Path) -> None:
    file = write_roster_workbook(ROSTER, tmp_path / "roster.xlsx")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Roster", "Shifts", "Cover"]
    rows = list(book["Roster"].values)
    assert rows[0][:3] == ("officer", "post", "Monday")
    assert [row[0] for row in rows[1:]] == ["4711", "=1+1", "9"]
    assert all(cell.data_type != "f" for row in book["Roster"].iter_rows() for cell in row)
    cover = list(book["Cover"].values)
    assert cover[8] == ("Monday 07:00", 1, 2, 0)
    assert cover[1 + 5 * 24 + 7] == ("Saturday 07:00", 1, 0, 1)
    assert list(book["Shifts"].values)[2] == ("22:30-06:30", "22:30", "06:30", 8)
    assert write_roster_workbook(ROSTER, tmp_path / "again.xlsx").read_bytes() == file.read_bytes()


def test_a_rotation_has_a_column_for_each_of_its_days() -> None:
    frame = roster_frame(Roster((DAY,), rotation=(CyclicLine((DAY.name,) * 5 + ("",) * 9, (1, 1)),)))
    assert list(frame)[:2] == ["officer", "Monday of week 1"]
    assert frame["Monday of week 2"].tolist() == ["", DAY.name]
    assert frame.shape == (2, 15)


def test_calendars_hold_the_shifts_in_local_time(tmp_path: Path) -> None:
    files = write_roster_calendars(DUTY, tmp_path / "calendars")
    assert [file.name for file in files] == ["0001-7.ics", "0002-a_b.ics"]
    text = files[0].read_bytes().decode()
    lines = text.split("\r\n")
    begins = [datetime.strptime(line, "DTSTART:%Y%m%dT%H%M%S") for line in lines if line.startswith("DTSTART")]
    ends = [line for line in lines if line.startswith("DTEND")]
    assert begins == [datetime(2026, 3, 4, 7), datetime(2026, 3, 6, 22, 30)]
    assert ends[1] == "DTEND:20260307T063000"
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == text.count("LOCATION:s1") == 2
    assert "VEVENT" not in files[1].read_text()


def test_long_and_hostile_names_keep_to_the_form_of_calendars(tmp_path: Path) -> None:
    name = "ü" * 80 + ",;\n\\"
    roster = Roster((Shift(name, 7, 8),), start=date(2026, 3, 4), duty={name: (name,)})
    lines = write_roster_calendars(roster, tmp_path / "c")[0].read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    unfolded = b"\r\n".join(lines).replace(b"\r\n ", b"").decode()
    assert f"SUMMARY:{'ü' * 80}\\,\\;\\n\\\\\r\n" in unfolded
