"""What every number of posts brings: the optimum and its rivals as curves, today's practice as a level line."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from beatwright.core.measure import Measure
from beatwright.core.trade_answers import answers_of
from beatwright.core.trade_off import TradeOff
from beatwright.show.drawable import drawable
from beatwright.show.figures.canvas import figure_of, write_on
from beatwright.show.figures.palette import INK, LINES

__all__ = ["curve_of_trade_off"]

_TODAY = "#444444"
_DASHES: tuple[Any, ...] = ((0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)))
_MARKS = ("s", "^", "D", "v", "P")


def curve_of_trade_off(trade: TradeOff) -> Figure:
    """Draw the measure that is traded over the number of posts, and beside it the share within the standard.

    Dots are filled where the plan is proven optimal. The level line is today's practice, the upright one its number of
    posts; the band holds the numbers that give both a saving and a better figure.

    Parameters
    ----------
    trade : TradeOff
        Figures on held-out demand are drawn.
    """
    measures = [trade.traded, *([trade.on_time] if trade.on_time else [])]
    figure = figure_of(10.4 if len(measures) > 1 else 7.2, 4.6)
    width = 0.4 if len(measures) > 1 else 0.87
    for number, measure in enumerate(measures):
        axes = figure.add_axes((0.075 + 0.5 * number, 0.235, width, 0.72))
        _draw(axes, trade, measure)
    _legend(figure, trade)
    return figure


def _draw(axes: Any, trade: TradeOff, measure: Measure) -> None:
    scale = 100.0 if measure.unit == "share" else 1.0
    for number, method in enumerate(trade.methods):
        curve = trade.curve(method)
        x = [point.p for point in curve]
        y = [scale * point.heldout[measure.name] for point in curve]
        axes.plot(x, y, **_style(number))
        if number == 0:
            hollow = [(a, b) for a, b, point in zip(x, y, curve, strict=True) if not point.proven]
            axes.plot(*zip(*hollow, strict=True), "o", mfc="white", mec=LINES[0], ms=6.5, zorder=6) if hollow else None
    if trade.today is not None:
        _mark_today(axes, trade, scale * trade.today.heldout[measure.name])
    _dress(axes, trade, measure)


def _style(number: int) -> dict[str, Any]:
    if number == 0:
        return {"color": LINES[0], "linewidth": 2.6, "marker": "o", "markersize": 6, "zorder": 5}
    return {
        "color": LINES[1 + (number - 1) % (len(LINES) - 1)],
        "linewidth": 1.5,
        "linestyle": _DASHES[(number - 1) % len(_DASHES)],
        "marker": _MARKS[(number - 1) % len(_MARKS)],
        "markersize": 4,
        "zorder": 3,
    }


def _mark_today(axes: Any, trade: TradeOff, level: float) -> None:
    assert trade.today is not None
    axes.axhline(level, color=_TODAY, linewidth=1.8, linestyle=(0, (4, 1.5)), zorder=4)
    axes.axvline(trade.today.p, color=_TODAY, linewidth=1.0, linestyle=":", zorder=2)
    axes.plot([trade.today.p], [level], marker="*", color=_TODAY, markersize=13, zorder=7)
    for p in answers_of(trade).both:
        axes.axvspan(p - 0.5, p + 0.5, color="#d9efe9", zorder=0, linewidth=0)


def _dress(axes: Any, trade: TradeOff, measure: Measure) -> None:
    unit = "%" if measure.unit == "share" else measure.unit
    axes.set_xlabel("Number of posts", color=INK)
    label = axes.set_ylabel("", color=INK)
    label.set_parse_math(False)
    name = drawable(measure.name, 60)
    label.set_text(f"{name[:1].upper()}{name[1:]}{f', {unit}' if unit else ''}")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=15, min_n_ticks=1))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
    axes.set_ylim(bottom=0, top=103 if measure.unit == "share" else None)
    axes.grid(True, color="#e3e3e3", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if trade.today is not None:
        write_on(axes, trade.today.p, 0.02 * axes.get_ylim()[1], f" today: {trade.today.p}", va="bottom", ha="left")


def _legend(figure: Figure, trade: TradeOff) -> None:
    """Label the lines below the plot; texts go in last, so that no name is read as mathematics."""
    entries = [
        (
            Line2D([], [], **_style(number)),
            f"{drawable(method, 32)}{' (filled: proven optimal)' if number == 0 else ''}",
        )
        for number, method in enumerate(trade.methods)
    ]
    if trade.today is not None:
        line = Line2D([], [], color=_TODAY, linewidth=1.8, linestyle=(0, (4, 1.5)), marker="*", markersize=11)
        entries.append((line, f"{drawable(trade.today.plan.name, 32)}, as it is"))
        if answers_of(trade).both:
            band = Line2D([], [], color="#d9efe9", linewidth=9)
            entries.append((band, "fewer posts and better than today"))
    legend = figure.legend(
        [handle for handle, _ in entries], ["line"] * len(entries), loc="lower center", ncol=3, frameon=False
    )
    for text, (_, label) in zip(legend.get_texts(), entries, strict=True):
        text.set_parse_math(False)
        text.set_text(label)
        text.set_fontsize(9)
