"""The log of a draft: who did what, in order; nothing in it is changed or removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from beatwright.web.drafts.draft import Draft, DraftGround
from beatwright.web.drafts.patch import Patch, kind_of_key
from beatwright.web.drafts.post_commands import site_claim

__all__ = ["EVERYTHING", "REDO", "START", "UNDO", "DraftCommand", "LogEntry", "draft_at", "overlapping"]

START = "start"
UNDO = "undo"
REDO = "redo"
EVERYTHING = "everything"  # what a command touches that lays a whole plan on the table


class DraftCommand(Protocol):
    """What a planner asks of a draft."""

    @property
    def verb(self) -> str:
        """Its word in the log."""
        ...

    @property
    def touches(self) -> frozenset[str]:
        """What it changes: keys, sites and names."""
        ...

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft.

        Raises
        ------
        DraftError
            Where the draft cannot follow it.
        """
        ...


@dataclass(frozen=True)
class LogEntry:
    """A command that was carried out.

    Parameters
    ----------
    seq : int
        Its place in the log, from 1.
    id : str
        Chosen by who sent it, so that it is carried out once however often it is sent.
    user : str
        Who.
    verb : str
        What.
    patch : Patch
        What it changed.
    of : int, optional
        The entry that an undo or a redo takes back.
    at : str
        When, ISO 8601 with its zone.
    """

    seq: int
    id: str
    user: str
    verb: str
    patch: Patch
    of: int | None = None
    at: str = ""

    @property
    def touches(self) -> frozenset[str]:
        """What it changed: keys, the sites where posts came to stand, and the names that districts took."""
        return self.patch.keys | frozenset(_claims(self.patch))


def _claims(patch: Patch) -> Iterable[str]:
    for key, value in patch.after.items():
        if isinstance(value, dict):
            field: Any = value.get("site") if kind_of_key(key) == "post" else value.get("name")
            yield site_claim(field) if kind_of_key(key) == "post" else f"name:{field}"


def draft_at(log: Iterable[LogEntry], seq: int | None = None) -> Draft:
    """Return the draft after the entry `seq` of a log; after the last one by default."""
    return Draft.folded(entry.patch for entry in log if seq is None or entry.seq <= seq)


def overlapping(touches: frozenset[str], since: Sequence[LogEntry]) -> tuple[LogEntry, ...]:
    """Return the entries that changed what a command would change: it must not be put on top of them silently."""
    return tuple(entry for entry in since if EVERYTHING in touches or entry.touches & touches)
