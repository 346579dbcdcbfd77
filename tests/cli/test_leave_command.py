"""The command leave: what it writes, and what it says where it cannot."""

import openpyxl
import pandas as pd
import pytest

from beatwright.cli import commands as cli

START = ("--start", "2026-01-05", "--weeks", "4")


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main(["leave", *map(str, arguments)])
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err
    return stop.value.code, output.out, output.err


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "officers.csv").write_text("officer,squad,weeks\n1,A,2\n2,A,1\n3,B,1\n", encoding="utf-8")
    wishes = "officer,rank,week\n1,1,2\n1,2,3\n2,1,2\n2,2,1\n3,1,2\n"
    (tmp_path / "wishes.csv").write_text(wishes, encoding="utf-8")
    return tmp_path / "officers.csv", tmp_path / "wishes.csv"


def test_tables_pictures_and_calendars_are_written(capsys, tables, tmp_path):
    folder = tmp_path / "out"
    code, out, _ = call(capsys, *tables, *START, "--most", 1, "-o", folder)
    assert code == 0
    assert "3 officers in 2 squads, 4 weeks of leave, from 2026-01-05" in out
    rows = pd.read_csv(folder / "leave.csv", dtype=str)
    assert rows.to_numpy().tolist() == [
        ["1", "A", "2", "2026-01-12", "2026-01-18", "1"],
        ["1", "A", "3", "2026-01-19", "2026-01-25", "2"],
        ["2", "A", "1", "2026-01-05", "2026-01-11", "2"],
        ["3", "B", "2", "2026-01-12", "2026-01-18", "1"],
    ]
    book = openpyxl.load_workbook(folder / "leave.xlsx")
    assert book.sheetnames == ["Leave", "Officers", "Ranks", "Away"]
    assert list(book["Leave"].values)[1] == ("1", "A", None, "leave", "leave", None)
    assert list(book["Away"].values)[1] == ("A", 1, "2026-01-05", 1, 1)
    texts = {file.name: file.read_text(encoding="utf-8") for file in (folder / "calendars").iterdir()}
    assert sorted(texts) == ["0001-1.ics", "0002-2.ics", "0003-3.ics"]
    assert "DTSTART;VALUE=DATE:20260112\n" in texts["0001-1.ics"].replace("\r", "")
    assert "DTEND;VALUE=DATE:20260126\n" in texts["0001-1.ics"].replace("\r", "")
    assert all((folder / name).read_bytes()[:4] == b"\x89PNG" for name in ("shares.png", "away.png"))
    code, _, err = call(capsys, *tables, *START, "--most", 1, "-o", folder)
    assert (code, "--force" in err) == (1, True)
    assert call(capsys, *tables, *START, "--most", 1, "-o", folder, "--force", "--method", "max-min")[0] == 0


@pytest.mark.parametrize(
    ("options", "words", "code"),
    [
        (["--start", "5.1.2026", "--most", 1], "must be a date such as 2026-01-05", 2),
        ([*START, "--most", 1, "--method", "lot"], "Known: rounds, total, max-min", 2),
        ([*START, "--most", -1], "must be at least 0. Got -1", 2),
        ([*START, "--most", 0], "Officer 1 has 2 weeks of leave, but only 0 may be taken by his squad", 1),
        ([*START, "--most", "limits.csv"], "There is no file 'limits.csv'", 2),
        ([*START, "--most", 1, "--weeks-each", 2], "Keep one of them", 1),
        (["--most", 1], "--start", 2),
    ],
)
def test_what_cannot_be_is_told(capsys, tables, options, words, code):
    found, _, err = call(capsys, *tables, *options)
    assert (found, words in err) == (code, True)
