"""Plans, the commands that change them, and what is judged of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from beatwright.web.models.body import Answer, Body
from beatwright.web.models.tally_answer import TallyAnswer

__all__ = [
    "CommandId",
    "CommandSent",
    "CommandTaken",
    "DraftAnswer",
    "JudgedPlan",
    "LayerName",
    "LogLine",
    "NewPlan",
    "PlanChange",
    "PlanLine",
    "PlanSource",
    "PostPlaces",
    "Sequence",
]

_Id = Annotated[str, Field(min_length=1, max_length=200)]
_Number = Annotated[int, Field(ge=1, le=1_000_000)]
_Name = Annotated[str, Field(min_length=1, max_length=200)]
LayerName = Literal["posts", "districts"]
Sequence = Annotated[int, Field(ge=0, le=1_000_000_000)]
CommandId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class AddPostBody(Body):
    """Put a new post at a free site."""

    verb: Literal["add_post"]
    site: _Id


class MovePostBody(Body):
    """Move a post to a free site."""

    verb: Literal["move_post"]
    slot: _Number
    site: _Id


class RemovePostBody(Body):
    """Take a post away."""

    verb: Literal["remove_post"]
    slot: _Number


class LockPostBody(Body):
    """Lock a post, or unlock it."""

    verb: Literal["lock_post"]
    slot: _Number
    locked: bool


class SetOfficersBody(Body):
    """Give a post so many officers."""

    verb: Literal["set_officers"]
    slot: _Number
    officers: Annotated[int, Field(ge=0, le=1_000_000)]


class PaintBody(Body):
    """Give units to a district, or to none."""

    verb: Literal["paint"]
    units: Annotated[list[_Id], Field(min_length=1, max_length=5_000)]
    district: _Number | None


class AddDistrictBody(Body):
    """Add a district without units."""

    verb: Literal["add_district"]
    name: _Name


class RemoveDistrictBody(Body):
    """Remove a district; its units are in none afterwards."""

    verb: Literal["remove_district"]
    number: _Number


class RenameDistrictBody(Body):
    """Give a district another name."""

    verb: Literal["rename_district"]
    number: _Number
    name: _Name


class LockDistrictBody(Body):
    """Lock a district, or unlock it."""

    verb: Literal["lock_district"]
    number: _Number
    locked: bool


class TakeBackBody(Body):
    """Undo the last command of one's own, or redo what one undid."""

    verb: Literal["undo", "redo"]
    force: bool = False


class UsePlanBody(Body):
    """Put the plan that a job found on the table, or that of a version; give one of the two.

    Parameters
    ----------
    job : int, optional
        A job of this plan that found one.
    choice : int, optional
        Which one, from 0, of a job that found several.
    version : int, optional
        A version of this plan, or of one that it was made from.
    force : bool, default False
        Overwrite what was changed since the job began.
    """

    verb: Literal["use_plan"]
    job: _Number | None = None
    choice: Annotated[int, Field(ge=0, le=1_000)] | None = None
    version: _Number | None = None
    force: bool = False


CommandBody = Annotated[
    AddPostBody
    | MovePostBody
    | RemovePostBody
    | LockPostBody
    | SetOfficersBody
    | PaintBody
    | AddDistrictBody
    | RemoveDistrictBody
    | RenameDistrictBody
    | LockDistrictBody
    | TakeBackBody
    | UsePlanBody,
    Field(discriminator="verb"),
]


class CommandSent(Body):
    """A command, and the state that it was meant for.

    Parameters
    ----------
    after : int
        Place of the last command that whoever sends it has seen.
    id : str
        Chosen by whoever sends it: sent again, it is carried out once.
    command : CommandBody
        What is asked.
    """

    after: Sequence
    id: CommandId
    command: CommandBody


class LogLine(Answer):
    """A command that was carried out: who, when, what, and what it changed."""

    seq: int
    id: str
    user: str
    at: str
    verb: str
    of: int | None
    patch: dict[str, dict[str, Any]]


class JudgedPlan(Answer):
    """What is judged of a plan on the demand that it was planned on.

    Parameters
    ----------
    headline : dict
        Tiles and sentences, with numbers beside the words.
    evaluation : dict
        The judge's evaluation, as the case folder keeps it.
    """

    headline: dict[str, Any]
    evaluation: dict[str, Any]


class CommandTaken(Answer):
    """What became of a command.

    Parameters
    ----------
    line : LogLine
        Its line in the log.
    judged : JudgedPlan, optional
        The plan as it stands now; None where it cannot be judged yet.
    layer : {"posts", "districts"}
        What of it was judged: the layer that changed.
    tally : TallyAnswer, optional
        Totals and pieces of its districts; None where it has none.
    undo, redo : bool
        Whether whoever sent it has something to undo, or to do again.
    """

    line: LogLine
    judged: JudgedPlan | None
    layer: LayerName
    tally: TallyAnswer | None
    undo: bool
    redo: bool


class PlanSource(Body):
    """What a new plan begins with: one of three.

    Parameters
    ----------
    case_plan : str, optional
        Name of a plan that the case came with.
    draft : int, optional
        Number of another draft.
    areas : bool, default False
        The districts are the city's fixed areas, the posts those of the recommended plan.
    """

    case_plan: _Name | None = None
    draft: _Number | None = None
    areas: bool = False


class NewPlan(Body):
    """A new plan."""

    name: _Name
    source: PlanSource


class PlanChange(Body):
    """Another name for a plan, or into the bin with it and out again."""

    name: _Name | None = None
    binned: bool | None = None


class PlanLine(Answer):
    """A plan in a list.

    Parameters
    ----------
    id : int
        Its number.
    name : str
        Its name.
    head : int
        Place of the last command.
    tests : int
        How often it, or a plan of its lineage, was judged on held-out incidents.
    changed : str
        When.
    binned : bool
        Whether it lies in the bin.
    posts, districts : int
        How many its draft holds.
    """

    id: int
    name: str
    head: int
    tests: int
    changed: str
    binned: bool
    posts: int
    districts: int


class DraftAnswer(Answer):
    """A plan as it stands after a command.

    Parameters
    ----------
    plan : PlanLine
        Its line.
    seq : int
        The place of the command.
    values : dict
        Posts by slot, districts by number, units by id.
    judged : JudgedPlan, optional
        The plan as it stood then; None where it cannot be judged.
    layer : {"posts", "districts"}
        What of it was judged.
    tally : TallyAnswer, optional
        Totals and pieces of its districts; None where it has none.
    undo, redo : bool
        Whether whoever asks has something to undo, or to do again.
    """

    plan: PlanLine
    seq: int
    values: dict[str, Any]
    judged: JudgedPlan | None
    layer: LayerName
    tally: TallyAnswer | None
    undo: bool
    redo: bool


class PostPlaces(Body):
    """Posts to be judged without keeping them: the hand is still moving."""

    posts: Annotated[list[_Id], Field(min_length=1, max_length=10_000)]
