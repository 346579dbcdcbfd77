"""Leave from tables: limits of squads and weeks, what is wrong with them, and leave in a roster by name."""

from datetime import date
from pathlib import Path

import pytest

from beatwright.core import InfeasibleError, InputError, Plan, Post, Roster, Shift, ShiftLine
from beatwright.evaluate import Roster as RosterJudge
from beatwright.planning import NamedRoster
from beatwright.planning.rosters.squad_leave import LeaveAsked, read_leave_asked
from beatwright.solver.rosters.leave import LEAVE_METHODS
from beatwright.testing import small_problem

START = date(2026, 1, 5)
OFFICERS = "officer,seniority,squad,weeks\n1,1,A,1\n2,2,A,1\n3,3,B,1\n"
WISHES = "officer,rank,week\n1,1,2\n2,1,2\n2,2,2026-01-21\n3,1,2026-01-12\n"


def asked(
    folder: Path, officers: str = OFFICERS, wishes: str = WISHES, most: int | str = 1, **more: object
) -> LeaveAsked:
    for name, text in (("officers.csv", officers), ("wishes.csv", wishes), ("limits.csv", f"{most}")):
        (folder / name).write_text(text, encoding="utf-8")
    limit = most if isinstance(most, int) else folder / "limits.csv"
    return read_leave_asked(
        folder / "officers.csv",
        folder / "wishes.csv",
        limit,
        **{"start": START, "weeks": 4, **more},  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("method", LEAVE_METHODS)
def test_weeks_are_numbers_or_dates_and_squads_keep_their_limits(method: str, tmp_path: Path) -> None:
    found = asked(tmp_path)
    assert found.wishes == {"1": (1,), "2": (1, 2), "3": (1,)}
    assert found.points.tolist() == [[0, 2, 0, 0], [0, 2, 1, 0], [0, 2, 0, 0]]
    weeks = dict(zip(found.officers, found.given(method).weeks, strict=True))
    assert weeks["3"] == (1,)
    assert {weeks["1"], weeks["2"]} == {(1,), (2,)}


def test_the_limit_nearest_to_squad_and_week_counts(tmp_path: Path) -> None:
    limits = "squad,week,most\n,,3\nB,,2\n,2,1\nB,2,0\n"
    found = asked(tmp_path, wishes="officer,rank,week\n1,1,1\n2,1,1\n3,1,1\n", most=limits)
    assert found.most_away == {"A": [3, 1, 3, 3], "B": [2, 0, 2, 2]}


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    officers = "officer,seniority,squad,weeks\n1,1,A,1\n2,2,,1\n3,3,B,-1\n"
    wishes = "officer,rank,week\n1,1,2\n1,1,3\n1,2,2\n9,1,1\n3,1,5\n3,2,2027-01-01\n3,3,soon\n"
    limits = "squad,week,most\nC,,1\nA,9,1\nA,1,-2\nA,1,2\n"
    with pytest.raises(InputError) as told:
        asked(tmp_path, officers, wishes, limits)
    for said in (
        "These officers have no squad: 2.",
        "Officer 3, weeks: must be a whole number of at least 0. Got '-1'.",
        "Officer 1 gives the rank 1 to two weeks.",
        "Officer 1 asks for week 2 twice.",
        "Of wishes.csv these are not among the officers of officers.csv: '9' (row 4).",
        "There is no week '5', asked for in row 5 of wishes.csv. Weeks are numbered 1 to 4, or named",
        "There is no week '2027-01-01', asked for in row 6 of wishes.csv.",
        "There is no week 'soon', asked for in row 7 of wishes.csv.",
        "Row 1 of limits.csv: there is no squad 'C'.",
        "Row 2 of limits.csv: there is no week '9'.",
        "Row 3 of limits.csv, most: must be a whole number of at least 0. Got '-2'.",
        "Row 4 of limits.csv gives the same squad and week another limit.",
        "limits.csv has no limit for some weeks of squad",
    ):
        assert said in str(told.value)


@pytest.mark.parametrize(
    ("officers", "most", "more", "said"),
    [
        ("officer,weeks\n1,5\n", 1, {}, "Officer 1 has 5 weeks of leave, but only 4 are planned."),
        (
            "officer,weeks\n1,2\n",
            "week,most\n,0\n3,1\n",
            {},
            "has 2 weeks of leave, but only 1 may be taken by his squad.",
        ),
        ("officer,squad,weeks\n1,A,3\n2,A,3\n3,B,1\n", 1, {}, "Squad A has 6 weeks of leave, but the limits let 4 be"),
        ("officer\n1\n2\n3\n", 1, {}, "How many weeks of leave an officer has is not known."),
        ("officer,weeks\n1,1\n2,1\n3,1\n", 1, {"weeks_each": 2}, "Keep one of them."),
    ],
)
def test_leave_that_does_not_fit(
    officers: str, most: int | str, more: dict[str, int], said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as told:
        asked(tmp_path, officers, "officer,rank,week\n1,1,1\n", most, **more)
    assert said in str(told.value)


def test_squads_whose_weeks_fit_in_number_alone_are_named(tmp_path: Path) -> None:
    limits = "week,most\n1,3\n2,1\n3,0\n4,0\n"
    officers = "officer,squad,weeks\n1,A,2\n2,A,2\n3,B,1\n"
    with pytest.raises(InfeasibleError, match=r"squad 0 .* in this order: A and B"):
        asked(tmp_path, officers, "officer,rank,week\n1,1,1\n", limits).given("total")


def test_who_named_too_few_weeks_is_told(tmp_path: Path) -> None:
    found = asked(tmp_path, "officer\n1\n2\n3\n", weeks_each=2, most=3)
    assert "2 officers named fewer weeks than they have, and get the rest where there is room: 1, 3." in found.notes()


# Leave in a roster by name.

SHIFTS = Roster((Shift("D", 7, 8),), (ShiftLine.on("D", range(7), 2),))
PLAN = Plan(posts=(Post("s2"),), crews=((1,),), roster=SHIFTS, name="shifts")
STAFF = "officer,least_minutes,most_minutes,most_run\n" + "".join(f"{who},4800,9600,6\n" for who in "abcd")


def test_days_of_leave_are_off_and_count_as_worked(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "leave.csv").write_text(
        "officer,squad,week,from,to,rank\na,A,1,2026-03-09,2026-03-15,1\na,A,1,2026-04-27,2026-05-03,2\n",
        encoding="utf-8",
    )
    files = {"staff": str(tmp_path / "staff.csv"), "leave": str(tmp_path / "leave.csv")}
    step = NamedRoster(**files, start="2026-03-02", weeks=4, seconds=1)
    plan = step.solve(small_problem(), PLAN)
    assert plan.roster is not None
    assert plan.roster.leave == {"a": (1,)}
    assert set(plan.roster.duty["a"][7:14]) == {""}
    contract = plan.roster.contracts["a"]
    assert (contract.least_minutes, contract.most_minutes) == (4800, 9600)
    assert contract.leave == contract.days_off == tuple(range(7, 14))
    # The judge knows the leave: three quarters of the month's minutes are enough.
    officers = RosterJudge().score(small_problem(), plan).table("officer").frame
    assert "minutes" not in officers["rules broken"]["a"]
    assert "7 days of leave of 1 officer are off." in plan.notes
    assert Plan.from_dict(plan.to_dict()).roster == plan.roster


def test_leave_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "leave.csv").write_text(
        "officer,from,to\nz,2026-03-09,2026-03-15\na,2026-03-09,2026-03-01\nb,soon,2026-03-01\n", encoding="utf-8"
    )
    step = NamedRoster(staff=str(tmp_path / "staff.csv"), leave=str(tmp_path / "leave.csv"), start="2026-03-02")
    with pytest.raises(InputError) as told:
        step.check_file()
    assert told.value.complaints == (
        "Row 1 of leave.csv: officer 'z' is not of the staff.",
        "Row 2 of leave.csv: leave ends on 2026-03-01, before it begins on 2026-03-09.",
        "Row 3 of leave.csv, from: 'soon' is no date such as 2026-03-02.",
    )
