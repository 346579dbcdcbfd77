"""Jobs: what may be asked for, and how one stands."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from beatwright.web.models.body import Answer, Body

__all__ = ["JobLine", "NewJob"]

_Plan = Annotated[int, Field(ge=1, le=1_000_000_000)]
_Count = Annotated[int, Field(ge=1, le=10_000)]
_Seconds = Annotated[float, Field(gt=0, le=3_600)]
_Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class ImproveOptions(Body):
    """How posts are placed anew: `PMedian` without what the draft says; `p` is that of the draft by default."""

    p: _Count | None = None
    by: Literal["metres", "minutes"] = "metres"
    weight: Literal["calls", "officers", "penalty", "minutes"] = "calls"
    seconds: _Seconds | None = None
    seed: _Seed = 0


class ImproveJob(Body):
    """Place the posts of a draft anew round those that are locked."""

    kind: Literal["improve"]
    plan: _Plan
    options: ImproveOptions = ImproveOptions()


NewJob = ImproveJob


class JobLine(Answer):
    """A job as it stands.

    Parameters
    ----------
    id : int
        Its number.
    kind : str
        What is done.
    case, plan : int, optional
        What it is about.
    state : {"queued", "running", "done", "cancelled", "failed", "interrupted"}
        Where it stands.
    seq : int, optional
        Place in the draft's log that it started from.
    options : dict
        As they were chosen.
    progress : dict, optional
        What was told last: phase, done, objective, bound, seconds.
    result : dict, optional
        What came of it; also of one that was cancelled, where a plan was found by then.
    error : str, optional
        Why it failed.
    queued, started, ended : str
        When; None where that has not been.
    """

    id: int
    kind: str
    case: int | None
    plan: int | None
    state: str
    seq: int | None
    options: dict[str, Any]
    progress: dict[str, Any] | None
    result: dict[str, Any] | None
    error: str | None
    queued: str
    started: str | None
    ended: str | None
