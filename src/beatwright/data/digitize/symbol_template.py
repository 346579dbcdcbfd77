"""One kind of symbol: its picture, which of its pixels belong to it, and where in it the place is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

__all__ = ["ANCHORS", "SymbolTemplate", "map_sample", "template_of_picture"]

ANCHORS = {"centre": (0.5, 0.5), "bottom": (0.5, 1.0), "top": (0.5, 0.0), "left": (0.0, 0.5), "right": (1.0, 0.5)}
"""Where in its box a symbol says the place: shares of its width and height; a pin has it at the bottom."""

_ALIKE = 40.0
"""Distance of colours in units of 0 to 255 within which the border of a template counts as its background."""

_COMMON = 0.02
"""Share of the map from which on a colour is one of the map's own, and no symbol's."""
_PAPER = 235
"""All channels of white paper are above: a symbol cut from a legend may stand on it."""

_SAMPLE = 4_000
"""Pixels of the map that say how common a colour is on it."""

_LEAST_LEFT = 0.2
"""Share of a template that a symbol fills at least; a background that leaves less was none."""


@dataclass(frozen=True, eq=False)
class SymbolTemplate:
    """One kind of symbol.

    Parameters
    ----------
    kind : str
        What it stands for.
    colours : array of float32, shape (h, w, 3)
        Red, green and blue, 0 to 255.
    alpha : array of float32, shape (h, w)
        How far a pixel belongs to the symbol, 0 to 1.
    anchor : (float, float)
        Where the place is, as shares of width and height from the upper left corner.
    found_background : bool
        Whether the picture had no alpha channel and its background was taken away by colour.
    """

    kind: str
    colours: npt.NDArray[np.float32]
    alpha: npt.NDArray[np.float32]
    anchor: tuple[float, float] = (0.5, 0.5)
    found_background: bool = False

    @property
    def side(self) -> float:
        """The mean of width and height in pixels: what is called a symbol as a distance."""
        return float(sum(self.alpha.shape) / 2)

    @property
    def is_plain(self) -> bool:
        """Whether it is a filled rectangle of one colour, which nothing tells from a wall of that colour."""
        inside = self.colours[self.alpha > 0.5]
        return bool((self.alpha > 0.5).all()) and float(np.ptp(inside, axis=0).max()) < 8


def map_sample(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Return pixels (m, 3) from all over a picture (h, w, 3)."""
    pixels = picture.reshape(-1, 3)
    # An odd step meets every column of the picture sooner or later.
    return pixels[:: max(1, len(pixels) // _SAMPLE) | 1].astype(np.float32)


def template_of_picture(
    kind: str, picture: npt.NDArray[np.uint8], anchor: str, pixels: npt.NDArray[np.float32]
) -> SymbolTemplate:
    """Return the template that a picture (h, w, 3 or 4) is, cut to the pixels that belong to the symbol.

    `pixels` (m, 3) are some of the map's: where there is no alpha channel, they say whether the colour of the corners
    is the map's or the symbol's.
    """
    colours = np.asarray(picture[..., :3], np.float32)
    has_alpha = picture.shape[2] == 4 and bool((picture[..., 3] < 255).any())
    shown = np.asarray(picture[..., -1] / 255, np.float32)
    alpha = shown if has_alpha else _without_background(colours, pixels)
    rows, columns = (np.flatnonzero((alpha > 0.1).any(axis=axis)) for axis in (1, 0))
    if rows.size:
        box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        colours, alpha = colours[box], alpha[box]
    found = not has_alpha and bool((alpha < 0.5).any())
    return SymbolTemplate(kind, colours, alpha, ANCHORS[anchor], found)


def _without_background(colours: npt.NDArray[np.float32], pixels: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return 0 where the colour of all four corners reaches in from the border, if it is the map's; else 1."""
    corners = colours[[0, 0, -1, -1], [0, -1, 0, -1]]
    middle = np.median(corners, axis=0)
    whole = np.ones(colours.shape[:2], np.float32)
    share = (np.linalg.norm(pixels - middle, axis=1) <= _ALIKE).mean()
    if np.linalg.norm(corners - middle, axis=1).max() > _ALIKE or (share < _COMMON and middle.min() < _PAPER):
        return whole
    labels, _ = ndimage.label(np.linalg.norm(colours - middle, axis=2) <= _ALIKE)
    reached = np.isin(labels, np.unique(labels[[0, 0, -1, -1], [0, -1, 0, -1]]))
    left = (~reached).astype(np.float32)
    return left if left.mean() >= _LEAST_LEFT else whole
