"""Why a draft does not take a command."""

from __future__ import annotations

from beatwright.base.errors import BeatwrightError

__all__ = ["DraftConflictError", "DraftError", "DraftLockedError"]


class DraftError(BeatwrightError):
    """A command that the draft cannot follow; the text says why and what to do."""


class DraftLockedError(DraftError):
    """A command that would change what is locked."""


class DraftConflictError(DraftError):
    """An undo or redo of what somebody has changed since.

    Parameters
    ----------
    text : str
        What is in the way.
    keys : frozenset of str
        What was changed since.
    """

    def __init__(self, text: str, keys: frozenset[str]) -> None:
        super().__init__(text)
        self.keys = keys
