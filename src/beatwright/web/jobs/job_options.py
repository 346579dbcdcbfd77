"""The options of a search round a draft, completed by what the draft holds: a job shows all that it was made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beatwright.web.drafts.draft import Draft
from beatwright.web.drafts.draft_errors import DraftError

__all__ = ["complete_options"]

# The option of a kind that says how many, and whether that is of posts or of districts.
_COUNTS = {"redraw": ("k", "district")}
_OF_POSTS = ("p", "post")


def complete_options(kind: str, chosen: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    """Return the options with the number of posts, or of districts, where none was chosen.

    Raises
    ------
    DraftError
        Where the draft has none.

    Examples
    --------
    >>> draft = Draft({"post:1": {"site": "s1"}, "post:4": {"site": "s2"}})
    >>> complete_options("improve", {"p": None, "seed": 3}, draft)
    {'p': 2, 'seed': 3}
    """
    count, noun = _COUNTS.get(kind, _OF_POSTS)
    found = draft.slots if noun == "post" else tuple(set(draft.labels.values()))
    if not found:
        raise DraftError(f"The draft has no {noun}s yet. Add one first.")
    number = len(draft.slots) if noun == "post" else len(draft.district_numbers)
    return {**chosen, count: chosen.get(count) or number}
