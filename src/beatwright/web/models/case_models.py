"""Cases: the list, opening one, and what the first look needs."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from beatwright.web.models.body import Answer, Body
from beatwright.web.models.plan_models import JudgedPlan, PlanLine

__all__ = ["CaseLine", "FirstLook", "FolderToOpen"]


class FolderToOpen(Body):
    """A case folder below one of the planner's roots."""

    folder: Annotated[str, Field(min_length=1, max_length=4_000)]


class CaseLine(Answer):
    """A case in the library.

    Parameters
    ----------
    id : int
        Its number.
    name : str
        Its title.
    opened : str
        When it was first opened here.
    role : {"viewer", "planner", "admin"}
        What whoever asks may do in it.
    zones : int, optional
        How many; None where it was opened by an earlier version only.
    """

    id: int
    name: str
    opened: str
    role: str
    zones: int | None


class FirstLook(Answer):
    """What the screen shows before the map: one request.

    Parameters
    ----------
    case : CaseLine
        The case.
    zones, sites : int
        How many.
    base, main : str
        Names of the plan of today, and of the one that is recommended.
    case_plans : list of dict
        The plans that it came with, as the case folder keeps them.
    alternatives : list of dict
        Other plans nearly as good, which it was studied for; the best first.
    plans : list of PlanLine
        The plans drawn since.
    judged : JudgedPlan
        The recommended plan on the demand planned on.
    """

    case: CaseLine
    zones: int
    sites: int
    base: str
    main: str
    case_plans: list[dict[str, Any]]
    alternatives: list[dict[str, Any]]
    plans: list[PlanLine]
    judged: JudgedPlan
