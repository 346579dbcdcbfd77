"""Carry a command out on a draft: the next entry of its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from beatwright.web.drafts.draft import Draft, DraftGround
from beatwright.web.drafts.draft_log import REDO, UNDO, DraftCommand, LogEntry
from beatwright.web.drafts.undo import reversal

__all__ = ["TakeBack", "carried_out"]


@dataclass(frozen=True)
class TakeBack:
    """Undo the last command of one's own, or redo what one undid.

    Parameters
    ----------
    verb : {"undo", "redo"}
    force : bool
        Overwrite what others changed since.
    """

    VERBS: ClassVar[tuple[str, str]] = (UNDO, REDO)
    verb: str
    force: bool = False


def carried_out(
    command: DraftCommand | TakeBack,
    draft: Draft,
    log: Sequence[LogEntry],
    ground: DraftGround,
    *,
    user: str,
    id: str,
    at: str,
) -> LogEntry:
    """Return the entry that a command adds to the log.

    Parameters
    ----------
    command : DraftCommand or TakeBack
        What is asked.
    draft : Draft
        As it stands after the log.
    log : sequence of LogEntry
        The whole log; only undo and redo look at more than its length.
    ground : DraftGround
        The places of the case.
    user, id, at : str
        Who asks, the command's own id, and when.

    Raises
    ------
    DraftError
        Where the draft cannot follow it.
    """
    of: int | None = None
    if isinstance(command, TakeBack):
        patch, of = reversal(draft, log, user, command.verb, force=command.force)
    else:
        patch = command.patch(draft, ground)
    return LogEntry(_next_seq(log), id, user, command.verb, patch, of, at)


def _next_seq(log: Sequence[LogEntry]) -> int:
    return log[-1].seq + 1 if log else 1
