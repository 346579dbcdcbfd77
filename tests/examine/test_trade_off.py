"""A trade-off keeps its rules, reads back as it was, and answers as its own table says."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Certificate, Evaluation, Measure, ParameterError, Plan, Post
from beatwright.examine import TradeOff, TradePoint, answers_of, trade_sentences

WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def word(count):
    return WORDS[count] if count < len(WORDS) else str(count)


def point(method, p, planned, heldout, share, status="optimal"):
    evaluations = [
        Evaluation(
            f"{method} {p}",
            "Coverage",
            (
                Measure("mean distance", value, "m", "lower"),
                Measure("share within 1000 m", share, "share", "higher", kind="on time"),
            ),
            on=on,
            problem=on,
        )
        for on, value in (("planned", planned), ("heldout", heldout))
    ]
    proof = Certificate(status, planned, planned if status == "optimal" else 0.9 * planned, seconds=p / 7)
    posts = tuple(Post(f"s{k}") for k in range(p))
    return TradePoint(method, Plan(posts, name=f"{method} {p}", certificate=proof), *evaluations)


@st.composite
def trade_offs(draw, low=1, high=12):
    first = draw(st.integers(low, high))
    ps = range(first, draw(st.integers(first, high)) + 1)
    # Whole metres, so that equal figures come up.
    metres, share = st.integers(100, 130).map(float), st.integers(0, 4).map(lambda k: k / 4)
    status = st.sampled_from(["optimal", "time limit"])
    points = [point("PMedian", p, draw(metres), draw(metres), draw(share), draw(status)) for p in ps]
    points += [point("KMeansPosts", p, draw(metres), draw(metres), draw(share)) for p in ps if draw(st.booleans())]
    today = point("today", draw(st.integers(low, high)), draw(metres), draw(metres), draw(share))
    return TradeOff(tuple(draw(st.permutations(points))), "PMedian", today)


@given(trade_offs(), st.sampled_from(["planned", "heldout"]))
def test_the_answers_are_those_of_the_table(trade, on):
    answers, table = answers_of(trade, on), trade.table(on=on)["PMedian"]
    share = trade.table("share within 1000 m", on)["PMedian"]
    now, today = getattr(trade.today, on)["mean distance"], trade.today
    assert (answers.posts, answers.today) == (today.p, now)
    assert answers.same == (table[today.p] if today.p in table.index else None)
    kept = [p for p in table.index if (table.loc[p:] <= now).all()]
    assert answers.level == min(kept, default=None)
    better = table[(table.index < today.p) & (table < now) & (share >= getattr(today, on)["share within 1000 m"])]
    assert list(answers.both) == list(better.index)


@given(trade_offs())
@settings(max_examples=200)
def test_the_words_agree_with_the_table(trade):
    table = trade.table()["PMedian"]
    share = trade.table("share within 1000 m")["PMedian"]
    p, now = trade.today.p, trade.today.heldout["mean distance"]
    same, level, both, *rest = [text.replace("\u00a0", " ") for text in trade_sentences(trade)]
    if p not in table.index:
        assert "cannot be compared at the same number" in same
    elif table[p] < now:
        assert f"from {now:,.0f} m to {table[p]:,.0f} m (−{100 * (1 - table[p] / now):.1f} %)" in same
    else:
        assert f"no better than today: its mean distance is {table[p]:,.0f} m, today's {now:,.0f} m" in same
    kept = min((q for q in table.index if (table.loc[q:] <= now).all()), default=None)
    if kept is None:
        assert level.startswith("No number of posts tried")
    else:
        assert f"takes {word(kept)} post" in level
        assert f"({table[kept]:,.0f} m)" in level
        told = (
            "as many as today" if kept == p else f"{word(abs(p - kept))} {'fewer' if kept < p else 'more'} than today"
        )
        assert told in level
    fits = [q for q in table.index if q < p and table[q] < now and share[q] >= trade.today.heldout[share_name(trade)]]
    assert both.startswith("Both a saving") == bool(fits)
    for q in fits[:1] + fits[-1:]:
        assert f"{100 * (1 - table[q] / now):.1f} % better" in both
        assert f"{word(p - q)} fewer than today" in both
    proven = sum(point.proven for point in trade.curve())
    every = "The plan of " if len(table) == 1 else f"All {len(table)} "
    assert rest[-1].startswith(every if proven == len(table) else f"{proven} of {len(table)} plans")


def share_name(trade):
    return trade.share.name


@given(trade_offs())
def test_a_trade_off_reads_back_as_it_was(trade):
    again = TradeOff.from_dict(json.loads(json.dumps(trade.to_dict())))
    assert again == trade
    assert again.points == trade.points


def test_wall_times_do_not_count():
    trade = TradeOff((point("PMedian", 2, 1.0, 1.0, 0.5),), "PMedian")
    (only,) = trade.points
    slow = dataclasses.replace(only.plan, certificate=dataclasses.replace(only.plan.certificate, seconds=99.0))
    assert TradeOff((dataclasses.replace(only, plan=slow),), "PMedian") == trade
    other = dataclasses.replace(only.plan, posts=(Post("a"), Post("b")))
    assert TradeOff((dataclasses.replace(only, plan=other),), "PMedian") != trade


def test_without_today_nothing_is_said_against_it():
    trade = TradeOff(tuple(point("PMedian", p, 9.0 - p, 9.0 - p, 0.5) for p in (1, 2)), "PMedian")
    first, *_ = trade_sentences(trade)
    assert "Today's practice is not known" in first
    with pytest.raises(ParameterError, match="nothing can be said"):
        answers_of(trade)


def test_figures_that_are_not_known_keep_no_level():
    lost = (
        point("PMedian", 1, np.inf, np.inf, 0.0, "time limit"),
        point("PMedian", 2, np.nan, np.nan, 0.0, "time limit"),
    )
    trade = TradeOff(lost, "PMedian", point("today", 3, 5.0, 5.0, 0.5))
    answers = answers_of(trade)
    assert (answers.level, answers.both, answers.same) == (None, (), None)
    assert all(isinstance(text, str) for text in trade_sentences(trade))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"exact": "PCenter"}, "needs plans of its exact method 'PCenter'"),
        ({"measure": "mean distanc"}, "Did you mean 'mean distance'"),
        ({"points": (point("PMedian", 2, 1.0, 1.0, 0.5), point("PMedian", 2, 2.0, 2.0, 0.5))}, "Twice:"),
    ],
)
def test_what_cannot_be_stated_is_told(change, complaint):
    trade = TradeOff((point("PMedian", 2, 1.0, 1.0, 0.5),), "PMedian")
    with pytest.raises(ParameterError, match=complaint):
        dataclasses.replace(trade, **change)


def test_plans_judged_on_different_problems_do_not_mix():
    one, two = point("PMedian", 1, 1.0, 1.0, 0.5), point("PMedian", 2, 1.0, 1.0, 0.5)
    strange = dataclasses.replace(two, heldout=dataclasses.replace(two.heldout, problem="another"))
    with pytest.raises(ParameterError, match=r"judged \(heldout\) on different problems"):
        TradeOff((one, strange), "PMedian")
