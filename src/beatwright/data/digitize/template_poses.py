"""A template at a scale and a rotation, as the list of pixels that the matching looks at.

Beside the pixels inside the symbol stand those of a narrow ring around it, with the colour of the nearest pixel
inside: a symbol ends at its edge, so a picture that goes on in that colour is a street, a park or a larger symbol.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from beatwright.data.digitize.colour_classes import SymbolColours
from beatwright.data.digitize.symbol_template import SymbolTemplate

__all__ = ["PoseGrid", "Position", "TemplatePose", "pose_of"]

_RING = 0.07
"""Width of the ring as a share of the symbol's side, at least `_LEAST_RING` pixels; the blur of a JPEG ends within."""
_LEAST_RING = 1.5
_SOLID = 0.5
"""A pixel is the symbol's where its alpha is above: those below show more of the map than of the symbol."""

_FINENESS = 4
_MOST_KEPT = 800_000
"""Pixels of the template in all the poses that are kept: some 80 MB, or 1,200 poses of a template of 26 by 26."""

Floats = npt.NDArray[np.float32]
Position = tuple[int, int, int, int]
"""In a `PoseGrid`: of the scale, the rotation, and the parts of a pixel down and to the right."""


@dataclass(frozen=True, eq=False)
class TemplatePose:
    """A template at one scale and rotation.

    Parameters
    ----------
    scale, rotation : float
        Rotation in degrees, counter-clockwise.
    shift : (float, float)
        From the middle of a pixel to the middle of the symbol: rows and columns, parts of a pixel.
    colours : array of float32, shape (h, w, 3)
        On a canvas whose middle pixel is the middle of the symbol.
    inside, ring : array of float32, shape (h, w)
        Weights of the pixels of the symbol, which add up to 1, and of the ring around it, whose mean is what it tells
        (`SymbolColours.ring_worth`).
    """

    scale: float
    rotation: float
    shift: tuple[float, float]
    colours: Floats
    inside: Floats
    ring: Floats

    @cached_property
    def pixels(self) -> tuple[npt.NDArray[np.int32], Floats, Floats]:
        """Rows and columns from the middle (n, 2), colours (n, 3), and weights inside and in the ring (n, 2)."""
        rows, columns = np.nonzero(self.inside + self.ring)
        middle = np.array(self.inside.shape) // 2
        places = np.column_stack([rows, columns]).astype(np.int32) - middle.astype(np.int32)
        weights = np.column_stack([self.inside[rows, columns], self.ring[rows, columns]])
        return places, np.ascontiguousarray(self.colours[rows, columns]), np.ascontiguousarray(weights)


def pose_of(
    template: SymbolTemplate,
    colours_of: SymbolColours,
    scale: float,
    rotation: float,
    shift: tuple[float, float] = (0.0, 0.0),
) -> TemplatePose:
    """Return a template at a scale and a rotation, its middle `shift` (rows, columns) of a pixel beside a pixel's."""
    alpha, premultiplied = _warped(template, scale, rotation, shift)
    solid = alpha > _SOLID
    if not solid.any():
        solid = alpha >= alpha.max()
    distance, nearest = ndimage.distance_transform_edt(~solid, return_indices=True)
    colours = (premultiplied / np.maximum(alpha, 1e-3)[..., None])[tuple(nearest)].astype(np.float32)
    width = max(_LEAST_RING, _RING * template.side * scale)
    # The first pixel outside is a mixture of symbol and map at every edge: it tells nothing.
    ring = ((distance > 1) & (distance <= 1 + width)).astype(np.float32)
    ring /= max(ring.sum(), 1)
    rows, columns = np.nonzero(ring)
    ring[rows, columns] *= colours_of.ring_worth_at(colours[rows, columns])
    inside = np.where(solid, alpha, 0).astype(np.float32)
    return TemplatePose(scale, rotation, shift, colours, inside / inside.sum(), ring)


def _warped(
    template: SymbolTemplate, scale: float, rotation: float, shift: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Return alpha, and colours times alpha, on a square canvas of an odd side with room for the ring."""
    h, w = template.alpha.shape
    width = max(_LEAST_RING, _RING * template.side * scale)
    half = int(np.ceil(np.hypot(h, w) * scale / 2 + width)) + 2
    turn = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), rotation, scale)
    turn[:, 2] += half - np.array([(w - 1) / 2, (h - 1) / 2]) + shift[::-1]
    stacked = np.dstack([template.colours * template.alpha[..., None], template.alpha])
    if scale < 0.7:
        # A pixel of the smaller symbol is the mean of several of the larger.
        stacked = cv2.GaussianBlur(stacked, (0, 0), 0.4 / scale)
    done = cv2.warpAffine(stacked, turn, (2 * half + 1, 2 * half + 1), flags=cv2.INTER_LINEAR)
    return np.asarray(done[..., 3], np.float32), np.asarray(done[..., :3], np.float32)


@dataclass(eq=False)
class PoseGrid:
    """The poses of a template on a fine grid of scales, rotations and parts of a pixel, made when they are asked for.

    Parameters
    ----------
    template : SymbolTemplate
        One kind.
    colours : SymbolColours
        Its colours on the map.
    scales, rotations : tuple of float
        The coarse grid. Where there are several, the fine one has `_FINENESS` steps between neighbours and half as
        many beyond the ends; a single one stays alone.
    """

    template: SymbolTemplate
    colours: SymbolColours
    scales: tuple[float, ...]
    rotations: tuple[float, ...]
    _made: dict[Position, TemplatePose] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = (-0.25, 0.0, 0.25, 0.5)
        self.axes = (_refined(self.scales), _refined(self.rotations), parts, parts)

    def coarse(self) -> list[Position]:
        """Return the positions of the coarse grid in the fine one."""
        near = [[int(np.abs(np.asarray(axis) - value).argmin()) for value in values] for axis, values in self._pairs()]
        return [(i, j, 1, 1) for i in near[0] for j in near[1]]

    def pose(self, at: Position) -> TemplatePose:
        """Return the pose at a position of the fine grid."""
        if at not in self._made:
            if len(self._made) * self.template.alpha.size > _MOST_KEPT:
                self._made.clear()
            scale, rotation, *shift = (axis[i] for axis, i in zip(self.axes, at, strict=True))
            self._made[at] = pose_of(self.template, self.colours, scale, rotation, (shift[0], shift[1]))
        return self._made[at]

    def neighbours(self, at: Position) -> list[Position]:
        """Return the positions one step away; beyond the last part of a pixel comes the first of the next."""
        found = []
        for axis, size in enumerate(map(len, self.axes)):
            for step in (-1, 1):
                moved = at[axis] + step
                if axis >= 2:
                    moved %= size
                if 0 <= moved < size:
                    found.append(_with(at, axis, moved))
        return found

    def _pairs(self) -> tuple[tuple[Sequence[float], Sequence[float]], ...]:
        return (self.axes[0], self.scales), (self.axes[1], self.rotations)


def _with(at: Position, axis: int, value: int) -> Position:
    changed = list(at)
    changed[axis] = value
    return changed[0], changed[1], changed[2], changed[3]


def _refined(values: tuple[float, ...]) -> tuple[float, ...]:
    coarse = np.unique(np.asarray(values, np.float64))
    last = coarse.size - 1
    if last == 0:
        return (float(coarse[0]),)
    places = np.arange(-_FINENESS // 2, last * _FINENESS + _FINENESS // 2 + 1) / _FINENESS
    beyond = np.minimum(places, 0) * (coarse[1] - coarse[0]) + np.maximum(places - last, 0) * (coarse[-1] - coarse[-2])
    return tuple(float(value) for value in np.interp(places, np.arange(coarse.size), coarse) + beyond)
