"""Every step that a study can name goes through a run: alone, and after the others of its table."""

from dataclasses import replace

import pytest

from beatwright.core import Case
from beatwright.core.protocols import HourlyJudge
from beatwright.study import run_study
from beatwright.study.file.catalogue import STAGES

# Options of the steps that need some; small searches, so that a run takes seconds.
OPTIONS = {
    "CurrentPosts": 'file = "stations.csv"',
    "CurrentDistricts": 'file = "beats.csv"',
    "CurrentCars": 'cars = 3\nname = "CurrentCars"',
    "CurrentRoster": 'file = "roster.csv"\nname = "CurrentRoster"',
    "WeeklyShifts": "starts = [7, 15, 23]",
    "Rotation": "weeks = 4\nneed = { D = [1, 1, 1, 1, 1, 1, 1], N = [1, 1, 1, 1, 1, 1, 1] }\n"
    "rules = { most_run = 6, least_rest = 11, clocks = { D = [7, 12], N = [19, 12] } }",
    "BidLines": 'officers = "officers.csv"\nbids = "bids.csv"',
    "NamedRoster": 'staff = "staff.csv"\nweeks = 1\nseconds = 1',
    "RandomPosts": "p = 2\ndraws = 4",
    "BusiestZones": "p = 2",
    "KMeansPosts": "p = 2",
    "PMedian": "p = 2",
    "CapacitatedPMedian": "p = 2",
    "PCenter": "p = 2",
    "MaxCover": "p = 2",
    "SetCover": "share = 0.7",
    "BackupCover": "p = 2",
    "TwoStageStations": "p = 2\ntravel_cost = 0.05",
    "BalancedDistricts": "k = 2\nseconds = 0.2\nweightings = 3",
    "TradeOffExaminer": "most = 3",
    "AlternativesExaminer": "count = 2",
    "ProportionalCars": "car_hours = 2000",
    "Simulation": 'weeks = 4\nstart = "first"',
    "PatrolBeats": "p = 2\nseconds = 0.2\nprove_seconds = 0.2",
}
# What each examiner's finding is called.
FINDINGS = {
    "TradeOffExaminer": "trade-off",
    "AlternativesExaminer": "alternatives",
    "Intensity": "intensity",
    "Randomness": "randomness",
    "Hotspots": "hotspots",
    "Repeats": "repeats",
    "WeekClock": "week-clock",
    "Change": "change",
    "Backtest": "backtest",
    "PairedIntervals": "paired-intervals",
    "Hindsight": "hindsight",
    "Audits": "audits",
    "Crews": "crews",
    "CarTradeOff": "car-trade-off",
    "Dispatch": "dispatch",
    "Rosters": "rosters",
    "ShiftPolicies": "shift-policies",
}
STEPS = {stage.table: [step.__name__ for step in stage.steps] for stage in STAGES if stage.chosen}
STEP = {step.__name__: step for stage in STAGES for step in stage.steps}
FEW = "[alternatives]\ncount = 0\n"


def table(stage, step, *more):
    heading = f"[[{stage}]]" if stage in ("planning", "evaluate", "examine") else f"[{stage}]"
    return "\n".join((heading, f'step = "{step}"', OPTIONS.get(step, ""), *more, ""))


def bare(study):
    """Return the study without what it examines unasked, which has tests of its own."""
    return replace(study, options=replace(study.options, hindsight=False, interval_draws=0))


# The first lines go on with [problem]: cars are planned by the hour.
HOURLY = "slots = 168\n"
AT_POSTS = ("CurrentCars", "PatrolCars", "HourlyCars", "ProportionalCars")  # which need a plan with posts
# Which need posts of their own file, a plan with cars, or a plan with a roster.
ROSTERS = ("CurrentRoster", "WeeklyShifts", "BidLines", "NamedRoster")


@pytest.mark.parametrize("step", [step for step in STEPS["planning"] if step not in (*AT_POSTS, *ROSTERS)])
def test_every_planner_runs_alone(step, study_of, sketched, tmp_path):
    study = bare(study_of(table("planning", step) + FEW))
    case = sketched(study)
    assert case.plan(case.main).made_by.startswith(step)
    assert set(study.planners[0][1].makes) <= set(case.plan(case.main).decided)
    assert {e.plan for e in case.evaluations} == {plan.name for plan in case.plans}
    assert Case.load(tmp_path / "case") == case
    assert (tmp_path / "case" / "report.html").stat().st_size > 0


@pytest.mark.parametrize("step", AT_POSTS)
def test_every_planner_of_cars_runs_on_posts(step, study_of, sketched, tmp_path):
    study = study_of(HOURLY + table("planning", "PMedian") + table("planning", step, 'on = "PMedian"') + FEW)
    case = sketched(bare(study))
    found = next(plan for plan in case.plans if plan.made_by.startswith(step))
    assert len(found.crews) == 2
    assert {len(row) for row in found.crews} == {1 if step == "CurrentCars" else 168}
    assert found.on == "PMedian(p=2)"
    assert {e.plan for e in case.evaluations} == {plan.name for plan in case.plans}
    assert Case.load(tmp_path / "case") == case
    assert (tmp_path / "case" / "report.html").stat().st_size > 0


# Those whose demand must be by the hour, which others take long over.
BY_HOUR = ("PatrolCars", "HourlyCars", "ProportionalCars")


@pytest.mark.parametrize(
    "steps",
    [[step for step in STEPS["planning"] if step not in (*BY_HOUR, *ROSTERS)], ["PMedian", *AT_POSTS]],
    ids=("posts", "cars"),
)
def test_all_planners_run_together(steps, study_of, request, tmp_path):
    on = dict.fromkeys(AT_POSTS, ('on = "PMedian(p=2)"',))
    text = "".join(table("planning", step, *on.get(step, ())) for step in steps)
    hourly = bool(set(BY_HOUR) & set(steps))
    study = bare(study_of(HOURLY * hourly + text + FEW))
    # Cars change nothing on the maps, which are those of their posts.
    case = request.getfixturevalue("sketched")(study) if hourly else run_study(study, tmp_path / "case")
    assert {plan.made_by.split("(")[0] for plan in case.plans} == set(steps)


TODAY = '[today]\nposts = "stations.csv"\ndistricts = "beats.csv"\n'


def test_named_officers_go_on_the_shifts_of_a_roster(study_of, planned):
    today = '[today]\nposts = "stations.csv"\ncars = "cars.csv"\n'
    shifts = table("planning", "WeeklyShifts", 'on = "today"', 'name = "shifts"')
    case = planned(study_of(HOURLY + today + shifts + table("planning", "NamedRoster", 'on = "shifts"') + FEW))
    plan = next(plan for plan in case.plans if plan.made_by.startswith("NamedRoster"))
    assert {len(days) for days in plan.roster.duty.values()} == {7}
    assert plan.on == "shifts"


def test_officers_bid_for_the_lines_of_todays_roster(study_of, planned):
    today = '[today]\nposts = "stations.csv"\nroster = "roster.csv"\n'
    case = planned(study_of(HOURLY + today + table("planning", "BidLines", 'on = "today"') + FEW))
    plan = next(plan for plan in case.plans if plan.made_by.startswith("BidLines"))
    assert [line.holders for line in plan.roster.lines] == [("b1",), (), ("b2",), ()]
    assert plan.crews == case.plan("today").crews


@pytest.mark.parametrize("step", [step for step in STEPS["planning"] if step not in ("BidLines", "NamedRoster")])
def test_every_planner_runs_on_the_plan_of_today(step, study_of, planned):
    slots = HOURLY if step in AT_POSTS else ""
    today = TODAY + 'cars = "cars.csv"\n' * (step == "WeeklyShifts")
    study = bare(study_of(slots + today + table("planning", step, 'on = "today"') + FEW))
    case = planned(study)
    today, plan = case.plan("today"), case.plan(case.main)
    made = study.planners[0][1].makes
    assert (case.base, plan.on, plan.today) == ("today", "today", step.startswith("Current"))
    assert set(plan.decided) == set(study.layers[case.main])
    assert plan.posts == today.posts or "posts" in made
    assert plan.districts == today.districts or "districts" in made
    assert "Built on the plan “today”." in plan.notes


@pytest.mark.parametrize("step", STEPS["forecast"])
def test_every_forecaster_runs(step, study_of, planned):
    text = table("forecast", step, "scenarios = 3", "backtest = 0") + table("planning", "PMedian") + FEW
    case = planned(bare(study_of(text)))
    assert len(case.problem.demand.weight) == 3


ROSTER_OF_TODAY = '[[planning]]\nstep = "CurrentRoster"\nfile = "roster.csv"\non = "today"\nname = "roster"\n'
CARS_OF_TODAY = '[today]\nposts = "stations.csv"\ncars = "cars.csv"\n'
MORE_CARS = '[[planning]]\nstep = "CurrentCars"\ncars = 3\non = "today"\n'


@pytest.mark.parametrize("judge", STEPS["evaluate"])
def test_every_judge_runs(judge, study_of, planned):
    hourly = isinstance(STEP[judge](), HourlyJudge)
    others = TODAY + ROSTER_OF_TODAY if judge == "Roster" else table("planning", "PatrolBeats")
    text = CARS_OF_TODAY + MORE_CARS if hourly else others
    case = planned(bare(study_of((HOURLY if hourly else "") + text + table("evaluate", judge) + FEW)))
    assert {evaluation.judge.split("(")[0] for evaluation in case.evaluations} == {judge}


@pytest.mark.slow
def test_a_roster_is_written_for_spreadsheets(study_of, tmp_path):
    case = run_study(study_of(TODAY + ROSTER_OF_TODAY + table("evaluate", "Roster") + FEW), tmp_path / "case")
    assert case.plan(case.main).roster.officers == 4
    assert (tmp_path / "case" / "roster.csv").read_text(encoding="utf-8-sig").count("s4") == 2
    assert (tmp_path / "case" / "roster.xlsx").stat().st_size > 0
    assert Case.load(tmp_path / "case") == case


@pytest.mark.parametrize("examiner", STEPS["examine"])
def test_every_examiner_runs(examiner, study_of, sketched, tmp_path):
    asked = "" if examiner == "AlternativesExaminer" else FEW
    case = sketched(bare(study_of(TODAY + table("planning", "PMedian") + table("examine", examiner) + asked)))
    assert FINDINGS[examiner] in [finding.name for finding in case.findings]
    assert len(list((tmp_path / "case" / "findings").glob("*.json"))) == len(case.findings)


def test_a_menu_of_stations_with_capacity_runs(study_of, sketched):
    text = (
        table("planning", "TwoStageStations", "capacity = true", "sample = 6")
        + '[[planning.sizes]]\nname = "large"\nreach = 1200.0\ncount = 1\nleast = 2\n'
        + '[[planning.sizes]]\nname = "small"\nreach = 700.0\ncount = 1\n'
    )
    case = sketched(study_of(text + FEW))
    assert {post.size for post in case.plan(case.main).posts} == {"large", "small"}
