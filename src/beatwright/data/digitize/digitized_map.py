"""What was found on the picture of a map: the incidents, the picture to check by eye, and the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, joined, listed, significant
from beatwright.data.digitize.eye_check import checked_picture
from beatwright.data.digitize.georeference import Georeference

__all__ = ["DigitizedMap"]


@dataclass(frozen=True, eq=False)
class DigitizedMap:
    """The symbols found on the picture of a map.

    Parameters
    ----------
    frame : GeoDataFrame
        One row a symbol, the surest first within its kind: ``id`` (from 1), ``kind``, ``lon`` and ``lat`` in degrees,
        ``x`` and ``y`` in the CRS of the frame, ``pixel_x`` and ``pixel_y`` (columns and rows from the middle of the
        upper left pixel), ``score`` (1 at best), ``margin`` (how much more than the next kind at the same place; NaN
        with one kind), ``visible`` (share of the symbol that no other covers), ``scale``, ``rotation`` (degrees,
        counter-clockwise) and ``ambiguous``.
    kinds : tuple of str
        Every kind that was looked for.
    reference : Georeference
        Where the pixels lie: the affine map, and residuals of control points in metres.
    thresholds : tuple of float
        Least score of each kind.
    notes : tuple of str
        What to know of the templates.
    """

    frame: gpd.GeoDataFrame
    kinds: tuple[str, ...]
    reference: Georeference
    thresholds: tuple[float, ...]
    notes: tuple[str, ...] = ()
    map_image: npt.NDArray[np.uint8] = field(repr=False, default_factory=lambda: np.zeros((1, 1, 3), np.uint8))
    boxes: Sequence[npt.NDArray[np.float64]] = field(repr=False, default=())

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def picture(self) -> bytes:
        """A PNG file to check by eye: the map made pale, every symbol outlined in the colour of its kind."""
        return checked_picture(self.map_image, self.frame, self.boxes, self.kinds)

    def _repr_png_(self) -> bytes:
        return self.picture

    @property
    def report(self) -> tuple[str, ...]:
        """What was found, what to look at again, and how well the control points fit, in sentences."""
        return (*self._counts(), *self._doubts(), *self.notes, *self.reference.sentences)

    @property
    def text(self) -> str:
        """The report as lines."""
        return "\n".join(self.report)

    def _counts(self) -> list[str]:
        if not len(self.frame):
            return [
                f"Nothing on this map looks like {joined(self.kinds)}. Is it the right picture, and are the templates "
                "cut from it or from its legend? Symbols of another size need other scales."
            ]
        counts = self.frame["kind"].value_counts()
        told = [count_of(int(counts.get(kind, 0)), f"of {kind}", f"of {kind}") for kind in self.kinds]
        sentences = [f"{count_of(len(self.frame), 'symbol')} found: {joined(told)}."]
        for kind, least in zip(self.kinds, self.thresholds, strict=True):
            scores = self.frame.loc[self.frame["kind"] == kind, "score"]
            if len(scores):
                sentences.append(
                    f"The weakest {kind} has a score of {scores.min():.2f}, the middle one {scores.median():.2f}; "
                    f"those below {least:.2f} are left out."
                )
        return sentences

    def _doubts(self) -> list[str]:
        doubted = self.frame[self.frame["ambiguous"]]
        sentences = []
        if len(doubted):
            sentences.append(
                f"{count_of(len(doubted), 'symbol')} to look at again on the picture, weak or nearly as much of "
                f"another kind: id {listed(doubted['id'])}."
            )
        covered = int((self.frame["visible"] < 0.9).sum())
        if covered:
            sentences.append(
                f"{count_of(covered, 'symbol')} in part under {'another' if covered == 1 else 'others'}. Symbols of "
                "which less than a third can be seen are not found."
            )
        return sentences

    def __str__(self) -> str:
        size = significant(self.reference.metres_per_pixel, 3)
        return f"DigitizedMap({count_of(len(self.frame), 'symbol')}, {size} m a pixel)"
