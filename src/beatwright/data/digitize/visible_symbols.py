"""The symbols of a picture, the topmost first: each takes its pixels away from those below it.

1. Every place where a template agrees with the picture is a candidate (`coarse_search`), refined at full size.
2. The best candidate is accepted, and the pixels that show it are its own. Candidates beside it are scored again on
   the pixels that are left: what was the same symbol seen askew has none, what lies below it is judged by the rest.
3. Around what was accepted the search begins again on the pixels that are left, until nothing more is found.
4. Every symbol is refined once more against all others.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from beatwright.base.progress import Progress
from beatwright.data.digitize.coarse_search import CoarseTemplate, Peak, Window, peaks_in
from beatwright.data.digitize.colour_agreement import best_shift, explain
from beatwright.data.digitize.template_poses import PoseGrid, Position

__all__ = ["LEAST_VISIBLE", "FoundSymbol", "VisibleSymbols"]

LEAST_VISIBLE = 0.35
"""Share of a symbol that must be seen."""
_COARSE_LOSS = 0.1
"""What a symbol may score less at the reduced size, where edges are blurred and the pose is off by half a step."""
_TILE = 512
"""Pixels of the side of a window: what is looked at between two reports of progress."""
_MOST_ROUNDS = 8
"""Symbols that lie over each other at one place, one found a round."""


@dataclass(frozen=True)
class FoundSymbol:
    """A symbol in the picture.

    Parameters
    ----------
    kind : int
        Position of its kind.
    at : Position
        Position of its pose in the kind's grid.
    row, column : int
        Pixel of its middle.
    score : float
        Agreement over the visible pixels, less that of the ring around; 1 at best.
    visible : float
        Share of it that no other symbol covers.
    """

    kind: int
    at: Position
    row: int
    column: int
    score: float
    visible: float


class VisibleSymbols:
    """The search in one picture.

    Parameters
    ----------
    picture : array of uint8, shape (h, w, 3)
    grids : sequence of PoseGrid
        One for each kind.
    least : float
        Least score of a symbol.
    progress : callable (done, total, text)
    """

    def __init__(
        self, picture: npt.NDArray[np.uint8], grids: Sequence[PoseGrid], least: float, progress: Progress
    ) -> None:
        self.picture = np.ascontiguousarray(picture)
        self.owner = np.full(picture.shape[:2], -1, np.int32)
        self.grids = grids
        self.coarse = [CoarseTemplate(grid) for grid in grids]
        self.least = least
        self.progress = progress
        self.found: list[FoundSymbol] = []

    def search(self) -> list[FoundSymbol]:
        """Return the symbols, in the order in which they were accepted."""
        windows = _tiles(self.picture.shape)
        for number in range(_MOST_ROUNDS):
            before = len(self.found)
            self._accept(self._candidates(windows, number))
            windows = [self._around(symbol) for symbol in self.found[before:]]
            if not windows:
                break
        self.found = [self._climb(symbol, number, 1) for number, symbol in enumerate(self.found)]
        return self.found

    def margins(self) -> list[float]:
        """Return how much more each symbol scores than the next kind at its place; NaN where there is no other."""
        margins = []
        for number, symbol in enumerate(self.found):
            self.progress(number, len(self.found), "comparing kinds")
            margins.append(symbol.score - max(self._rivals(number, symbol), default=math.nan))
        return margins

    def _rivals(self, number: int, symbol: FoundSymbol) -> Iterator[float]:
        for kind in range(len(self.grids)):
            if kind != symbol.kind:
                yield self._climb(replace(symbol, kind=kind), number, 1).score

    def _candidates(self, windows: Sequence[Window], number: int) -> list[FoundSymbol]:
        text = "looking for symbols" if number == 0 else "looking below the symbols found"
        found = []
        for done, window in enumerate(windows):
            self.progress(done, len(windows), text)
            peaks = peaks_in(window, self.picture, self.owner, self.coarse, (self.least - _COARSE_LOSS, LEAST_VISIBLE))
            found += [self._climb(symbol_at(peak), -1, self.coarse[peak.kind].factor) for peak in peaks]
        return found

    def _accept(self, candidates: Iterable[FoundSymbol]) -> None:
        """Accept candidates, the best first; those beside one that was accepted are scored again before."""
        waiting = [
            (-one.score, number, one, len(self.found)) for number, one in enumerate(candidates) if self._good(one)
        ]
        heapq.heapify(waiting)
        while waiting:
            _, number, symbol, known = heapq.heappop(waiting)
            if any(self._near(symbol, other) for other in self.found[known:]):
                symbol = self._climb(symbol, -1, 1)
                if self._good(symbol):
                    heapq.heappush(waiting, (-symbol.score, number, symbol, len(self.found)))
                continue
            self._take(symbol)

    def _take(self, symbol: FoundSymbol) -> None:
        pixels = self.grids[symbol.kind].pose(symbol.at).pixels
        explain(self.picture, self.owner, len(self.found), pixels, (symbol.row, symbol.column))
        self.found.append(symbol)

    def _good(self, symbol: FoundSymbol) -> bool:
        return symbol.score >= self.least and symbol.visible >= LEAST_VISIBLE

    def _near(self, one: FoundSymbol, other: FoundSymbol) -> bool:
        reach = self.coarse[one.kind].reach + self.coarse[other.kind].reach
        return max(abs(one.row - other.row), abs(one.column - other.column)) <= reach

    def _around(self, symbol: FoundSymbol) -> Window:
        reach = math.ceil(self.grids[symbol.kind].template.side * max(self.grids[symbol.kind].scales))
        h, w = self.picture.shape[:2]
        row, column = symbol.row, symbol.column
        return max(0, row - reach), min(h, row + reach + 1), max(0, column - reach), min(w, column + reach + 1)

    def _climb(self, start: FoundSymbol, own: int, reach: int) -> FoundSymbol:
        """Move place, scale and rotation uphill from a first look within `reach` pixels."""
        best = self._looked(start, own, reach)
        moved = True
        while moved:
            moved = False
            for at in self.grids[best.kind].neighbours(best.at):
                other = self._looked(replace(best, at=at), own, 1)
                if other.score > best.score + 1e-6:
                    best, moved = other, True
        return best

    def _looked(self, symbol: FoundSymbol, own: int, reach: int) -> FoundSymbol:
        pixels = self.grids[symbol.kind].pose(symbol.at).pixels
        box = (symbol.row - reach, symbol.row + reach, symbol.column - reach, symbol.column + reach)
        score, visible, row, column = best_shift(self.picture, self.owner, own, *pixels, box)
        return replace(symbol, score=score, visible=visible, row=row, column=column)


def symbol_at(peak: Peak) -> FoundSymbol:
    """Return a candidate as it is before it is refined."""
    return FoundSymbol(peak.kind, peak.at, peak.row, peak.column, peak.score, 1.0)


def _tiles(shape: tuple[int, ...]) -> list[Window]:
    return [
        (row, min(row + _TILE, shape[0]), column, min(column + _TILE, shape[1]))
        for row in range(0, shape[0], _TILE)
        for column in range(0, shape[1], _TILE)
    ]
