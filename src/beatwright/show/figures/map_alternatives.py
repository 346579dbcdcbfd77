"""The map of ranked alternatives: which posts every good plan has, and where the others could stand instead."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from beatwright.core.alternatives import Alternatives
from beatwright.core.case import Case
from beatwright.show.figures.canvas import Canvas, write_on
from beatwright.show.figures.palette import INK

__all__ = ["map_alternatives"]

MOVED, INSTEAD = "#b04a00", "#00735c"  # white figures on both can be read
_FEW = 60


def map_alternatives(case: Case, alternatives: Alternatives, *, streets: Any = None) -> Figure:
    """Draw the posts of the best plan, those that some other ranked plan moves apart, and what stands in for them.

    Parameters
    ----------
    case : Case
        The city is read.
    alternatives : Alternatives
        The first plan's posts are numbered in its order; other sites carry the ranks of the plans that use them.
    streets : array of LineString, optional
        Drawn faintly, in the city's CRS.
    """
    city = case.problem.city
    canvas = Canvas(city, legend=False)
    canvas.fill([city.boundary], "#f3f2ec")
    canvas.streets(streets)
    canvas.outline(city)
    places = dict(zip(city.site_ids, city.site_xy, strict=True))
    gone = {site for one in alternatives.ranked for site in alternatives.moves(one)[1]}
    few = len(alternatives.best.plan.site_ids) <= _FEW
    for site, ranks in _ranks(alternatives).items():
        _box(canvas, places[site], ranks)
    for number, site in enumerate(alternatives.best.plan.site_ids, 1):
        _dot(canvas, places[site], number, MOVED if site in gone else INK, few=few)
    return canvas.finish()


def _ranks(alternatives: Alternatives) -> dict[str, list[int]]:
    """Return the ranks of the plans that use a site which the best plan does not have."""
    used: dict[str, list[int]] = {}
    for rank, one in enumerate(alternatives.ranked, 1):
        for site in alternatives.moves(one)[0]:
            used.setdefault(site, []).append(rank)
    return used


def _dot(canvas: Canvas, place: Any, number: int, colour: str, *, few: bool) -> None:
    style: dict[str, Any] = {"markersize": 14 if few else 5, "markerfacecolor": colour, "markeredgecolor": "white"}
    canvas.axes.plot([place[0]], [place[1]], "o", zorder=7, **style)
    if few:
        text: dict[str, Any] = {"color": "white", "fontsize": 8, "fontweight": "bold", "zorder": 8}
        write_on(canvas.axes, place[0], place[1], number, ha="center", va="center_baseline", **text)


def _box(canvas: Canvas, place: Any, ranks: list[int]) -> None:
    text = ",".join(map(str, ranks[:3])) + ("…" if len(ranks) > 3 else "")
    box = {"boxstyle": "round,pad=0.25", "facecolor": INSTEAD, "edgecolor": "white", "linewidth": 0.8}
    style: dict[str, Any] = {"color": "white", "fontsize": 7.5, "fontweight": "bold", "zorder": 6, "bbox": box}
    write_on(canvas.axes, place[0], place[1], text, ha="center", va="center", **style)
