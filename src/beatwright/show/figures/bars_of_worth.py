"""What each post is worth, as bars: what closing it costs, and what one more would save."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from beatwright.base.quantity import amount, mean_word
from beatwright.core.alternatives import Alternatives, PostWorth
from beatwright.show.drawable import drawable
from beatwright.show.figures.canvas import figure_of, write_on
from beatwright.show.figures.palette import CHANGE, INK

__all__ = ["bars_of_worth"]

_ENDS = 15
_BAR = 0.29  # inches
_LEFT = 0.4  # share of the width that the names of the sites have
_WIDEST = 30  # characters of a name


def bars_of_worth(alternatives: Alternatives, names: Mapping[str, str] | None = None) -> Figure:
    """Draw one bar per post of the best plan, the dearest on top, and below them the best additional post.

    Of more than 30 posts the 15 that count most and the 15 that count least are drawn. A post without which some
    calls would be out of reach gets a hatched bar as long as the longest.

    Parameters
    ----------
    alternatives : Alternatives
        With worths.
    names : mapping of str to str, optional
        Names of sites, by id; a site without one goes by its id.
    """
    closed = list(alternatives.closed)
    if len(closed) > 2 * _ENDS:
        closed = closed[:_ENDS] + closed[-_ENDS:]
    bars = [*closed, *([alternatives.next_post] if alternatives.next_post else [])]
    height = _BAR * len(bars) + 0.75
    figure = figure_of(5.6, height)
    axes = figure.add_axes((_LEFT, 0.55 / height, 0.97 - _LEFT, _BAR * len(bars) / height))
    longest = max([abs(w.difference) for w in bars if math.isfinite(w.difference)], default=0.0) or 1.0
    for row, worth in enumerate(bars):
        _bar(axes, alternatives, worth, row, longest)
        _site(axes, alternatives, worth, row, longest, names or {})
    _dress(axes, alternatives, len(bars), longest)
    return figure


def _bar(axes: Any, alternatives: Alternatives, worth: PostWorth, row: int, longest: float) -> None:
    lost = not math.isfinite(worth.difference)
    length = longest if lost else abs(worth.difference)
    colour = CHANGE[0] if worth.change == "open" else CHANGE[-1]
    axes.barh(row, length, 0.7, color="white" if lost else colour, edgecolor=colour, hatch="////" if lost else None)
    unit = alternatives.unit.partition(" ")[0]
    text = "some calls unreached" if lost else f"{'−' if worth.change == 'open' else '+'}{amount(length, unit)}"
    inside = length > 0.72 * longest
    style: dict[str, Any] = {"color": "white" if inside and not lost else INK, "va": "center", "fontsize": 8}
    if lost:
        style["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    shift = -0.012 if inside else 0.012
    write_on(axes, length + shift * longest, row, text, ha="right" if inside else "left", **style)


def _site(
    axes: Any, alternatives: Alternatives, worth: PostWorth, row: int, longest: float, names: Mapping[str, str]
) -> None:
    number = f"{alternatives.best.plan.site_ids.index(worth.site) + 1}  " if worth.change == "close" else "one more: "
    name = names.get(worth.site, worth.site)
    write_on(axes, -0.02 * longest, row, f"{number}{drawable(name, _WIDEST)}", ha="right", va="center", fontsize=8)


def _dress(axes: Any, alternatives: Alternatives, rows: int, longest: float) -> None:
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlim(0, 1.02 * longest)
    axes.set_yticks([])
    label = axes.set_xlabel("", color=INK, fontsize=8.5)
    label.set_parse_math(False)
    label.set_text(f"Change of the {mean_word(alternatives.unit)}, {drawable(alternatives.unit, 60)}")
    axes.tick_params(axis="x", labelsize=8)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
