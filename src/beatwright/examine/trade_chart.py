"""A trade-off as curves: the optimum and its rivals over the number of posts, today's practice as a level line."""

from __future__ import annotations

import math

from beatwright.base.plain_text import clean
from beatwright.core.chart import Line, LineChart, Panel
from beatwright.core.measure import Measure
from beatwright.examine.trade_answers import answers_of
from beatwright.examine.trade_off import TradeOff

__all__ = ["trade_chart"]

_CAPTION = (
    "Judged on demand that no plan has seen. A dot is filled where the plan is proven to be the best one with that "
    "number of posts, on the demand that it was planned on."
)


def trade_chart(trade: TradeOff) -> LineChart:
    """Return the measure that is traded over the number of posts, and beside it the share within the standard.

    Dots are filled where the plan is proven optimal. The level line is today's practice, the upright one its number of
    posts; the band holds the numbers that give both a saving and a better figure.

    Parameters
    ----------
    trade : TradeOff
        Figures on held-out demand are drawn.
    """
    share, today = trade.share, trade.today
    what = f"{clean(trade.measure, 60)}{f' and of the {clean(share.name, 60)}' if share else ''}"
    exact = clean(trade.exact, 60)
    both = () if today is None else answers_of(trade).both
    return LineChart(
        name="trade_off",
        alt=f"Curves of the {what} over the number of posts, for {exact} and its rivals, beside today.",
        caption=_CAPTION,
        x_name="Number of posts",
        panels=[_panel(trade, measure) for measure in (trade.traded, *([share] if share else []))],
        mark=math.nan if today is None else today.p,
        mark_name="" if today is None else f"today: {today.p}",
        level_name="" if today is None else f"{clean(today.plan.name, 32)}, as it is",
        hollow_name="filled: proven optimal",
        bands=[(p - 0.5, p + 0.5) for p in both],
        band_name="fewer posts and better than today",
    )


def _panel(trade: TradeOff, measure: Measure) -> Panel:
    level = math.nan if trade.today is None else trade.today.heldout[measure.name]
    return Panel(measure.name, [_line(trade, method, measure) for method in trade.methods], measure.unit, level)


def _line(trade: TradeOff, method: str, measure: Measure) -> Line:
    curve = trade.curve(method)
    hollow = [k for k, point in enumerate(curve) if not point.proven] if method == trade.exact else []
    return Line(method, [point.p for point in curve], [point.heldout[measure.name] for point in curve], hollow)
