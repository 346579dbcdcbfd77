"""Lines given by bids: who gets what by seniority and by total, ties, and everything that tables can have wrong."""

from pathlib import Path

import pytest

from beatwright.core import InputError, ParameterError, Plan, Roster, Shift, ShiftLine
from beatwright.planning import BidLines
from beatwright.testing import check_planner, small_problem

LINES = (ShiftLine.on("D", range(5), 2), ShiftLine.on("D", range(2, 7), 1), ShiftLine.on("N", range(5), 1))
PLAN = Plan(roster=Roster((Shift("D", 7, 8), Shift("N", 23, 8)), LINES), name="shifts")
PROBLEM = small_problem()
OFFICERS = "officer,seniority\nc,3\na,1\nb,2\n"
BIDS = "officer,rank,line\na,1,2\nb,1,2\nb,2,3\nc,1,2\n"


def tables(folder: Path, officers: str = OFFICERS, bids: str = BIDS) -> dict[str, str]:
    for name, text in (("officers.csv", officers), ("bids.csv", bids)):
        (folder / name).write_text(text, encoding="utf-8")
    return {"officers": str(folder / "officers.csv"), "bids": str(folder / "bids.csv")}


def held(plan: Plan) -> list[tuple[str, ...]]:
    assert plan.roster is not None
    return [line.holders for line in plan.roster.lines]


def test_the_senior_officer_comes_first_whatever_the_order_of_rows(tmp_path: Path) -> None:
    plan = BidLines(**tables(tmp_path)).solve(PROBLEM, PLAN)
    assert held(plan) == [("c",), ("a",), ("b",)]
    assert plan.roster is not None
    assert [line.days for line in plan.roster.lines] == [line.days for line in LINES]
    assert any(
        "By seniority, as chosen: 1 of 3 officers got the first bid, 1 none of their bids." in n for n in plan.notes
    )
    assert any(note.startswith("By total: ") for note in plan.notes)
    check_planner(BidLines(**tables(tmp_path)), PROBLEM, PLAN)


def test_dates_count_and_ties_stand_in_the_order_of_the_table(tmp_path: Path) -> None:
    officers = "Officer,Hired\nc,2009-05-31\na,2011-01-01\nb,2009-05-31\n"
    plan = BidLines(**tables(tmp_path, officers)).solve(PROBLEM, PLAN)
    assert held(plan) == [("a",), ("c",), ("b",)]
    assert any(note.endswith("comes first: c and b.") for note in plan.notes)


def test_without_seniority_the_rows_are_the_order_and_that_is_told(tmp_path: Path) -> None:
    plan = BidLines(**tables(tmp_path, "officer\nb\na\nc\n")).solve(PROBLEM, PLAN)
    assert held(plan)[1] == ("b",)
    assert any("order of seniority is that of the rows of officers.csv" in note for note in plan.notes)


def test_the_largest_total_is_proven(tmp_path: Path) -> None:
    bids = "officer,rank,line\na,1,2\na,2,3\nb,1,2\nc,1,1\n"
    total = BidLines(**tables(tmp_path, bids=bids), by="total").solve(PROBLEM, PLAN)
    assert held(total) == [("c",), ("b",), ("a",)]
    assert total.certificate is not None
    assert total.certificate.status == "optimal"
    senior = BidLines(**tables(tmp_path, bids=bids)).solve(PROBLEM, PLAN)
    assert senior.certificate is not None
    assert (senior.certificate.status, senior.certificate.bound) == ("feasible", total.certificate.objective)
    assert held(senior)[1] == ("a",)


def test_who_gives_no_bid_gets_what_is_left_and_is_named(tmp_path: Path) -> None:
    plan = BidLines(**tables(tmp_path, bids="officer,rank,line\nc,1,1\n")).solve(PROBLEM, PLAN)
    assert sum(map(len, held(plan))) == 3
    assert "These officers gave no bid, and have what was left: a, b." in plan.notes


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    officers = "officer,seniority,rank\na,1,\nb,,\na,2,\nd,x,\n,4,\n"
    bids = "officer,rank,line\na,1,2\na,1,3\na,2,2\nz,1,1\na,0,1\nb,1,9\nb,x,1\n"
    with pytest.raises(InputError) as told:
        BidLines(**tables(tmp_path, officers, bids)).solve(PROBLEM, PLAN)
    text = str(told.value)
    for said in (
        "officers.csv has a column 'rank' that is not known",
        "There is no officer in row 5 of the officers.",
        "These officers have more than one row: a (rows 1, 3). Keep one of each.",
        "These officers have nothing under 'seniority': b.",
        "Officer d, seniority: must be a whole number of at least 1. Got 'x'.",
        "Officer a gives the rank 1 to two lines.",
        "Officer a asks for line 2 twice.",
        "Of bids.csv these are not among the officers of officers.csv: 'z' (row 4). Known: ",
        "Row 5 of bids.csv, rank: must be a whole number of at least 1. Got '0'.",
        "There is no line '9', asked for in row 6 of bids.csv. The roster has lines 1 to 3.",
        "Row 7 of bids.csv, rank: must be a whole number of at least 1. Got 'x'.",
    ):
        assert said in text
    assert len(told.value.complaints) == 11


@pytest.mark.parametrize(
    ("officers", "bids", "said"),
    [
        ("badge,grade\na,1\n", BIDS, "officers.csv has no column 'officer'. Columns: badge, grade."),
        (OFFICERS, "who,wants\na,1\n", "bids.csv has no columns 'officer', 'rank' and 'line'. Columns: who, wants."),
        ("officer,seniority,hired\na,1,2001-01-01\n", BIDS, "both 'seniority' and 'hired'"),
        ("officer\n" + "".join(f"{who}\n" for who in "abcde"), BIDS, "5 officers bid, but the lines have room for 4"),
    ],
)
def test_tables_that_cannot_be_used(tmp_path: Path, officers: str, bids: str, said: str) -> None:
    with pytest.raises(InputError) as told:
        BidLines(**tables(tmp_path, officers, bids)).solve(PROBLEM, PLAN)
    assert said in str(told.value)


def test_plans_and_options_that_cannot_be(tmp_path: Path) -> None:
    step = BidLines(**tables(tmp_path))
    with pytest.raises(ParameterError, match="give a plan with a roster"):
        step.solve(PROBLEM, Plan(districts={}))
    with pytest.raises(ParameterError, match="This roster is empty"):
        step.solve(PROBLEM, Plan(roster=Roster((Shift("D", 7, 8),))))
    with pytest.raises(ParameterError, match="Give a table with 'officers' and 'bids'"):
        BidLines().solve(PROBLEM, PLAN)
    with pytest.raises(ParameterError, match="'by' parameter of BidLines"):
        BidLines(by="lot")
    with pytest.raises(InputError, match="cannot be read"):
        BidLines(officers=str(tmp_path / "none.csv"), bids=step.bids).check_file()


def test_an_officer_on_a_locked_line_does_not_bid(tmp_path: Path) -> None:
    locked = ShiftLine(LINES[0].days, 2, holders=("a",), locked=True)
    plan = Plan(roster=Roster(PLAN.roster.shifts, (locked, *LINES[1:])))  # type: ignore[union-attr]
    with pytest.raises(
        InputError, match=r"Officer a holds the locked line 1, and bids\. Leave him out of officers\.csv"
    ):
        BidLines(**tables(tmp_path)).solve(PROBLEM, plan)
