"""A picture from a file or an array: PNG, JPEG or BMP, of a size that is told, and nothing that calls itself so."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from beatwright.base.errors import InputError
from beatwright.base.files.open_file import head_of, regular_file

__all__ = ["MOST_PIXELS", "read_picture"]

MOST_PIXELS = 40_000_000
"""Of a picture: 8,000 by 5,000. Ten times what fits a screen, and some 0.5 GB while it is searched."""

_MOST_BYTES = 256 << 20
_FORMATS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"BM": "BMP"}
_ADVICE = "Save it as PNG or JPEG"

Bytes = npt.NDArray[np.uint8]


def read_picture(source: Any, name: str) -> Bytes:
    """Return a picture as red, green and blue, and alpha where it has any.

    Parameters
    ----------
    source : path or array
        A PNG, JPEG or BMP file; or an array of shape (h, w), (h, w, 3) or (h, w, 4): whole numbers of 0 to 255, or
        fractions of 0 to 1.
    name : str
        What it is, for messages: "The map".

    Returns
    -------
    array of uint8, shape (h, w, 3 or 4)

    Raises
    ------
    InputError
        Where it is no such file, is damaged, or has more than `MOST_PIXELS`.
    """
    if isinstance(source, np.ndarray):
        return _of_array(source, name)
    if not isinstance(source, (str, Path)):
        kind = type(source).__name__
        raise InputError(f"{name} must be the path of a picture, or an array of its pixels. Got {kind}.")
    return _of_file(regular_file(source), name)


def _of_file(file: Path, name: str) -> Bytes:
    data = head_of(file, _MOST_BYTES + 1)
    wanted = next((form for magic, form in _FORMATS.items() if data.startswith(magic)), None)
    if wanted is None:
        raise InputError(f"{name} '{file}' is no PNG, JPEG or BMP picture. {_ADVICE}.")
    if len(data) > _MOST_BYTES:
        raise InputError(f"{name} '{file}' has more than {_MOST_BYTES >> 20} MB. {_ADVICE} of fewer pixels.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is checked here, and its faults do not matter where it opens
            with Image.open(io.BytesIO(data), formats=[wanted]) as image:
                _need_size(image.size, f"{name} '{file}'")
                return _pixels(image)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as problem:
        reason = str(problem).splitlines()[0].rstrip(".") if str(problem) else type(problem).__name__
        # The library names the buffer that it reads from, which says nothing.
        reason = "its head is damaged" if "BytesIO" in reason else reason
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{name} '{file}' cannot be read: {reason}. {_ADVICE} again.") from None


def _pixels(image: Image.Image) -> Bytes:
    """Return what a viewer shows: turned as the camera says, palettes looked up, 16 bits cut to 8."""
    if image.mode in {"I", "I;16", "I;16B", "I;16L"}:
        deep = np.asarray(image, np.float64)
        return _of_array((deep / 257).round().clip(0, 255).astype(np.uint8), "")
    shown = ImageOps.exif_transpose(image)
    clear = shown.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in shown.info
    return np.asarray(shown.convert("RGBA" if clear else "RGB"))


def _of_array(array: npt.NDArray[Any], name: str) -> Bytes:
    shown = f"{array.dtype} of shape {array.shape}"
    flat = array.ndim == 2
    if not (flat or (array.ndim == 3 and array.shape[2] in (3, 4))) or array.dtype.kind not in "uif" or not array.size:
        raise InputError(f"{name} must be an array of shape (h, w), (h, w, 3) or (h, w, 4) of numbers. Got {shown}.")
    _need_size((array.shape[1], array.shape[0]), name)
    if not np.isfinite(array).all() or array.min() < 0 or array.max() > 255:
        raise InputError(f"{name} must be an array of numbers of 0 to 255, or fractions of 0 to 1. Got others.")
    fractions = array.dtype.kind == "f" and array.max() <= 1
    values = np.rint(array * 255 if fractions else array).astype(np.uint8)
    return np.repeat(values[..., None], 3, axis=2) if flat else values


def _need_size(size: tuple[int, int], name: str) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise InputError(
            f"{name} has {size[0]:,} by {size[1]:,} pixels; {MOST_PIXELS:,} at most are read. Cut it into sheets, or "
            "save it smaller."
        )
