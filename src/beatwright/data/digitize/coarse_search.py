"""Where symbols may be: the agreement of every template with every place of a window, at a fraction of the size.

The agreement of `colour_agreement` with every colour of the symbol replaced by one of four is a cross-correlation of
as many channels, which cv2.matchTemplate does by Fourier transforms for all places at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt

from beatwright.data.digitize.colour_agreement import RING_WEIGHT
from beatwright.data.digitize.colour_classes import nearness
from beatwright.data.digitize.template_poses import PoseGrid, Position, TemplatePose

__all__ = ["CoarseTemplate", "Peak", "Window", "peaks_in"]

_SMALLEST = 12
"""Pixels of a symbol's side after reduction: fewer do not tell a letter from another."""

Floats = npt.NDArray[np.float32]
Window = tuple[int, int, int, int]
"""First row, row after the last, first column, column after the last."""


@dataclass(frozen=True)
class Peak:
    """A place where a kind may stand: position of the kind, of the pose in its grid, row, column, score."""

    kind: int
    at: Position
    row: int
    column: int
    score: float


class CoarseTemplate:
    """A kind's templates at every pose of the coarse grid, reduced.

    Parameters
    ----------
    grid : PoseGrid
        The kind's poses.
    """

    def __init__(self, grid: PoseGrid) -> None:
        self.grid = grid
        side = float(min(grid.template.alpha.shape) * min(grid.scales))
        self.factor = max(1, int(side // _SMALLEST))
        self.centres = grid.colours.centres

    @cached_property
    def kernels(self) -> list[tuple[Position, Floats, Floats]]:
        """Position in the grid, kernel (h, w, k) and weights of the inside (h, w) of every pose."""
        return [(at, *self._kernel(self.grid.pose(at))) for at in self.grid.coarse()]

    @property
    def reach(self) -> int:
        """Pixels from the middle to the end of the largest pose."""
        return self.factor * (max(len(inside) for _, _, inside in self.kernels) // 2 + 1)

    def _kernel(self, pose: TemplatePose) -> tuple[Floats, Floats]:
        label = self.grid.colours.nearest(pose.colours)
        signed = pose.inside - RING_WEIGHT * pose.ring
        channels = [_summed(np.where(label == k, signed, 0), self.factor) for k in range(len(self.centres))]
        return np.dstack(channels), _summed(pose.inside, self.factor)


def _summed(values: Floats, factor: int) -> Floats:
    """Add up blocks of `factor` squared, the middle pixel in the middle of the middle block."""
    middle = values.shape[0] // 2
    blocks = -(-(middle + 1) // factor)
    before = blocks * factor + factor // 2 - middle
    side = (2 * blocks + 1) * factor
    room = np.zeros((side, side), np.float32)
    room[before : before + values.shape[0], before : before + values.shape[1]] = values
    blocked: Floats = room.reshape(2 * blocks + 1, factor, 2 * blocks + 1, factor).sum(axis=(1, 3), dtype=np.float32)
    return blocked


def peaks_in(
    window: Window,
    picture: npt.NDArray[np.uint8],
    owner: npt.NDArray[np.int32],
    templates: Sequence[CoarseTemplate],
    least: tuple[float, float],
) -> Iterator[Peak]:
    """Yield the places in a window where a kind agrees better than around it.

    Parameters
    ----------
    window : Window
        Where the middles lie.
    picture : array of uint8, shape (h, w, 3)
    owner : array of int32, shape (h, w)
        -1 where a pixel is not covered.
    templates : sequence of CoarseTemplate
        One for each kind.
    least : (float, float)
        Least score and least visible share.
    """
    for kind, template in enumerate(templates):
        room = _with_room(window, template, picture.shape)
        rows, columns = slice(room[0], room[1]), slice(room[2], room[3])
        visible = (owner[rows, columns] < 0).astype(np.float32)
        channels = nearness(picture[rows, columns], visible, template.centres, template.factor)
        score, best = _agreement(channels, visible, template, least[1])
        for row, column in _peaks(score, template, least[0]):
            y, x = (
                at * template.factor + template.factor // 2 + room[2 * axis] for axis, at in enumerate((row, column))
            )
            if window[0] <= y < window[1] and window[2] <= x < window[3]:
                yield Peak(kind, template.kernels[best[row, column]][0], int(y), int(x), float(score[row, column]))


def _with_room(window: Window, template: CoarseTemplate, shape: tuple[int, ...]) -> Window:
    """Return the window with room for a symbol around, whole blocks where the picture has them."""
    f, reach = template.factor, template.reach
    rows, columns = (max(0, (window[i] - reach) // f * f) for i in (0, 2))
    last = [min(shape[i // 2] // f * f, -(-(window[i] + reach) // f) * f) for i in (1, 3)]
    return rows, max(last[0], rows + f), columns, max(last[1], columns + f)


def _agreement(
    channels: Floats, visible: Floats, template: CoarseTemplate, least_visible: float
) -> tuple[Floats, npt.NDArray[np.intp]]:
    """Return the best score over the poses at every place, and which pose has it."""
    size = channels.shape[1::-1]
    shown = np.asarray(cv2.resize(visible, size, interpolation=cv2.INTER_AREA), np.float32)
    best = np.full(channels.shape[:2], -1, np.float32)
    which = np.zeros(channels.shape[:2], np.intp)
    for number, (_, kernel, inside) in enumerate(template.kernels):
        share = _correlated(shown, inside)
        score = _correlated(channels, kernel) / np.maximum(share, 1e-3)
        better = (score > best) & (share >= least_visible)
        best[better], which[better] = score[better], number
    return best, which


def _correlated(values: Floats, kernel: Floats) -> Floats:
    """Return the cross-correlation, of the size of `values`; nothing is beyond its border."""
    half = kernel.shape[0] // 2
    padded = cv2.copyMakeBorder(values, half, half, half, half, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.matchTemplate(padded, kernel, cv2.TM_CCORR), np.float32)


def _peaks(score: Floats, template: CoarseTemplate, least: float) -> npt.NDArray[np.intp]:
    """Return rows and columns (n, 2) of the places that are the best within a fifth of a symbol."""
    reach = max(1, round(0.2 * template.grid.template.side * min(template.grid.scales) / template.factor))
    top = cv2.dilate(score, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    return np.argwhere((score >= least) & (score >= top))
