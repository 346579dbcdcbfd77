"""What stays in memory is left out of the search for garbage, which would hold up whoever waits for an answer."""

from __future__ import annotations

import gc

__all__ = ["settle_heap"]


def settle_heap() -> None:
    """Look for garbage everywhere once, and then not among what is left of it until the next time.

    A large case is some hundred thousand objects; to look through them all takes a fifth of a second in which nobody is
    answered, every few hundred answers. What was put away before and went out of use since is found here.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
