"""The curve that shows the whole distribution: the share of calls with a post within each distance."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.show.drawable import drawable
from beatwright.show.figures.canvas import figure_of, write_on
from beatwright.show.figures.cells import measured_by, service_of
from beatwright.show.figures.palette import INK, LINES
from beatwright.show.tables.plans_shown import base_with, main_with

__all__ = ["curve_of_distance", "share_within"]

_POINTS = 300
_DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.5, 1.2)), (0, (6, 1.5, 1.5, 1.5)), (0, (3, 3)))


def share_within(case: Case, plan: Plan) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return distances in rising order and the share of the held-out calls with a post at most that far.

    Parameters
    ----------
    case : Case
        City, held-out demand and standard are read.
    plan : Plan
        Its posts must be decided.

    Returns
    -------
    distance : array of float, shape (n,)
        Metres, or minutes where the standard is given in minutes only.
    share : array of float, shape (n,)
        0 to 1; ends below 1 where zones with calls are never reached.
    """
    by = measured_by(case.heldout)
    distance = np.asarray(getattr(service_of(case.problem.city, plan), by), dtype=np.float64)
    calls = case.heldout.demand.expected.sum(axis=1)
    order = np.argsort(distance, kind="stable")
    total = max(float(calls.sum()), 1e-300)
    reached = order[np.isfinite(distance[order]) & (calls[order] > 0)]
    return np.r_[0.0, distance[reached]], np.r_[0.0, np.cumsum(calls[reached]) / total]


def curve_of_distance(case: Case) -> Figure:
    """Draw one curve per plan: the higher and the more to the left, the better.

    Parameters
    ----------
    case : Case
        Plans without posts are left out; the main plan's line is thick, the base's thick and grey.
    """
    figure = figure_of(7.2, 4.4)
    axes = figure.add_axes((0.085, 0.13, 0.885, 0.84))
    main = main_with(case, "posts")
    plans = [plan for plan in case.plans if plan.posts is not None]
    plans.sort(key=lambda plan: plan is main)
    others = iter(range(1, 10_000))
    farthest = 0.0
    for plan in plans:
        x, y = share_within(case, plan)
        farthest = max(farthest, float(np.interp(0.995, y, x)))
        axes.plot(*_thinned(x, y), drawstyle="steps-post", **_style(case, plan, others))
    _style_axes(axes, case, farthest)
    _legend(axes, [drawable(plan.name, 32) for plan in plans])
    return figure


def _style(case: Case, plan: Plan, others: Any) -> dict[str, Any]:
    if plan is main_with(case, "posts"):
        return {"color": LINES[0], "linewidth": 2.8, "zorder": 5}
    if plan is base_with(case, "posts"):
        return {"color": "#444444", "linewidth": 2.4, "linestyle": (0, (4, 1.5)), "zorder": 4}
    number = next(others)
    colour = LINES[1 + (number - 1) % (len(LINES) - 1)]
    return {"color": colour, "linewidth": 1.6, "linestyle": _DASHES[number % len(_DASHES)], "zorder": 3}


def _thinned(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> tuple[Any, Any]:
    if len(x) <= _POINTS:
        return x, y
    pick = np.unique(np.r_[0, np.searchsorted(y, np.linspace(0, y[-1], _POINTS)), len(x) - 1])
    return x[pick], y[pick]


def _style_axes(axes: Any, case: Case, farthest: float) -> None:
    by = measured_by(case.heldout)
    standard = case.heldout.within if by == "metres" else case.heldout.within_minutes
    axes.set_xlim(0, max(farthest, 1.15 * (standard or 0.0), 1e-9))
    axes.set_ylim(0, 1.005)
    axes.set_yticks(np.linspace(0, 1, 6), [f"{p} %" for p in range(0, 101, 20)])
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
    axes.set_xlabel(
        f"Distance to the nearest post, {by}" if by == "metres" else "Minutes to the nearest post", color=INK
    )
    axes.grid(True, color="#e3e3e3", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if standard:
        axes.axvline(standard, color="#555555", linewidth=1.1, linestyle=":")
        label = f"standard {standard:,.12g} {'m' if by == 'metres' else 'min'}"
        write_on(axes, standard, 0.02, f" {label}", va="bottom", ha="left", fontsize=8.5)


def _legend(axes: Any, labels: list[str]) -> None:
    """Label the lines; the texts go in last, so that no name is read as an instruction to matplotlib."""
    handles = axes.get_lines()[: len(labels)]
    if not handles:
        return
    order = range(len(labels) - 1, -1, -1)
    legend = axes.legend([handles[i] for i in order], ["line"] * len(labels), loc="lower right", frameon=True)
    for text, i in zip(legend.get_texts(), order, strict=True):
        text.set_parse_math(False)
        text.set_text(labels[i])
        text.set_fontsize(9)
