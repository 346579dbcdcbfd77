"""Versions of a plan: saved with a note, tested on unseen incidents, approved."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from beatwright.web.models.body import Answer, Body
from beatwright.web.models.plan_models import CommandId, LayerName, Sequence

__all__ = ["Approval", "NewVersion", "Restoration", "VersionAnswer", "VersionLine"]


class NewVersion(Body):
    """A version to be saved.

    Parameters
    ----------
    note : str
        Why.
    after : int, optional
        Place of the last command that whoever saves has seen: where there are later ones, nothing is saved.
    """

    note: Annotated[str, Field(min_length=1, max_length=2_000)]
    after: Sequence | None = None


class Restoration(Body):
    """How a version is laid on the table again.

    Parameters
    ----------
    after : int, optional
        Place of the last command that whoever asks has seen; without it, whatever stands is replaced.
    id : str, optional
        Chosen by whoever asks: sent again, it is carried out once.
    """

    after: Sequence | None = None
    id: CommandId | None = None


class Approval(Body):
    """How a version is approved.

    Parameters
    ----------
    force : bool, default False
        Although the plan was changed since.
    """

    force: bool = False


class VersionLine(Answer):
    """A version in a list.

    Parameters
    ----------
    id, plan, seq : int
        Its number, that of its plan, and the command after which it was saved.
    note, by, at : str
        Why, who and when.
    tested : bool
        Whether it was judged on held-out incidents.
    tests : int
        How often its lineage of plans had been, when it was; or else when it was saved.
    approved_by, approved_at : str, optional
        Who approved it, and when.
    headline : dict, optional
        Tiles and sentences on the demand planned on; None where nothing can be judged.
    """

    id: int
    plan: int
    seq: int
    note: str
    by: str
    at: str
    tested: bool
    tests: int
    approved_by: str | None
    approved_at: str | None
    headline: dict[str, Any] | None


class VersionAnswer(Answer):
    """A version whole.

    Parameters
    ----------
    line : VersionLine
        Its line.
    plan : dict
        The plan, as the case folder keeps it.
    layer : {"posts", "districts"}
        What of it was judged.
    evaluation, headline : dict, optional
        On the demand planned on.
    test, test_headline : dict, optional
        On held-out incidents; None where it was not tested.
    """

    line: VersionLine
    plan: dict[str, Any]
    layer: LayerName
    evaluation: dict[str, Any] | None
    test: dict[str, Any] | None
    headline: dict[str, Any] | None
    test_headline: dict[str, Any] | None
