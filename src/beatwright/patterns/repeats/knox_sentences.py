"""What a Knox table says in words: blocks of neighbouring cells that hold more pairs than chance makes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from beatwright.base.quantity import p_words
from beatwright.base.words import count_of, significant

__all__ = ["knox_sentences"]


class _Table(Protocol):
    """What is read of a Knox table; see `KnoxTable`."""

    @property
    def space_bands(self) -> tuple[float, ...]: ...
    @property
    def time_bands(self) -> tuple[float, ...]: ...
    @property
    def whole_days(self) -> bool: ...
    @property
    def observed(self) -> npt.NDArray[np.int64]: ...
    @property
    def expected(self) -> npt.NDArray[np.float64]: ...
    @property
    def permuted(self) -> npt.NDArray[np.int64]: ...
    @property
    def q_value(self) -> npt.NDArray[np.float64]: ...


@dataclass(frozen=True)
class _Block:
    """Neighbouring cells: first and last band of distance, first and last band of time."""

    near: int
    far: int
    early: int
    late: int

    def sum_of(self, cells: npt.NDArray[np.float64] | npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        return np.asarray(cells[..., self.near : self.far + 1, self.early : self.late + 1].sum(axis=(-2, -1)))


def knox_sentences(table: _Table, event: str, *, alpha: float, unit: str) -> list[str]:
    """Return a sentence for each block of cells whose q-value is at most `alpha`, and one on how sure they are."""
    found = table.q_value <= alpha
    apart = table.space_bands[0] == 0
    told = [_block_sentence(table, block, event, unit) for block in _blocks(found, apart)]
    cells, draws = count_of(found.size, "cell"), count_of(len(table.permuted), "permutation")
    sure = f"false-discovery rate {100 * alpha:g} % over {cells}, {draws}"
    if told:
        return [*told, f"Of the findings of such a table {100 * alpha:g} % are chance in the mean ({sure})."]
    nothing = f"No band of distance and time holds more pairs of incidents than chance makes ({sure})."
    return [nothing, *_too_few(found.size, len(table.permuted), alpha)]


def _too_few(cells: int, draws: int, alpha: float) -> Iterator[str]:
    needed = math.ceil(cells / alpha - 1e-9) - 1
    if draws < needed:
        yield f"A single cell can stand out of {cells:,} with {needed:,} permutations or more: raise 'simulations'."


def _blocks(found: npt.NDArray[np.bool_], apart: bool) -> Iterator[_Block]:
    """Yield runs of true cells along time; equal runs of neighbouring bands of distance are one block.

    `apart` keeps the first band of distance, that of the same place, to itself.
    """
    runs = [_runs(row) for row in found]
    for near, its in enumerate(runs):
        joins = near > int(apart)
        for run in its:
            if joins and run in runs[near - 1]:
                continue
            far = near
            while (near or not apart) and far + 1 < len(runs) and run in runs[far + 1]:
                far += 1
            yield _Block(near, far, *run)


def _runs(row: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    steps = np.diff(row.astype(np.int8), prepend=0, append=0)
    pairs = zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True)
    return [(int(first), int(end) - 1) for first, end in pairs]


def _block_sentence(table: _Table, block: _Block, event: str, unit: str) -> str:
    as_many = (block.sum_of(table.permuted) >= block.sum_of(table.observed)).sum()
    p = p_words(float((1 + as_many) / (1 + len(table.permuted))))
    where = _place(table.space_bands, block.near, block.far, unit)
    when = f"{_lag(table, block.early, block.late)}{_most(table, block)}"
    return f"After {event}, {where} {_times(table, block)} times the expected number {when} ({p})."


def _times(table: _Table, block: _Block) -> str:
    ratio = float(block.sum_of(table.observed) / block.sum_of(table.expected))
    return significant(ratio, 2 if ratio >= 1.1 else 3)


def _most(table: _Table, block: _Block) -> str:
    """Return when in a block of several bands of time it is most."""
    parts = [replace(block, early=band, late=band) for band in range(block.early, block.late + 1)]
    peak = max(parts, key=lambda part: float(part.sum_of(table.observed) / part.sum_of(table.expected)))
    times = _times(table, peak)
    if len(parts) == 1 or times == _times(table, block):
        return ""
    return f", most of all {_lag(table, peak.early, peak.late)}: {times} times"


def _place(ends: tuple[float, ...], near: int, far: int, unit: str) -> str:
    high, low = ends[far], ends[near - 1] if near else None
    if high == 0:
        return "the same place sees"
    if not math.isfinite(high):
        return "all places see" if low is None else f"places more than {significant(low)} {unit} away see"
    if low:
        return f"places {significant(low)} to {significant(high)} {unit} away see"
    return f"{'places' if low is None else 'other places'} within {significant(high)} {unit} see"


def _lag(table: _Table, early: int, late: int) -> str:
    high, low = table.time_bands[late], table.time_bands[early - 1] if early else None
    if high == 0:
        return "on the same day" if table.whole_days else "at the same time"
    if not math.isfinite(high):
        return "at any time" if low is None else f"after more than {_days(low)}"
    if low is None:
        return f"for {_days(high)}"
    if table.whole_days and low == int(low):
        return f"on the next {_days(high)}" if low == 0 else f"{_span(low + 1, high)} later"
    return f"for {_days(high)}" if low == 0 else f"{_span(low, high)} later"


def _span(low: float, high: float) -> str:
    return _days(high) if low >= high else f"{significant(low)} to {_days(high)}"


def _days(number: float) -> str:
    return f"{significant(number)} {'day' if number == 1 else 'days'}"
