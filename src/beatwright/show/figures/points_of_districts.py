"""What balance costs in borders: every plan of districts as a point."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from beatwright.core.case import Case
from beatwright.core.evaluation import Evaluation
from beatwright.show.figures.canvas import figure_of, write_on
from beatwright.show.figures.palette import INK, LINES
from beatwright.show.tables.plans_shown import base_with, main_with

__all__ = ["judged_districts", "points_of_districts"]

ACROSS, UP = "cut share", "CV of calls"


def judged_districts(case: Case) -> tuple[Evaluation, ...]:
    """Return the evaluations that tell the balance of calls and the share of borders that districts cut."""
    return tuple(
        evaluation
        for evaluation in case.evaluations
        if {ACROSS, UP} <= {measure.name for measure in evaluation.measures}
    )


def points_of_districts(case: Case) -> Figure:
    """Draw every plan of districts: to the left borders are short, further down calls are evenly shared.

    Parameters
    ----------
    case : Case
        Plans that no judge of districts has judged are left out.
    """
    figure = figure_of(7.2, 4.4)
    axes = figure.add_axes((0.095, 0.13, 0.875, 0.83))
    judged = judged_districts(case)
    for evaluation in judged:
        style = _style(case, evaluation.plan)
        axes.plot([evaluation[ACROSS]], [evaluation[UP]], linestyle="none", markeredgecolor="white", **style)
    _style_axes(axes)
    _label(axes, judged)
    return figure


def _label(axes: Any, judged: tuple[Evaluation, ...]) -> None:
    """Write the names beside the points, towards the middle, none upon another."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    aside, apart = 0.02 * (right - left), 0.05 * (high - low)
    taken: list[tuple[str, float]] = []
    for evaluation in sorted(judged, key=lambda evaluation: evaluation[UP]):
        x, y = evaluation[ACROSS], evaluation[UP]
        side = "left" if x < (left + right) / 2 else "right"
        above = [at + apart for where, at in taken if where == side and at + apart > y]
        y = max(above, default=y)
        taken.append((side, y))
        beside = [one[ACROSS] for one in judged if abs(one[UP] - y) < apart and abs(one[ACROSS] - x) < 2 * aside]
        at = max([x, *beside]) + aside if side == "left" else min([x, *beside]) - aside
        write_on(axes, at, y, evaluation.plan, limit=44, ha=side, va="center", fontsize=8)


def _style(case: Case, plan: str) -> dict[str, Any]:
    main, base = main_with(case, "districts"), base_with(case, "districts")
    if main is not None and plan == main.name:
        return {"marker": "o", "markersize": 12, "color": LINES[0], "zorder": 5}
    if base is not None and plan == base.name:
        return {"marker": "D", "markersize": 10, "color": "#444444", "zorder": 4}
    return {"marker": "o", "markersize": 8, "color": LINES[1], "zorder": 3}


def _style_axes(axes: Any) -> None:
    axes.margins(0.12)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Share of the length of all borders that runs between districts", color=INK)
    axes.set_ylabel("Coefficient of variation of calls", color=INK)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))  # as many decimals as keep ticks apart
    axes.grid(True, color="#e3e3e3", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
