"""Jobs: what may be asked for, and how one stands."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from beatwright.web.models.body import Answer, Body

__all__ = ["JobLine", "NewJob"]

_Id = Annotated[str, Field(min_length=1, max_length=200)]
_Plan = Annotated[int, Field(ge=1, le=1_000_000_000)]
_Count = Annotated[int, Field(ge=1, le=10_000)]
_Seconds = Annotated[float, Field(gt=0, le=3_600)]
_Amount = Annotated[float, Field(ge=0, le=1_000_000)]
_Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]


class MedianOptions(Body):
    """What the searches for posts share: options of `PMedian`; what the draft says is not among them."""

    by: Literal["metres", "minutes"] = "metres"
    weight: Literal["calls", "officers", "penalty", "minutes"] = "calls"


class SearchedOptions(MedianOptions):
    """And how long is searched: to the proof, where nothing is said."""

    seconds: _Seconds | None = None
    seed: _Seed = 0


class CountedOptions(SearchedOptions):
    """And for how many posts; by default as many as the draft has."""

    p: _Count | None = None


class ImproveOptions(CountedOptions):
    """And at which sites none may stand."""

    forbid: Annotated[list[_Id], Field(max_length=10_000)] = Field(default_factory=list)


class AlternativesOptions(CountedOptions):
    """And how many plans, and in how many posts any two of them differ."""

    count: Annotated[int, Field(ge=1, le=50)] = 5
    differ: _Count = 1


class RedrawOptions(Body):
    """How districts are drawn anew: options of `BalancedDistricts`; `k` is the number of the draft by default."""

    k: _Count | None = None
    weights: dict[_Id, _Amount] = Field(default_factory=dict)
    tolerance: _Amount | None = None
    parents: bool = True
    max_moved: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    seconds: _Seconds | None = None
    prove_seconds: _Seconds | None = None
    seed: _Seed = 0


class ImproveJob(Body):
    """Place the posts of a draft anew round those that are locked."""

    kind: Literal["improve"]
    plan: _Plan
    options: ImproveOptions = ImproveOptions()


class RedrawJob(Body):
    """Draw the districts of a draft anew round those that are locked."""

    kind: Literal["redraw"]
    plan: _Plan
    options: RedrawOptions = RedrawOptions()


class ProofJob(Body):
    """Prove how good so many posts can be, without any lock, and how far the draft is from that."""

    kind: Literal["proof"]
    plan: _Plan
    options: CountedOptions = CountedOptions()


class WorthJob(Body):
    """Say what the loss of each post would cost, and where one more would gain most."""

    kind: Literal["worth"]
    plan: _Plan
    options: MedianOptions = MedianOptions()


class AlternativesJob(Body):
    """Rank plans that lose next to nothing against the best round the locked posts."""

    kind: Literal["alternatives"]
    plan: _Plan
    options: AlternativesOptions = AlternativesOptions()


NewJob = Annotated[ImproveJob | RedrawJob | ProofJob | WorthJob | AlternativesJob, Field(discriminator="kind")]


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
