"""Every picture of a case, drawn once and used by the report and as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from beatwright.base.plain_text import clean, count_word
from beatwright.base.progress import Progress
from beatwright.core.case import Case
from beatwright.core.plan import Plan
from beatwright.show.charts.draw_chart import draw_chart
from beatwright.show.figures.clock_of_week import clock_of_week, clock_sentence
from beatwright.show.figures.curve_of_distance import curve_of_distance
from beatwright.show.figures.map_change import map_change
from beatwright.show.figures.map_demand import map_demand
from beatwright.show.figures.map_districts import map_districts
from beatwright.show.figures.map_points import map_points
from beatwright.show.figures.map_posts import map_posts
from beatwright.show.figures.points_of_districts import judged_districts, points_of_districts
from beatwright.show.tables.case_tables import layer_names
from beatwright.show.tables.finding_tables import chart_names
from beatwright.show.tables.plans_shown import base_with, main_with

__all__ = ["Picture", "Progress", "draw_pictures"]

_MOST_PLANS = 12


@dataclass(frozen=True)
class Picture:
    """A figure and what it shows in words, for those who cannot see it."""

    figure: Figure
    alt: str


def draw_pictures(
    case: Case,
    points: npt.NDArray[Any] | None = None,
    progress: Progress | None = None,
    *,
    hours: npt.NDArray[np.int64] | None = None,
    streets: npt.NDArray[Any] | None = None,
) -> dict[str, Picture]:
    """Draw every picture that the case has the layers for.

    Parameters
    ----------
    case : Case
        Plans without posts get no map.
    points : array of float, shape (n, 2), optional
        Positions of incidents in the city's CRS, for a density map.
    progress : callable, optional
        Called as ``progress(done, total, text)``.
    hours : array of int, shape (168,), optional
        Incidents by hour of the week, where their times have hours.
    streets : array of LineString, optional
        Streets in the city's CRS, drawn faintly on the maps of posts.

    Returns
    -------
    dict of str to Picture
        ``demand``, ``points``, ``clock``, ``base``, ``main``, ``change``, ``curve``, ``districts_base``,
        ``districts_main``, ``districts_points``; ``plan_1``, ``plan_2``, … and ``districts_1``, … in the order of the
        case's plans; as far as they apply. The charts of findings go by their own names.
    """
    jobs = _jobs(case, points, hours, streets)
    pictures = {}
    for number, (name, (draw, alt)) in enumerate(jobs.items()):
        if progress is not None:
            progress(number, len(jobs), f"drawing {name}")
        pictures[name] = Picture(draw(), alt)
    if progress is not None:
        progress(len(jobs), len(jobs), "pictures drawn")
    return pictures


def _jobs(
    case: Case, points: npt.NDArray[Any] | None, hours: npt.NDArray[np.int64] | None, streets: npt.NDArray[Any] | None
) -> dict[str, tuple[Callable[[], Figure], str]]:
    jobs: dict[str, tuple[Callable[[], Figure], str]] = {
        "demand": (lambda: map_demand(case), "Map of the calls per square kilometre and year in every zone.")
    }
    if len(points) if points is not None else case.squares is not None and case.squares.total:
        jobs["points"] = (lambda: map_points(case, points), "Map of the recorded incidents, counted in small squares.")
    if hours is not None and hours.sum():
        alt = f"Incidents by hour of the day as bars, and by hour of the week as a field. {clock_sentence(hours)}"
        jobs["clock"] = (lambda: clock_of_week(hours), alt)
    jobs |= _jobs_of_posts(case, streets)
    if layer_names(case):
        alt = "Curves of the share of calls that have a post within each distance, one per plan."
        jobs["curve"] = (lambda: curve_of_distance(case), alt)
    jobs |= _jobs_of_findings(case, streets)
    jobs |= _jobs_of_districts(case)
    if len(judged_districts(case)) > 1:
        alt = "Every plan of districts by the share of borders that it cuts and by how unevenly calls are shared."
        jobs["districts_points"] = (lambda: points_of_districts(case), alt)
    for number, plan in enumerate(case.plans[:_MOST_PLANS], 1):
        if plan.districts:
            alt = _alt_of_districts(plan)
            jobs[f"districts_{number}"] = (lambda plan=plan: map_districts(case, plan), alt)  # type: ignore[misc]
        if plan.posts is not None:
            jobs[f"plan_{number}"] = (lambda plan=plan: map_posts(case, plan), _alt(plan))  # type: ignore[misc]
    return jobs


def _jobs_of_findings(case: Case, streets: npt.NDArray[Any] | None) -> dict[str, tuple[Callable[[], Figure], str]]:
    names = chart_names(case)
    return {
        names[finding.name, chart.name]: (partial(draw_chart, chart, case, streets=streets), clean(chart.alt, 600))
        for finding in case.findings
        for chart in finding.charts
    }


def _jobs_of_posts(case: Case, streets: npt.NDArray[Any] | None) -> dict[str, tuple[Callable[[], Figure], str]]:
    """Draw the recommended posts, beside those that they are compared with, and who gets nearer."""
    main, base = main_with(case, "posts"), base_with(case, "posts")
    if main is None:
        return {}
    jobs = {"main": (lambda: map_posts(case, main, base=base, streets=streets), _alt(main))}
    if base is not None:
        alt = "Map of how much nearer or farther the nearest post is in every zone than with the plan compared with."
        jobs["base"] = (lambda: map_posts(case, base, streets=streets), _alt(base))
        jobs["change"] = (lambda: map_change(case, main, base), alt)
    return jobs


def _jobs_of_districts(case: Case) -> dict[str, tuple[Callable[[], Figure], str]]:
    """Draw the recommended districts, beside those of the base in the same classes where it has any."""
    main, base = main_with(case, "districts"), base_with(case, "districts")
    if main is None:
        return {}
    if base is None:
        return {"districts_main": (lambda: map_districts(case, main), _alt_of_districts(main))}
    return {
        "districts_base": (lambda: map_districts(case, base, beside=main), _alt_of_districts(base)),
        "districts_main": (lambda: map_districts(case, main, beside=base), _alt_of_districts(main)),
    }


def _alt_of_districts(plan: Plan) -> str:
    count = len(set((plan.districts or {}).values()))
    return f"Map of the {count} districts of the plan {clean(plan.name, 60)}, coloured by the calls of each."


def _alt(plan: Plan) -> str:
    count = len(plan.site_ids)
    posts = f"{count_word(count)} {'post' if count == 1 else 'posts'}"
    return f"Map of the {posts} of the plan {clean(plan.name, 60)} and the area that each serves."
