"""A study with the examiner TradeOff: proven, judged on held-out demand, kept in the case folder, told in words."""

import numpy as np
import pandas as pd
import pytest

from beatwright.base.errors import NoPlanFoundError
from beatwright.base.plain_text import spaced_percent
from beatwright.core import Case, Certificate, StudyError
from beatwright.evaluate import Coverage
from beatwright.examine import TradeOffExaminer, answers_of, trade_off_of, trade_sentences
from beatwright.planning import CapacitatedPMedian, PMedian
from beatwright.solver import Location
from beatwright.study import read_study
from beatwright.testing import small_problem


def trade_in(case):
    return trade_off_of(case.finding("trade-off"))


@pytest.fixture(scope="module")
def study_file(demo_city):
    return demo_city


@pytest.fixture(scope="module")
def ran(study_file, sketched_once):
    settings = ["examine.TradeOff.fewest=1", "city.zones=700 m", "city.population="]
    return sketched_once(read_study(study_file, settings=[*settings, "city.population_columns=[]"]))


def test_the_case_folder_reads_back_with_its_trade_off(ran):
    case, folder = ran
    again = Case.load(folder)
    assert again == case
    assert trade_in(again) == trade_in(case)
    pd.testing.assert_frame_equal(trade_in(again).table(), trade_in(case).table())


def test_the_optimum_is_never_above_its_rivals_and_falls_with_p_on_the_planning_demand(ran):
    trade = trade_in(ran[0])
    table = trade.table(on="planned")
    assert all(point.proven for point in trade.curve())
    assert set(table) == {"PMedian", "KMeansPosts", "BusiestZones"}
    for rival in ("KMeansPosts", "BusiestZones"):
        assert (table["PMedian"] <= table[rival] * (1 + 1e-9)).all()
    assert (np.diff(table["PMedian"]) <= 1e-9).all()


def test_the_judge_and_the_certificate_agree(ran):
    for point in trade_in(ran[0]).curve():
        assert point.planned["mean distance"] == pytest.approx(point.plan.certificate.objective)


def test_the_curve_holds_the_recommended_plan_and_today(ran):
    case, _ = ran
    trade, main = trade_in(case), case.plan(case.main)
    same = next(point for point in trade.curve() if point.p == len(main.site_ids))
    assert same.heldout["mean distance"] == pytest.approx(case.comparison.table.loc["mean distance", case.main])
    assert trade.today.plan == case.plan("today")


def test_the_report_tells_it(ran):
    case, folder = ran
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert 'id="trade-off"' in html
    assert all(spaced_percent(sentence).replace("'", "&#39;") in html for sentence in trade_sentences(trade_in(case)))
    assert (folder / "pictures" / "trade_off.png").stat().st_size > 10_000
    table = pd.read_csv(folder / "tradeoff.csv")
    assert len(table) == len(trade_in(case).points) + 1
    held = table[table["method"] == "PMedian"].set_index("posts")["mean distance"]
    np.testing.assert_allclose(held, trade_in(case).table()["PMedian"])


def test_a_saved_post_is_really_saved(ran):
    trade = trade_in(ran[0])
    answers = answers_of(trade, "planned")
    assert answers.saved is not None
    table = trade.table(on="planned")["PMedian"]
    assert table[answers.level] <= answers.today
    assert answers.level == table.index[0] or table[answers.level - 1] > answers.today


def test_without_the_table_there_is_no_trade_off(study_file):
    text = study_file.read_text(encoding="utf-8")
    plain = study_file.with_name("plain.toml")
    plain.write_text(text[: text.index("# What every number")], encoding="utf-8")
    assert read_study(plain).examiners == ()
    made = read_study(study_file).examiners[0]
    assert made == TradeOffExaminer(fewest=3, most=made.most)


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("examine.TradeOff.fewest=0", r"The 'fewest' parameter of TradeOff must be an integer in \[1, inf\). Got 0."),
        ("examine.TradeOff.most=2", r"The 'most' parameter of TradeOff must be an integer in \[3, inf\). Got 2."),
        ('examine.TradeOff.rivals=["RandomPosts"]', "must be one of .*'KMeansPosts'.* Got 'RandomPosts'."),
        ('examine.TradeOff.rivals=["KMeansPosts", "KMeansPosts"]', "names a planner twice"),
        ("examine.TradeOff.rivals=KMeansPosts", "must be a list of planners"),
        ("examine.TradeOff.steps=3", "has no option 'steps'. Known: fewest, measure, most, rivals."),
    ],
)
def test_wrong_options_are_told(study_file, setting, complaint):
    with pytest.raises(StudyError, match=complaint):
        read_study(study_file, settings=[setting])


def test_a_rival_without_a_plan_leaves_a_gap():
    problem = small_problem()
    load = problem.zone_weight().sum()
    rival = CapacitatedPMedian(p=1, capacity=0.5 * load)
    planners = {"PMedian": PMedian(p=2), "CapacitatedPMedian": rival}
    trade = TradeOffExaminer(fewest=1, most=5, planners=planners, judge=Coverage()).trade_off(problem, problem)
    table = trade.table()
    assert list(table.index) == [1, 2, 3, 4, 5]
    assert np.isnan(table.loc[1, "CapacitatedPMedian"])
    assert table.loc[4:, "CapacitatedPMedian"].notna().all()
    assert trade.today is None


def test_a_rival_whose_search_ends_without_a_plan_leaves_a_gap_too(monkeypatch):
    def in_vain(self, problem, plan=None):
        raise NoPlanFoundError("CapacitatedPMedian found no plan in its default effort.")

    monkeypatch.setattr(CapacitatedPMedian, "solve", in_vain)
    problem = small_problem()
    planners = {"PMedian": PMedian(p=2), "CapacitatedPMedian": CapacitatedPMedian(p=1)}
    trade = TradeOffExaminer(fewest=1, most=3, planners=planners, judge=Coverage()).trade_off(problem, problem)
    assert [point.p for point in trade.curve()] == [1, 2, 3]
    assert not trade.curve("CapacitatedPMedian")


def test_a_search_in_vain_says_how_to_search_longer():
    nothing = Location(np.empty(0, dtype=np.int64), np.array([-1]), Certificate("feasible"))
    with pytest.raises(NoPlanFoundError, match=r"in its default effort\. Give 'seconds' to search longer"):
        CapacitatedPMedian(p=1).need_found(nothing)
    with pytest.raises(NoPlanFoundError, match=r"in 3 seconds\. Raise 'seconds'"):
        CapacitatedPMedian(p=1, seconds=3).need_found(nothing)
