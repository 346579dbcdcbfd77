"""Undo and redo: everybody takes back what they did themselves, the last first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from beatwright.base.words import joined
from beatwright.web.drafts.draft import Draft
from beatwright.web.drafts.draft_errors import DraftConflictError, DraftError, DraftLockedError
from beatwright.web.drafts.draft_log import REDO, START, UNDO, LogEntry
from beatwright.web.drafts.patch import Patch, kind_of_key

__all__ = ["UndoStacks", "reversal", "undo_stacks"]


@dataclass(frozen=True)
class UndoStacks:
    """What one person can take back, and can do again; the last of each comes first in turn.

    Parameters
    ----------
    undo, redo : tuple of int
        Places in the log, ascending.
    """

    undo: tuple[int, ...] = ()
    redo: tuple[int, ...] = ()


def undo_stacks(log: Iterable[LogEntry], user: str) -> UndoStacks:
    """Return what `user` can undo and redo after a log; a new command ends what could be done again."""
    undo: list[int] = []
    redo: list[int] = []
    for entry in log:
        if entry.user != user or entry.verb == START:
            continue
        if entry.verb == UNDO:
            undo.remove(entry.of or 0)
            redo.append(entry.seq)
        elif entry.verb == REDO:
            redo.remove(entry.of or 0)
            undo.append(entry.seq)
        else:
            undo.append(entry.seq)
            redo.clear()
    return UndoStacks(tuple(undo), tuple(redo))


def reversal(draft: Draft, log: Sequence[LogEntry], user: str, verb: str, *, force: bool = False) -> tuple[Patch, int]:
    """Return the patch of an undo or a redo, and the place of the entry that it takes back.

    Parameters
    ----------
    draft : Draft
        As it stands.
    log : sequence of LogEntry
        The whole log that made it.
    user : str
        Who asks.
    verb : str
        ``undo`` or ``redo``.
    force : bool
        Overwrite what was changed since.

    Raises
    ------
    DraftConflictError
        Where a later command changed the same, unless `force`.
    DraftLockedError
        Where it would change what is locked now.
    DraftError
        Where there is nothing to take back, or the draft would not be one.
    """
    stacks = undo_stacks(log, user)
    stack = stacks.undo if verb == UNDO else stacks.redo
    if not stack:
        raise DraftError(f"There is nothing of yours to {verb}.")
    entry = next(entry for entry in log if entry.seq == stack[-1])
    _complain_of_locks(draft, entry.patch, force)
    if not force and not entry.patch.stands_in(draft.values):
        _complain_of_conflict(draft, log, entry, verb)
    patch = Patch.between(draft.values, entry.patch.before)
    _complain_of_state(draft, patch, began_with_posts=any(map(_is_post, log[0].patch.keys)))
    return patch, entry.seq


def _changed_since(draft: Draft, patch: Patch) -> frozenset[str]:
    return frozenset(key for key, value in patch.after.items() if draft.values.get(key) != value)


def _complain_of_conflict(draft: Draft, log: Sequence[LogEntry], entry: LogEntry, verb: str) -> None:
    keys = _changed_since(draft, entry.patch)
    later = [other for other in log if other.seq > entry.seq and other.patch.keys & keys]
    who = joined(dict.fromkeys(other.user for other in later)) or "Somebody"
    raise DraftConflictError(f"{who} changed the same since. To {verb} yours would overwrite that.", keys)


def _complain_of_locks(draft: Draft, patch: Patch, force: bool) -> None:
    """Refuse to move what somebody locked after the command; its own lock is what an undo of a lock takes back."""
    for key in patch.keys:
        now, then = draft.record(key), patch.after[key]
        if now is not None and now["locked"] and not (isinstance(then, dict) and then["locked"]):
            raise DraftLockedError(f"{_called(key, now)} is locked. Unlock it first.")
    for key in patch.keys:
        if kind_of_key(key) == "unit":
            for number in {draft.values.get(key), patch.before[key]}:
                district = None if number is None else draft.record(f"district:{number}")
                if district is not None and district["locked"]:
                    raise DraftLockedError(f"{_called(f'district:{number}', district)} is locked. Unlock it first.")


def _called(key: str, record: dict[str, object]) -> str:
    kind, _, number = key.partition(":")
    return f"Post {number}" if kind == "post" else f"District '{record['name']}'"


def _is_post(key: str) -> bool:
    return kind_of_key(key) == "post"


def _complain_of_state(draft: Draft, patch: Patch, *, began_with_posts: bool) -> None:
    """Refuse what no command could have made: two posts at a site, units of a district that is gone, no post left."""
    after = draft.after(patch)
    sites = [str((after.record(f"post:{slot}") or {})["site"]) for slot in after.slots]
    if len(set(sites)) < len(sites):
        taken = next(site for site in sites if sites.count(site) > 1)
        raise DraftConflictError(f"Another post stands at '{taken}' now. Move it first.", patch.keys)
    if began_with_posts and draft.slots and not after.slots:
        raise DraftError("The last post cannot be taken away. Add another first.")
    names = [(after.record(f"district:{number}") or {})["name"] for number in after.district_numbers]
    if len(set(names)) < len(names):
        raise DraftConflictError("Another district has that name now. Rename it first.", patch.keys)
    if set(after.labels.values()) - set(map(str, after.district_numbers)):
        raise DraftConflictError("The district is no longer empty, or is gone. Take its units out first.", patch.keys)
