"""The picture to check by eye: the map made pale, every symbol found in the outline and colour of its kind."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np
import numpy.typing as npt
import pandas as pd
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from beatwright.base.plain_text import clean, shorten

__all__ = ["checked_picture", "is_checked_picture"]

_COLOURS = ("#e6194b", "#0057d9", "#008a2e", "#a020c0", "#c85a00", "#00808a", "#7a4a12", "#444444")
"""Of the outlines, told apart on a pale map; the ninth kind has that of the first."""
_DOUBTED = "#ffb000"
_SIGNATURE = "beatwright digitize"
_PALE = 0.55
"""How far the map is mixed with white."""
_LONGEST = 28


def checked_picture(
    picture: npt.NDArray[np.uint8], frame: pd.DataFrame, boxes: Sequence[npt.NDArray[np.float64]], kinds: Sequence[str]
) -> bytes:
    """Return a PNG file of the size of the map, with a legend below.

    Parameters
    ----------
    picture : array of uint8, shape (h, w, 3)
        The map.
    frame : DataFrame
        The symbols: kind, pixel_x, pixel_y, ambiguous.
    boxes : sequence of array, shape (4, 2)
        Corners of each symbol: columns and rows.
    kinds : sequence of str
        In the order of the legend.
    """
    pale = (picture * (1 - _PALE) + 255 * _PALE).astype(np.uint8)
    size = int(np.clip(min(picture.shape[:2]) / 40, 12, 28))
    font = ImageFont.truetype(str(Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")), size)
    lines = _legend(frame, kinds)
    sheet = Image.new("RGB", (picture.shape[1], picture.shape[0] + (size + 8) * len(lines) + 8), "white")
    sheet.paste(Image.fromarray(pale))
    draw = ImageDraw.Draw(sheet)
    colours = {kind: _COLOURS[i % len(_COLOURS)] for i, kind in enumerate(kinds)}
    doubted = frame["ambiguous"].to_numpy(bool)
    for kind, doubt, box in zip(frame["kind"], doubted, boxes, strict=True):
        _outline(draw, box, colours[kind], doubted=doubt)
    for number, (text, colour) in enumerate(lines):
        top = picture.shape[0] + 8 + number * (size + 8)
        draw.rectangle((8, top + 1, 8 + size, top + size - 1), outline=colours.get(colour, _DOUBTED), width=3)
        draw.text((8 + 2 * size, top - 2), text, font=font, fill="black")
    return _as_png(sheet)


def is_checked_picture(head: str) -> bool:
    """Whether a file that begins so is a picture of ours."""
    return _SIGNATURE in head


def _legend(frame: pd.DataFrame, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Return the lines of the legend, each with the kind whose colour it has, or nothing for the doubted."""
    counts = frame["kind"].value_counts()
    lines = [(f"{shorten(clean(kind), _LONGEST)}: {counts.get(kind, 0):,}", kind) for kind in kinds]
    doubted = int(frame["ambiguous"].sum())
    return [*lines, (f"look again (yellow around it): {doubted:,}", "")] if doubted else lines


def _outline(draw: ImageDraw.ImageDraw, box: npt.NDArray[np.float64], colour: str, *, doubted: bool) -> None:
    corners = [(float(x), float(y)) for x, y in box]
    closed = [*corners, corners[0], corners[1]]
    if doubted:
        draw.line(closed, fill=_DOUBTED, width=7)
    draw.line(closed, fill=colour, width=2)
    x, y = np.mean(box, axis=0)
    draw.line([(x - 3, y), (x + 3, y)], fill=colour)
    draw.line([(x, y - 3), (x, y + 3)], fill=colour)


def _as_png(sheet: Image.Image) -> bytes:
    notes = PngInfo()
    notes.add_text("Software", _SIGNATURE)
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", pnginfo=notes, optimize=False)
    return buffer.getvalue()
