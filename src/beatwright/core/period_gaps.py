"""Stretches of a period that have no records: cut to the period, and free of records indeed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

__all__ = ["gap_complaint", "gaps_within"]


def gaps_within(gaps: Iterable[tuple[Any, Any]], start: Any, end: Any) -> Iterator[tuple[pd.Timestamp, pd.Timestamp]]:
    """Yield the parts of the gaps that lie in the period, in order."""
    for one, other in sorted((pd.Timestamp(one), pd.Timestamp(other)) for one, other in gaps):
        low, high = max(one, start), min(other, end)
        if low < high:
            yield low, high


def gap_complaint(frame: pd.DataFrame, gaps: Sequence[tuple[pd.Timestamp, pd.Timestamp]]) -> str | None:
    """Complain of incidents in a gap, and of gaps that overlap."""
    for one, other in gaps:
        inside = int(((frame["time"] >= one) & (frame["time"] < other)).sum())
        if inside:
            return f"{inside} incidents lie in the gap {one:%Y-%m-%d} to {other:%Y-%m-%d}, which is to have no records."
    if any(other > one for (_, other), (one, _) in pairwise(gaps)):
        return "The gaps of the period must not overlap."
    return None
