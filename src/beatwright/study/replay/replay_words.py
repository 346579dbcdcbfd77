"""What a replay says on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from beatwright.base.plain_text import clean
from beatwright.base.quantity import amount
from beatwright.core import Calls, Measure
from beatwright.core.dispatch_trace import DispatchTrace

__all__ = ["replay_text"]

_WIDTHS = (40, 80, 160)  # characters of a plan's name, as many as tell the plans apart


def replay_text(
    calls: Calls, traces: Sequence[DispatchTrace], measures: Sequence[Sequence[Measure]], sentences: Sequence[str]
) -> str:
    """Return the figures of the plans side by side, a line each, and the sentences after them."""
    names = list(dict.fromkeys(each.name for one in measures for each in one))
    columns = [["", *names]]
    for heading, one in zip(_headings([trace.plan for trace in traces]), measures, strict=True):
        said = {each.name: amount(each.value, each.unit, each.name) for each in one}
        columns.append([heading, *(said.get(name, "") for name in names)])
    widths = [max(map(len, column)) for column in columns]
    lines = [f"{calls!r}"]
    for cells in zip(*columns, strict=True):
        first, *others = zip(cells, widths, strict=True)
        line = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
        lines.append("  ".join(line).rstrip())
    return "\n".join([*lines, "", *(clean(sentence, 600) for sentence in sentences)])


def _headings(names: Sequence[str]) -> list[str]:
    """Return the names of plans, cut where they are still different.

    >>> long = "PatrolCars(car_hours=3400.0, calls_per_incident=4.0)"
    >>> [heading[-12:] for heading in _headings([f"{long} on today", f"{long} on PMedian(p=4)"])]
    ['.0) on today', 'PMedian(p=4)']
    """
    cut = [clean(name, _WIDTHS[-1]) for name in names]
    for width in _WIDTHS:
        narrow = [clean(name, width) for name in names]
        if len(set(narrow)) == len(set(cut)):
            return narrow
    return cut
