"""A picture seen through the few colours of a symbol: how near every pixel is to each of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from beatwright.data.digitize.colour_agreement import KERNEL_WIDTH
from beatwright.data.digitize.symbol_template import SymbolTemplate

__all__ = ["SymbolColours", "nearness"]

_MOST = 4
"""Colours of a symbol; cv2.matchTemplate takes pictures of four channels at most."""
_ROUNDS = 10
_APART = 30.0
"""Colours nearer than this (0 to 255) are one: the kernel at that distance is still 0.8."""

Floats = npt.NDArray[np.float32]


_COMMON = 0.2
"""Share of the map that has the colour of a symbol's edge at which the ring around the symbol tells nothing."""
_ONE_COLOUR, _SHAPE_ALONE = 0.85, 3.0
"""A symbol that has so much of one colour is told by its edge alone, and the ring counts thrice: what is whole inside
an area of that colour then scores 0.1, and what lies at its edge some 0.5."""


@dataclass(frozen=True, eq=False)
class SymbolColours:
    """The few colours that stand for those of a symbol.

    Parameters
    ----------
    centres : array of float32, shape (k, 3)
        Up to four.
    ring_worth : array of float32, shape (k,)
        What a ring around the symbol tells where the symbol's edge has this colour: 1 where the colour is found nowhere
        on the map, 0 where `_COMMON` of the map or more has it (paper, streets); `_SHAPE_ALONE` in a symbol that has
        nothing but its shape.
    """

    centres: Floats
    ring_worth: Floats

    @classmethod
    def on_map(cls, template: SymbolTemplate, pixels: Floats) -> SymbolColours:
        """Return the colours of a template, and how rare they are among pixels of the map (m, 3)."""
        chosen = template.alpha > 0.5
        centres = _centres(template.colours[chosen], template.alpha[chosen])
        square = np.square(pixels[:, None] - centres).sum(axis=2)
        common = np.exp(-square / (2 * KERNEL_WIDTH**2)).mean(axis=0)
        worth = np.clip(1 - common / _COMMON, 0, 1)
        share = np.bincount(_nearest(template.colours[chosen], centres), minlength=len(centres)) / chosen.sum()
        if share.max() >= _ONE_COLOUR:
            worth[:] = _SHAPE_ALONE
        return cls(centres, worth.astype(np.float32))

    def nearest(self, colours: Floats) -> npt.NDArray[np.intp]:
        """Return for every colour (..., 3) the position of the nearest centre."""
        return _nearest(colours, self.centres)

    def ring_worth_at(self, colours: Floats) -> Floats:
        """Return what a ring tells beside edges of these colours (..., 3)."""
        return self.ring_worth[self.nearest(colours)]


def _centres(colours: Floats, weights: Floats) -> Floats:
    """Return the centres of colours (n, 3): k-means, started from the points farthest from those before."""
    centres = np.average(colours, axis=0, weights=weights)[None]
    while len(centres) < _MOST:
        distance = np.linalg.norm(colours[:, None] - centres, axis=2).min(axis=1)
        if distance.max() < _APART:
            break
        centres = _means(colours, weights, np.vstack([centres, colours[distance.argmax()]]))
    return centres.astype(np.float32)


def _means(colours: Floats, weights: Floats, centres: Floats) -> Floats:
    for _ in range(_ROUNDS):
        label = _nearest(colours, centres)
        total = np.bincount(label, weights, minlength=len(centres))
        sums = [np.bincount(label, weights * colours[:, c], minlength=len(centres)) for c in range(3)]
        centres = np.where(total[:, None] > 0, np.stack(sums, 1) / np.maximum(total, 1e-9)[:, None], centres)
    return centres


def _nearest(colours: Floats, centres: Floats) -> npt.NDArray[np.intp]:
    return np.asarray(np.linalg.norm(colours[..., None, :] - centres, axis=-1).argmin(axis=-1))


def nearness(picture: npt.NDArray[np.uint8], visible: Floats, centres: Floats, factor: int) -> Floats:
    """Return the kernel between every pixel and each colour, at 1 / `factor` of the size; shape (h, w, k).

    What is not `visible` (h, w, 0 or 1) is near to nothing. The kernel is taken first and averaged then, so that thin
    lines keep their colour.
    """
    size = (picture.shape[1] // factor, picture.shape[0] // factor)
    channels = []
    for centre in centres:
        difference = picture.astype(np.float32) - centre
        square = np.einsum("ijk,ijk->ij", difference, difference)
        near = cv2.exp(square * np.float32(-0.5 / KERNEL_WIDTH**2)) * visible
        channels.append(cv2.resize(near, size, interpolation=cv2.INTER_AREA))
    return np.dstack(channels)
