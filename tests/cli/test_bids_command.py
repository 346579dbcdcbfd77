"""The command bids: what it keeps and writes, and what it says where it cannot."""

import openpyxl
import pandas as pd
import pytest

from beatwright.cli import commands as cli
from beatwright.core import Case, Plan, Post, Roster, Shift, ShiftLine
from beatwright.study.wishes import award_lines
from beatwright.testing import small_problem

LINES = (ShiftLine.on("D", range(5), 2), ShiftLine.on("D", range(2, 7), 1), ShiftLine.on("N", range(5), 1))


def call(capsys, *arguments):
    with pytest.raises(SystemExit) as stop:
        cli.main(["bids", *map(str, arguments)])
    output = capsys.readouterr()
    assert "Traceback" not in output.out + output.err
    return stop.value.code, output.out, output.err


@pytest.fixture
def case(tmp_path):
    plans = (
        Plan(posts=(Post("s2"),), roster=Roster((Shift("D", 7, 8), Shift("N", 23, 8)), LINES), name="weekly"),
        Plan(posts=(Post("s2"),), name="bare"),
    )
    (tmp_path / "officers.csv").write_text("officer,seniority\n=1+1,1\nb,2\nc,3\n", encoding="utf-8")
    (tmp_path / "bids.csv").write_text("officer,rank,line\n=1+1,1,2\nb,1,2\nb,2,1\nc,1,2\n", encoding="utf-8")
    problem = small_problem()
    return Case("small", problem, problem, plans, main="weekly", base="weekly").save(tmp_path / "case")


def tables(case):
    return "--officers", case.parent / "officers.csv", "--bids", case.parent / "bids.csv"


def test_without_tables_the_lines_are_listed_and_nothing_is_kept(capsys, case):
    code, out, _ = call(capsys, case)
    assert (code, out.splitlines()[1:]) == (
        0,
        ["line  officers  shift and days off", "   1         2  D off Sat Sun", "   2         1  D off Mon Tue",
         "   3         1  N off Sat Sun"],
    )  # fmt: skip
    assert not (case / "plans" / "bids.json").exists()


def test_the_plan_is_kept_and_its_files_are_written(capsys, case, tmp_path):
    code, out, _ = call(capsys, case, *tables(case), "-o", tmp_path / "out")
    assert code == 0
    kept = Plan.load(case / "plans" / "bids.json")
    assert [line.holders for line in kept.roster.lines] == [("b", "c"), ("=1+1",), ()]
    assert (kept.made_by, kept.on, kept.certificate.status) == ("bids", "weekly", "optimal")
    assert "By seniority, as chosen: 1 of 3 officers got the first bid, 1 none of their bids." in out
    table = pd.read_csv(tmp_path / "out" / "bids.csv", dtype=str)
    assert table["officer"].tolist() == ["'=1+1", "b", "c"]
    assert table["bid by seniority"].tolist() == ["1", "2", "not asked for"]
    book = openpyxl.load_workbook(tmp_path / "out" / "bids.xlsx")
    assert book.sheetnames == ["Officers", "Lines", "Ranks"]
    assert list(book["Lines"].values)[1] == (1, "D off Sat Sun", 2, "b, c")
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)
    assert (tmp_path / "out" / "bids.png").read_bytes()[:4] == b"\x89PNG"
    assert "'=1+1" in (tmp_path / "out" / "roster.csv").read_text(encoding="utf-8-sig")
    code, _, err = call(capsys, case, *tables(case), "-o", tmp_path / "out")
    assert (code, "holds bids.csv, bids.xlsx, bids.png, roster.csv, roster.xlsx already" in err) == (1, True)
    assert call(capsys, case, *tables(case), "-o", tmp_path / "out", "--force", "--by", "total")[0] == 0


def test_lines_by_total_go_on_from_the_plan_named(case):
    first = award_lines(case, *tables(case)[1::2], by="total", name="total")
    again = award_lines(case, *tables(case)[1::2], plan="total", name="total")
    assert again.plan.on == first.plan.on == "weekly"


@pytest.mark.parametrize(
    ("options", "words", "code"),
    [
        (["--plan", "weakly"], "Did you mean 'weekly'?", 2),
        (["--plan", "bare"], "has no roster to bid for", 2),
        (["--officers", "officers.csv"], "Give both tables", 2),
        (["--name", "weekly"], "has a plan 'weekly' already", 2),
        (["--officers", "none.csv", "--bids", "no.csv"], "none.csv", 1),
        (["--officers", "none.csv", "--bids", "no.csv"], "no.csv", 1),
    ],
)
def test_what_cannot_be_is_told(capsys, case, options, words, code):
    found, _, err = call(capsys, case, *options)
    assert (found, words in err) == (code, True)
    assert not list((case / "plans").glob("bids*"))


def test_a_rule_that_is_none_is_told(capsys, case):
    code, _, err = call(capsys, case, *tables(case), "--by", "lot")
    assert code == 2
    assert "'seniority', 'total'" in err
