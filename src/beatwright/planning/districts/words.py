"""Words for messages."""

from __future__ import annotations

from collections.abc import Iterable

_SHOWN = 10


def listed(items: Iterable[object]) -> str:
    """List things in a sentence, at most ten of them.

    >>> listed(range(12))
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more'
    """
    texts = [str(item) for item in items]
    rest = len(texts) - _SHOWN
    return ", ".join(texts[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
