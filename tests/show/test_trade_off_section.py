"""The trade-off in the report: hostile names stay harmless, and every state has its words and its picture."""

import dataclasses
import html.parser

import numpy as np
import pytest

from beatwright.core import Certificate, Evaluation, Measure
from beatwright.examine import (
    TradeOff,
    TradePoint,
    answers_of,
    finding_of_trade_off,
    trade_chart,
    trade_plans,
    trade_sentences,
)
from beatwright.show import write_outputs
from beatwright.show.charts.line_chart import draw_lines
from beatwright.show.tables.finding_tables import data_frame_of

HOSTILE = "$\\frac{1}{$ <script>alert(1)</script> \x00=1+1"


def evaluation(case, problem, value, share):
    shown = (
        Measure("mean distance", value, "m", "lower"),
        Measure("share within 2 km", share, "share", "higher", kind="on time"),
    )
    return Evaluation("x", "Coverage", shown, on=problem.demand.source, problem=problem.digest)


def point(case, method, p, value, share=0.5, status="optimal"):
    posts = tuple(case.plans[0].posts[0].__class__(site) for site in case.problem.city.site_ids[:p])
    proof = Certificate(status, value, value if status == "optimal" else -np.inf)
    plan = dataclasses.replace(case.plans[0], posts=posts, name=f"{method} {p}", certificate=proof)
    made = (evaluation(case, problem, value, share) for problem in (case.problem, case.heldout))
    return TradePoint(method, plan, *made)


@pytest.fixture(scope="module")
def trade(case):
    optima = [point(case, "best", p, 900.0 / p, 0.1 * p, "optimal" if p != 3 else "time limit") for p in range(1, 6)]
    rivals = [point(case, HOSTILE, p, 1000.0 / p, 0.08 * p) for p in (2, 4)]
    return TradeOff((*optima, *rivals), "best", point(case, "today", 4, 320.0, 0.25))


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)


def test_names_from_outside_stay_text(case, trade, tmp_path, blank_maps, monkeypatch):
    blank_maps(monkeypatch)
    write_outputs(dataclasses.replace(case, findings=(finding_of_trade_off(trade),)), tmp_path)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert "script" not in tags.seen
    assert "<script>" not in text.replace("&lt;script&gt;", "")
    assert 'id="trade-off"' in text
    assert text.count("as many as today") == 1
    assert "tradeoff.csv" in {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / "pictures" / "trade_off.png").stat().st_size > 10_000


def test_a_plan_without_proof_is_hollow(trade):
    left, right = draw_lines(trade_chart(trade)).axes
    for axes in (left, right):
        hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
        assert [list(line.get_xdata()) for line in hollow] == [[3]]
    assert "4 of 5 plans of best are proven optimal; nothing is proven of others." in trade_sentences(trade)


def test_the_lines_are_the_table(trade):
    left, right = draw_lines(trade_chart(trade)).axes
    table, share = trade.table(), trade.table("share within 2 km")
    np.testing.assert_allclose(left.lines[0].get_ydata(), table["best"])
    np.testing.assert_allclose(right.lines[0].get_ydata(), 100 * share["best"])
    level = next(line for line in left.lines if list(line.get_xdata()) == [0, 1])
    assert list(level.get_ydata()) == [320.0, 320.0]


def test_the_band_holds_the_numbers_that_give_both(trade):
    assert answers_of(trade).both == (3,)
    left, _ = draw_lines(trade_chart(trade)).axes
    assert [(patch.get_x(), patch.get_width()) for patch in left.patches] == [(2.5, 1.0)]


def test_a_single_number_without_today_is_drawn(case, trade):
    alone = TradeOff(trade.curve()[:1], "best")
    assert len(draw_lines(trade_chart(alone)).axes) == 2
    assert len(data_frame_of(case, trade_plans(alone))) == 1
    assert any("not known" in sentence for sentence in trade_sentences(alone))


def test_the_table_for_a_spreadsheet_holds_no_formula(case, trade):
    frame = data_frame_of(case, trade_plans(trade))
    assert len(frame) == 8
    assert not frame["method"].str.startswith(("=", "+", "-", "@")).any()
