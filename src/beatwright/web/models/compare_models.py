"""Two plans side by side."""

from __future__ import annotations

from typing import Any

from beatwright.web.models.body import Answer
from beatwright.web.models.plan_models import JudgedPlan, LayerName

__all__ = ["ComparedMeasure", "ComparedPlan", "Loser", "MovedParts", "MovedPost", "PlansCompared"]


class ComparedPlan(Answer):
    """One of the two.

    Parameters
    ----------
    ref : str
        As it was asked for.
    name : str
        As people call it.
    judged : JudgedPlan
        Beside the plan of today, on the demand planned on.
    posts : list of str, optional
        Sites of its posts.
    districts : dict, optional
        District by unit.
    """

    ref: str
    name: str
    judged: JudgedPlan
    posts: list[str] | None
    districts: dict[str, str] | None


class ComparedMeasure(Answer):
    """A measure of both; ``difference`` is b minus a, and ``verdict`` says whether b is better, worse or the same.

    Numbers that are not finite are texts, as everywhere in the case folder.
    """

    name: str
    unit: str
    direction: str
    a: float | str
    b: float | str
    difference: float | str
    verdict: str


class Loser(Answer):
    """A district or a zone that is worse off with b than with a, by a column of a breakdown."""

    kind: str
    name: str
    column: str
    unit: str
    a: float | str
    b: float | str


class MovedPost(Answer):
    """A post of a and the site in b that takes its place; None: it is only in one of them."""

    was: str | None
    now: str | None


class MovedParts(Answer):
    """What is elsewhere: posts, and how many units are in another district."""

    posts: list[MovedPost]
    units: int


class PlansCompared(Answer):
    """Two plans of a case side by side.

    Parameters
    ----------
    layer : {"posts", "districts"}
        What of them was judged.
    a, b : ComparedPlan
        The plans.
    measures : list of ComparedMeasure
        In the order in which the judge has them.
    losers : list of Loser
        Districts that lose, then zones, those that lose most first; at most 50 zones.
    crosswalk : list of dict, optional
        Which part of every district of a lies in which of b; None where either has none.
    moved : MovedParts
        What is elsewhere.
    """

    layer: LayerName
    a: ComparedPlan
    b: ComparedPlan
    measures: list[ComparedMeasure]
    losers: list[Loser]
    crosswalk: list[dict[str, Any]] | None
    moved: MovedParts
