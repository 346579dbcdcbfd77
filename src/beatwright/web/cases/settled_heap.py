"""What stays in memory is left out of the search for garbage, which would hold up whoever waits for an answer."""

from __future__ import annotations

import gc

__all__ = ["settle_heap"]


def settle_heap() -> None:
    """Look for garbage once, and not among what is left of it ever again.

    A large case is some hundred thousand objects; to look through them all takes a fifth of a second in which nobody is
    answered, every few hundred answers. What goes out of use without being in a circle is freed all the same.
    """
    gc.collect()
    gc.freeze()
