"""Examiners in a study: the tables [[examine]], those in the older spelling, and an examiner of one's own."""

import dataclasses

import pytest

from beatwright import examine
from beatwright.core import Case, Finding, ParameterError, StudyError
from beatwright.core.step import Step
from beatwright.examine import AlternativesExaminer, TradeOffExaminer, alternatives_of, trade_off_of
from beatwright.study.file import option_reference, overrides, study_file
from beatwright.study.file.catalogue import STAGES, Stage, step_named

PLANS = '[today]\nposts = "stations.csv"\n[[planning]]\nstep = "PMedian"\np = 2\n'
TRADE = '[[examine]]\nstep = "TradeOff"\nmost = 4\n'
NONE = '[[examine]]\nstep = "Alternatives"\ncount = 0\n'


def names(case):
    return [finding.name for finding in case.findings]


@pytest.mark.parametrize("step", [step.__name__ for step in examine.STEPS])
def test_every_examiner_is_asked_for_by_its_name_and_its_short_word(step, study_of):
    """Both make the same examiner, which test_every_step.py runs."""

    def study(word):
        more = "most = 4" if step.startswith("TradeOff") else ""
        return study_of(f'{PLANS}[[examine]]\nstep = "{word}"\n{more}\n')

    short = study(step.removesuffix("Examiner"))
    assert [type(one).__name__ for one in short.examiners] == [step]
    assert short.examiners == study(step).examiners


def test_the_report_has_them_in_the_order_of_the_file(study_of, planned):
    both = [TRADE, '[[examine]]\nstep = "Alternatives"\ncount = 3\ndiffer = 1\n']
    assert names(planned(study_of(PLANS + "".join(both)))) == ["trade-off", "alternatives", "hindsight"]
    case = planned(study_of(PLANS + "".join(reversed(both))))
    assert names(case) == ["alternatives", "trade-off", "hindsight"]
    assert len(alternatives_of(case.findings[0]).ranked) == 3


def test_the_trade_off_is_beside_today_and_lends_the_study_its_planners(study_of, planned):
    case = planned(study_of(PLANS.replace("p = 2", "p = 2\nseconds = 50.0") + TRADE + NONE))
    trade = trade_off_of(case.finding("trade-off"))
    assert trade.today.plan.posts == case.plan("today").posts
    assert [point.p for point in trade.curve()] == [1, 2, 3, 4]
    assert "seconds=50.0" in trade.curve()[0].plan.made_by
    assert names(case) == ["trade-off", "hindsight"]


def test_the_regret_of_the_recommended_plan_is_shown_unless_it_is_switched_off(study_of, planned):
    study = study_of(PLANS + NONE)
    assert names(planned(study)) == ["hindsight"]
    for change in ({"hindsight": False}, {"holdout": ""}):
        assert names(planned(dataclasses.replace(study, options=dataclasses.replace(study.options, **change)))) == []
    asked = '[[examine]]\nstep = "Hindsight"\nplan = "{}"\n'
    other = '[[planning]]\nstep = "MaxCover"\np = 2\n'
    case = planned(study_of(PLANS + other + NONE + asked.format("PMedian(p=2)")))
    assert names(case) == ["hindsight"]
    assert "PMedian(p=2)" in case.finding("hindsight").sentences[0]
    with pytest.raises(StudyError, match=r"\[\[examine\]\]: Hindsight asks .* no planner made 'today'"):
        study_of(PLANS + asked.format("today"))
    rules = PLANS.replace("PMedian", "BusiestZones")
    assert names(planned(study_of(rules + NONE))) == []


FORECAST = '[forecast]\nstep = "Ewma"\nhalf_lives = [20.0, 60.0]\n'


def test_a_study_with_a_forecast_has_a_backtest_unless_it_is_switched_off(study_of, planned, tmp_path):
    case = planned(study_of(PLANS + FORECAST + NONE), cache=tmp_path / "cache")
    assert names(case) == ["foreseen_demand", "backtest", "hindsight"]
    table = case.finding("backtest").table("backtest")
    assert list(table.index) == ["Ewma(half_lives=(20.0, 60.0))", "EmpiricalBayes", "LastPeriod"]
    assert "foretold 12 weeks" in case.finding("backtest").sentences[0]
    kept = sorted(path.name for path in (tmp_path / "cache" / "backtest").iterdir())
    assert len(kept) == 3
    again = planned(study_of(PLANS + FORECAST + NONE), cache=tmp_path / "cache")
    assert again.finding("backtest") == case.finding("backtest")
    assert sorted(path.name for path in (tmp_path / "cache" / "backtest").iterdir()) == kept
    assert "backtest" not in names(planned(study_of(f"{PLANS}{FORECAST}backtest = 0\n{NONE}")))
    own = '[[examine]]\nstep = "Backtest"\ndates = 4\nforecasters = []\n'
    case = planned(study_of(PLANS + FORECAST + NONE + own))
    assert [name for name in names(case) if name.startswith("backtest")] == ["backtest"]
    assert "foretold 4 weeks" in case.finding("backtest").sentences[0]
    with pytest.raises(StudyError, match=r"'backtest' parameter of \[forecast\] must be an integer"):
        study_of(f"{PLANS}{FORECAST}backtest = -1\n")


def test_a_backtest_of_a_study_sees_nothing_of_what_is_held_out(study_of, planned):
    study = study_of(PLANS + FORECAST + NONE)
    found = [
        planned(dataclasses.replace(study, options=dataclasses.replace(study.options, holdout=day))).finding("backtest")
        for day in ("2022-07-01", "2022-07-01")
    ]
    other = planned(dataclasses.replace(study, options=dataclasses.replace(study.options, holdout="2022-10-01")))
    assert found[0] == found[1]
    assert found[0] != other.finding("backtest")


class Steps:
    """Keeps the names of the steps that began."""

    def __init__(self):
        self.begun = []

    def begin(self, step):
        self.begun.append(step)
        return lambda done, total, text: None

    def end(self, step, seconds, result):
        pass


def test_misspelt_kinds_are_told_all_at_once_before_any_long_work(study_of, planned):
    asked = '[[examine]]\nstep = "Repeats"\nkinds = ["THEFTS"]\n'
    asked += '[[examine]]\nstep = "WeekClock"\nkinds = ["THEFT", "ROBERY"]\n'
    steps = Steps()
    with pytest.raises(StudyError, match=r"(?s)'THEFTS' that Repeats.*'THEFT'.*'ROBERY' that WeekClock.*'ROBBERY'"):
        planned(study_of(PLANS + asked), listener=steps)
    assert not {"lay out zones and sites", "plan", "judge on held-out incidents"} & set(steps.begun)
    assert any(step.startswith("read incidents") for step in steps.begun)


def test_the_differences_of_a_study_have_intervals_unless_they_are_switched_off(study_of, planned):
    study = study_of(PLANS + NONE)
    case = planned(study)
    assert case.comparison.interval(case.main, "mean distance") is not None
    assert "200 draws of the 26 weeks" in case.comparison.notes[0]
    bare = planned(dataclasses.replace(study, options=dataclasses.replace(study.options, interval_draws=0)))
    assert not bare.comparison.has_intervals
    assert bare.comparison.notes == ()
    late = planned(dataclasses.replace(study, options=dataclasses.replace(study.options, holdout="2022-12-01")))
    assert "Only 4 weeks of incidents are held out" in late.comparison.notes[0]
    with pytest.raises(ParameterError, match=r"'interval_draws' parameter of \[study\] must be 0, or at least 20"):
        dataclasses.replace(study.options, interval_draws=7)


def test_without_today_the_words_say_so(study_of, planned):
    case = planned(study_of(PLANS.partition("\n[[")[2].join(("[[", "")) + TRADE + NONE))
    assert "not known" in case.finding("trade-off").sentences[0]


def test_two_of_a_kind_have_two_names(study_of, sketched, tmp_path):
    other = TRADE.replace("most = 4", 'most = 3\nmeasure = "median distance"')
    case = sketched(study_of(PLANS + TRADE + other + TRADE + NONE))
    assert names(case) == ["trade-off", "trade-off-2", "trade-off-3", "hindsight"]
    assert Case.load(tmp_path / "case") == case
    files = {path.name for path in (tmp_path / "case").iterdir()}
    assert {"tradeoff.csv", "trade_off_2_tradeoff.csv", "trade_off_3_tradeoff.csv"} <= files


@pytest.mark.parametrize(
    ("table", "step", "examiner"),
    [
        ("tradeoff", "TradeOff", TradeOffExaminer(most=3)),
        ("alternatives", "Alternatives", AlternativesExaminer(count=3)),
    ],
)
def test_the_older_spelling_works_and_is_told(table, step, examiner, study_of, planned):
    option = "most = 3" if table == "tradeoff" else "count = 3"
    old = study_of(f"{PLANS}[{table}]\n{option}\n")
    new = study_of(f'{PLANS}[[examine]]\nstep = "{step}"\n{option}\n')
    assert old.examiners == new.examiners == (examiner,)
    (note,) = [note for note in old.notes if "older spelling" in note]
    assert note == f'[{table}] is the older spelling of [[examine]] with step = "{step}". It works as before.'
    assert not any("older spelling" in text for text in new.notes)
    case = planned(old)
    assert note in case.problem.city.notes
    other = planned(new)
    assert [one.sentences for one in other.findings] == [one.sentences for one in case.findings]
    assert [one.tables for one in other.findings] == [one.tables for one in case.findings]


@pytest.mark.parametrize(("table", "step"), [("tradeoff", "TradeOff"), ("alternatives", "AlternativesExaminer")])
def test_both_spellings_at_once_are_refused(table, step, study_of):
    with pytest.raises(StudyError, match=rf"has both \[{table}\] and \[\[examine\]\].*keep one of them"):
        study_of(f'{PLANS}[{table}]\n[[examine]]\nstep = "{step}"\n')


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('step = "TradeOf"', r"\[\[examine\]\] has no step 'TradeOf'.*TradeOffExaminer"),
        ('step = "PMedian"', r"\[\[examine\]\] has no step 'PMedian'"),
        ("most = 3", r'\[\[examine\]\] number 1 needs step = "..."'),
        ('step = "TradeOff"\nfewest = 5\nmost = 4', r"'most' parameter of TradeOff must be an integer in \[5, inf\)"),
        ('step = "TradeOff"\nrivals = ["RandomPosts"]', r"\[\[examine\]\]: .*must be one of .*'KMeansPosts'"),
        ('step = "TradeOff"\nrivals = ["PMedian"]', r"\[\[examine\]\]: The 'rivals' parameter of TradeOff"),
        ('step = "TradeOff"\njudge = "Coverage"', r"has no option 'judge'. Known: fewest, measure, most, rivals"),
        ('step = "TradeOff"\nplanners = "x"', r"has no option 'planners'"),
        ('step = "Alternatives"\nplan = "x"', r"has no option 'plan'. Known: count, differ"),
        ('step = "Alternatives"\ncount = 2.5', r"'count' parameter of Alternatives must be an integer"),
    ],
)
def test_what_is_wrong_is_told_before_anything_runs(text, complaint, study_of):
    with pytest.raises(StudyError, match=complaint):
        study_of(f"{PLANS}[[examine]]\n{text}\n")


def test_a_single_bracket_is_told(study_of):
    with pytest.raises(StudyError, match=r"Write \[\[examine\]\] with two brackets"):
        study_of(f'{PLANS}[examine]\nstep = "TradeOff"\n')


def test_settings_reach_them_by_short_word_full_name_number_and_alone():
    tables = {"examine": [{"step": "TradeOff"}, {"step": "AlternativesExaminer"}]}
    for setting in ("examine.TradeOff.most=9", "examine.1.most=9", "examine.most=9"):
        assert overrides.apply_overrides(tables, [setting])["examine"][0]["most"] == 9
    assert overrides.apply_overrides(tables, ["examine.AlternativesExaminer.count=0"])["examine"][1]["count"] == 0


def test_the_list_of_steps_and_their_pages_know_them():
    told = option_reference.list_steps()
    assert '[tradeoff]  (older spelling of [[examine]] with step = "TradeOff")' in told
    assert "TradeOffExaminer" in told[told.index("[[examine]]\n" if "[[examine]]\n" in told else "[[examine]]  (") :]
    assert step_named("TradeOff") == step_named("TradeOffExaminer")
    assert step_named("TradeOff")[0].table == "examine"
    page = option_reference.describe_step("Alternatives")
    assert "  count : int (default 5)" in page
    assert "planner" not in page.split("Options:")[1].split("name : str")[0].replace("planner's", "")


@dataclasses.dataclass(frozen=True)
class Rain(Step):
    """Whether it rained: an examiner of one's own.

    Parameters
    ----------
    wet : int
        Days of rain.
    """

    wet: int = 3

    def examine(self, case, incidents):
        return Finding("rain", "Rain", (f"{self.wet} wet days in {len(incidents)} incidents.",))


def test_an_examiner_of_ones_own_takes_one_line_more(study_of, sketched, tmp_path, monkeypatch):
    own = [Stage("examine", (*stage.steps, Rain), many=True) if stage.table == "examine" else stage for stage in STAGES]
    monkeypatch.setattr(study_file, "STAGES", tuple(own))
    case = sketched(study_of(PLANS + NONE + '[[examine]]\nstep = "Rain"\nwet = 5\n'))
    (sentence,) = case.finding("rain").sentences
    assert sentence.startswith("5 wet days in ")
    assert int(sentence.split()[4]) > 100
    assert sentence in (tmp_path / "case" / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "case" / "findings" / "rain.json").is_file()
    assert Case.load(tmp_path / "case") == case


def test_an_examiner_without_its_tools_says_what_it_needs(study_of, planned):
    case = planned(study_of(PLANS + NONE))
    for examiner, needs in ((TradeOffExaminer(), "'planners'"), (AlternativesExaminer(), "'planner'")):
        with pytest.raises(ValueError, match=f"needs .*{needs}.*'judge'"):
            examiner.examine(case, None)
