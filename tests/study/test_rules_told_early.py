"""Rules of rosters, and files of officers, that are wrong: all is told before any planner solves."""

import sys

import pytest

from beatwright.base.errors import BeatwrightError
from beatwright.planning import WeeklyShifts
from beatwright.study import run_study

SHIFTS = """\
slots = 168
[today]
posts = "stations.csv"
cars = "cars.csv"
[[planning]]
step = "WeeklyShifts"
name = "weekly"
starts = [7, 15, 23]
on = "today"
[alternatives]
count = 0
"""
ON = '[[planning]]\nstep = "{}"\non = "weekly"\n'
NIGHT = "23:00-07:00"


@pytest.fixture
def refused(study_of, tmp_path, monkeypatch):
    """Return what reads and runs a study that must be refused before any planner solves; it gives what was said."""

    def solve(self, problem, plan=None):
        raise AssertionError("a planner ran")

    monkeypatch.setattr(WeeklyShifts, "solve", solve)

    def run(text, **files):
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        with pytest.raises(BeatwrightError) as caught:
            run_study(study_of(SHIFTS + text), tmp_path / "case")
        return str(caught.value)

    return run


RULES = {
    "a misspelt rule": ("most_rn = 6", "There is no 'most_rn' in the rules of Rotation. Did you mean 'most_run'?"),
    "a rule of the wrong kind": ('most_run = "six"', "'most_run' parameter of RosterRules"),
    "a follower that is no list": (f'not_after = {{ "{NIGHT}" = 5 }}', "must be names of shifts. Got 5"),
    "runs that cross": ("least_run = 6, most_run = 4", "Let the first be the smaller"),
    "more rest than a day has": ("least_rest = 30", "'least_rest' parameter of RosterRules"),
    "an unknown shift": ("not_after = { N = ['D'] }", "speaks of the shift 'N'. Known: 07:00-15:00"),
}


@pytest.mark.parametrize("case", RULES)
def test_rules_of_a_rotation_are_told_before_shifts_are_made(refused, case):
    rules, said = RULES[case]
    assert said in refused(ON.format("Rotation") + f"rules = {{ {rules} }}\n")


TABLES = {
    "rules of a rotation": ('step = "Rotation"\nrules = { most_rn = 6 }', "most_rn"),
    "rules and need of a rotation": (
        'step = "Rotation"\nrules = { most_rn = 6 }\nneed = { D = [1, 1, 1, 1, 1, 1] }',
        "most_rn",
    ),
    "sizes of stations": ('step = "TwoStageStations"\np = 2\nsizes = [{ oficers = 3, cost = 1 }]', "oficers"),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_misspelt_key_of_a_table_is_told_when_the_study_is_read(study_of, case):
    text, said = TABLES[case]
    with pytest.raises(BeatwrightError, match=said):
        study_of(f"[[planning]]\n{text}\n")


STAFF = {
    "a misspelt column": ("officer,most_rn\n7,5\n", "There is no column 'most_rn'. Did you mean 'most_run'?"),
    "an officer twice": ("officer,most_run\n7,5\n7,5\n", "More than once: 7"),
    "a contract that cannot be": ("officer,least_run,most_run\n7,6,5\n", "Officer 7: 'least_run' is 6"),
    "windows without a longest run": ("officer,most_run\n7,5\n8,\n", "Officer 8, days 0 to 55: a roster of several"),
    "an unknown shift": (
        f"officer,most_run,most_of\n7,5,{NIGHT}=8\n8,5,N=8\n",
        "Officer 8, most_of: there is no shift",
    ),
}


@pytest.mark.parametrize("case", STAFF)
def test_contracts_are_told_before_shifts_are_made(refused, tmp_path, case):
    staff, said = STAFF[case]
    text = ON.format("NamedRoster") + f'staff = "{tmp_path / "officers.csv"}"\nweeks = 8\nstart = "2026-03-02"\n'
    assert said in refused(text, officers=staff)


def test_all_is_told_at_once(refused, tmp_path):
    text = ON.format("NamedRoster") + f'staff = "{tmp_path / "officers.csv"}"\n'
    said = refused(
        text + ON.format("NamedRoster") + 'staff = "none.csv"\nname = "other"\n', officers="officer,most\n7,5\n"
    )
    assert "There is no column 'most'" in said
    assert "none.csv" in said


def test_a_named_roster_without_staff_is_told_at_once(refused):
    assert "The officers of NamedRoster are not known." in refused(ON.format("NamedRoster"))


def test_shifts_of_single_posts_are_refused_before_they_are_made(refused, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "SHIFTS", SHIFTS.replace("starts =", 'by = "post"\nstarts ='))
    said = refused(ON.format("NamedRoster") + 'staff = "staff.csv"\n')
    assert "NamedRoster needs a roster of the whole city. Make the shifts with by = 'city'." in said
