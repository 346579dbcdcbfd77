"""Ranked alternatives as a map, and the worth of posts as bars."""

from __future__ import annotations

import math
from collections.abc import Mapping

from beatwright.base.plain_text import clean
from beatwright.base.quantity import mean_word
from beatwright.core.chart import Bar, BarChart, PointMap, Spot
from beatwright.core.city import City
from beatwright.examine.alternatives import Alternatives, PostWorth

__all__ = ["alternatives_map", "worth_bars"]

_ENDS = 15
_WIDEST = 30  # characters of a name


def alternatives_map(alternatives: Alternatives, city: City) -> PointMap:
    """Return the posts of the best plan, those that some other ranked plan moves apart, and what stands in for them.

    Parameters
    ----------
    alternatives : Alternatives
        The first plan's posts are numbered in its order; other sites carry the ranks of the plans that use them.
    city : City
        Where the sites are.
    """
    places = {site: (float(x), float(y)) for site, (x, y) in zip(city.site_ids, city.site_xy, strict=True)}
    gone = {site for one in alternatives.ranked for site in alternatives.moves(one)[1]}
    best = alternatives.best.plan
    dots = [
        Spot(*places[site], str(number), "worse" if site in gone else "plain")
        for number, site in enumerate(best.site_ids, 1)
    ]
    boxes = [Spot(*places[site], _listed(ranks), "better", boxed=True) for site, ranks in _ranks(alternatives).items()]
    name = clean(best.name, 80)
    return PointMap(
        name="alternatives",
        alt=f"Map of the posts of {clean(best.name, 60)} and of the sites that stand in for some of them.",
        caption="Dark dots stand in every ranked plan, orange ones in the best alone or in some; the numbers are those "
        f"of the posts of “{name}”. Green boxes are sites that stand in for them, with the ranks of the plans that use "
        "them.",
        spots=(*boxes, *dots),
    )


def _ranks(alternatives: Alternatives) -> dict[str, list[int]]:
    """Return the ranks of the plans that use a site which the best plan does not have."""
    used: dict[str, list[int]] = {}
    for rank, one in enumerate(alternatives.ranked, 1):
        for site in alternatives.moves(one)[0]:
            used.setdefault(site, []).append(rank)
    return used


def _listed(ranks: list[int]) -> str:
    return ",".join(map(str, ranks[:3])) + ("…" if len(ranks) > 3 else "")


def worth_bars(alternatives: Alternatives, names: Mapping[str, str] | None = None) -> BarChart:
    """Return one bar per post of the best plan, the dearest on top, and below them the best additional post.

    Of more than 30 posts the 15 that count most and the 15 that count least are drawn. A post without which some
    calls would be out of reach gets a bar without an end.

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
    shown = [*closed, *([alternatives.next_post] if alternatives.next_post else [])]
    mean = mean_word(alternatives.unit)
    return BarChart(
        name="worth",
        alt=f"Bars of what closing each post adds to the {mean}, and what one more would save.",
        caption=f"What the {mean} grows by when one post closes and all others stay (brown), and what the best "
        "additional post would save (green), on the demand that was planned on.",
        bars=[_bar(alternatives, worth, names or {}) for worth in shown],
        axis=f"Change of the {mean}, {clean(alternatives.unit, 60)}",
        unit=alternatives.unit.partition(" ")[0],
        signed=True,
        endless="some calls unreached",
    )


def _bar(alternatives: Alternatives, worth: PostWorth, names: Mapping[str, str]) -> Bar:
    name = clean(names.get(worth.site, worth.site), _WIDEST)
    if worth.change == "open":
        return Bar(f"one more: {name}", -abs(worth.difference), "better")
    number = alternatives.best.plan.site_ids.index(worth.site) + 1
    size = abs(worth.difference) if math.isfinite(worth.difference) else math.inf
    return Bar(f"{number}  {name}", size, "worse")
