"""Counts in messages: "1 zone", "2 zones"."""

from __future__ import annotations

__all__ = ["count_of", "plural"]


def plural(count: int, one: str, many: str = "") -> str:
    """Return the word that follows a count: `one`, else `many` (default: `one` with an s).

    >>> plural(1, "is", "are"), plural(3, "zone")
    ('is', 'zones')
    """
    return one if count == 1 else many or f"{one}s"


def count_of(count: int, one: str, many: str = "") -> str:
    """Return a count with its word.

    >>> count_of(1, "zone"), count_of(0, "zone"), count_of(12_000, "branch", "branches")
    ('1 zone', '0 zones', '12,000 branches')
    """
    return f"{count:,} {plural(count, one, many)}"
