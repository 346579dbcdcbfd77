"""World files: six numbers beside a picture that say where its pixels lie."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import InputError
from beatwright.base.files.text_file import read_text

__all__ = ["beside_picture", "read_world_file"]

_ENDINGS = {".png": ".pgw", ".jpg": ".jgw", ".jpeg": ".jgw", ".bmp": ".bpw"}


def beside_picture(picture: Path) -> tuple[Path, ...]:
    """Return the names that the world file of a picture may have.

    >>> [path.name for path in beside_picture(Path("crimes.png"))]
    ['crimes.pgw', 'crimes.pngw', 'crimes.wld']
    """
    short = _ENDINGS.get(picture.suffix.lower(), ".wld")
    return tuple(picture.with_suffix(ending) for ending in dict.fromkeys((short, f"{picture.suffix}w", ".wld")))


def read_world_file(path: str | Path) -> npt.NDArray[np.float64]:
    """Return the affine map (2, 3) from pixel column, row and 1 to x and y.

    Raises
    ------
    InputError
        Where the file is missing or has not its six numbers, or they put all pixels on one line.
    """
    words = read_text(path).split()
    try:
        numbers = [float(word.replace(",", ".")) for word in words]
    except ValueError:
        numbers = []
    if len(numbers) != 6 or not all(map(math.isfinite, numbers)):
        raise InputError(f"The world file '{path}' must hold six numbers, one a line. Got {len(words)} words.")
    a, d, b, e, c, f = numbers  # the order of the format: by column, not by row
    if abs(a * e - b * d) < 1e-12 * max(abs(a), abs(b), abs(d), abs(e)) ** 2 or a * e == b * d:
        raise InputError(f"The world file '{path}' puts all pixels on one line: its first four numbers are wrong.")
    return np.array([[a, b, c], [d, e, f]])
