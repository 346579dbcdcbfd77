"""Names for the pieces of a unit: 1A, 1B, as the Buffalo study writes them."""

from __future__ import annotations

from collections.abc import Container

__all__ = ["letters", "piece_names"]


def letters(number: int) -> str:
    """Return A, B, ... Z, AA, AB, ... for 0, 1, ... 25, 26, 27, ...

    >>> [letters(k) for k in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    text, rest = "", number + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(ord("A") + digit) + text
    return text


def piece_names(unit: str, count: int, taken: Container[str]) -> list[str]:
    """Name the pieces of a unit; a hyphen goes before the letter where another unit has the name already.

    >>> piece_names("1", 2, {"1", "2"}), piece_names("1", 2, {"1", "1A"})
    (['1A', '1B'], ['1-A', '1-B'])
    """
    mark = ""
    while True:
        names = [f"{unit}{mark}{letters(k)}" for k in range(count)]
        if not any(name in taken for name in names):
            return names
        mark += "-"
