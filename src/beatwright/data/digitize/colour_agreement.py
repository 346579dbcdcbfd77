"""How well a template agrees with a place of the picture, over the pixels that no other symbol covers.

The measure is the correlation of template and picture after every colour has been mapped into the space of the
Gaussian kernel exp(-d^2 / 2 s^2), d the distance of two colours: there all colours have length one, so the mean of the
kernel over the pixels is the normalised cross-correlation, 1 for a perfect match. Unlike the cross-correlation of the
colours themselves it is bounded for every pixel: a street or a symbol drawn over a part costs that part and no more.
From it goes the same mean over the ring around the symbol, times `RING_WEIGHT`.

W. Liu, P. P. Pokharel, J. C. Principe: Correntropy: properties and applications in non-Gaussian signal processing.
IEEE Transactions on Signal Processing 55 (2007) 5286-5298, equation 5.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.jit import entry

__all__ = ["KERNEL_WIDTH", "RING_WEIGHT", "best_shift", "explain"]

KERNEL_WIDTH = 45.0
"""s in units of 0 to 255: the loss of a JPEG of quality 60 costs little, another colour of a map all."""

RING_WEIGHT = 0.3
"""How much a ring in the symbol's own colour takes from the score; chosen on drawn maps, see the page."""

_LEAST_VISIBLE = 0.02
"""Share of the symbol below which nothing is scored: the mean over a few pixels says nothing."""

_EXPLAINED = 0.3
"""A pixel of an accepted symbol is covered for others where its kernel is above; below, it shows something else."""


@entry
def best_shift(
    picture: Any, owner: Any, own: int, places: Any, colours: Any, weights: Any, box: Any
) -> tuple[float, float, int, int]:
    """Return the best score, the visible share, and its row and column, over a box of middles.

    Parameters
    ----------
    picture : array of uint8, shape (h, w, 3)
    owner : array of int32, shape (h, w)
        Number of the symbol that a pixel belongs to; -1 for none.
    own : int
        The symbol itself, whose pixels count as visible.
    places, colours, weights : arrays, shapes (n, 2), (n, 3), (n, 2)
        As `TemplatePose.pixels` has them.
    box : tuple of int
        First and last row, first and last column of the middles.
    """
    best = (-1.0, 0.0, box[0], box[2])
    whole_ring = max(weights[:, 1].sum(), 1e-9)
    for y in range(box[0], box[1] + 1):
        for x in range(box[2], box[3] + 1):
            inside, visible, ring, ring_visible = 0.0, 0.0, 0.0, 0.0
            for i in range(places.shape[0]):
                row, column = y + places[i, 0], x + places[i, 1]
                if row < 0 or column < 0 or row >= picture.shape[0] or column >= picture.shape[1]:
                    continue
                if owner[row, column] >= 0 and owner[row, column] != own:
                    continue
                square = 0.0
                for c in range(3):
                    difference = picture[row, column, c] - colours[i, c]
                    square += difference * difference
                near = math.exp(-square / (2.0 * KERNEL_WIDTH * KERNEL_WIDTH))
                inside += weights[i, 0] * near
                visible += weights[i, 0]
                ring += weights[i, 1] * near
                ring_visible += weights[i, 1]
            if visible < _LEAST_VISIBLE:
                continue
            # What is covered of the ring is taken to be as what is not; where more than half is, that says too little.
            score = inside / visible - RING_WEIGHT * ring / max(ring_visible / whole_ring, 0.5)
            if score > best[0]:
                best = (score, visible, y, x)
    return best


def explain(
    picture: npt.NDArray[np.uint8],
    owner: npt.NDArray[np.int32],
    own: int,
    pixels: tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.float32]],
    middle: tuple[int, int],
) -> None:
    """Mark the pixels of an accepted symbol as its own, where they show it and nobody else has them."""
    places, colours, weights = pixels
    rows, columns = (places[weights[:, 0] > 0] + np.asarray(middle, np.int32)).T
    within = (rows >= 0) & (columns >= 0) & (rows < owner.shape[0]) & (columns < owner.shape[1])
    rows, columns = rows[within], columns[within]
    difference = picture[rows, columns].astype(np.float32) - colours[weights[:, 0] > 0][within]
    near = np.exp(-np.square(difference).sum(axis=1) / (2 * KERNEL_WIDTH**2))
    shown = (near > _EXPLAINED) & (owner[rows, columns] < 0)
    owner[rows[shown], columns[shown]] = own
