"""Bring a draft back to a state that it had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from beatwright.web.drafts.draft import Draft, DraftGround
from beatwright.web.drafts.draft_log import EVERYTHING
from beatwright.web.drafts.draft_of_plan import complain_of_lock
from beatwright.web.drafts.patch import Patch, Value

__all__ = ["RestoreDraft"]


@dataclass(frozen=True)
class RestoreDraft:
    """Put everything back as it stood: slots, officers, districts with their numbers and names, empty ones too.

    Locks are not part of what is restored: what is locked now must stand as it stood then, and what comes back is not
    locked.

    Parameters
    ----------
    then : Draft
        A state of the same draft's log, or of the log of the draft that it was made from.
    """

    verb: ClassVar[str] = "use_plan"
    then: Draft

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes; what it changes of the draft it finds is known only there, so: everything."""
        return frozenset({EVERYTHING})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        values: dict[str, Value] = {key: None for key in draft.values if key not in self.then.values}
        values |= {key: _with_lock_of_now(draft, key, value) for key, value in self.then.values.items()}
        patch = Patch.between(draft.values, values)
        for key in patch.keys:
            complain_of_lock(draft, patch.before[key])
            complain_of_lock(draft, patch.after[key])
        return patch


def _with_lock_of_now(draft: Draft, key: str, value: Value) -> Value:
    if not isinstance(value, dict):
        return value
    now = draft.record(key)
    return {**value, "locked": now is not None and now["locked"]}
