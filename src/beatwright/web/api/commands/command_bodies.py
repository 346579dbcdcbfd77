"""From the body of a request to a command of a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from beatwright.web.drafts.district_commands import AddDistrict, LockDistrict, Paint, RemoveDistrict, RenameDistrict
from beatwright.web.drafts.draft_editing import TakeBack
from beatwright.web.drafts.draft_log import DraftCommand
from beatwright.web.drafts.post_commands import AddPost, LockPost, MovePost, RemovePost, SetOfficers
from beatwright.web.models.body import Body

__all__ = ["command_of"]

_KINDS: dict[str, Callable[..., DraftCommand]] = {
    kind.verb: kind
    for kind in (
        AddPost,
        MovePost,
        RemovePost,
        LockPost,
        SetOfficers,
        AddDistrict,
        RemoveDistrict,
        RenameDistrict,
        LockDistrict,
    )
}


def command_of(body: Body) -> DraftCommand | TakeBack:
    """Return the command that a body asks for."""
    values: dict[str, Any] = body.model_dump()
    verb = values.pop("verb")
    if verb in TakeBack.VERBS:
        return TakeBack(verb, **values)
    if verb == Paint.verb:
        return Paint(tuple(dict.fromkeys(values["units"])), values["district"])
    return _KINDS[verb](**values)
