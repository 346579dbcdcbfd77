"""Maps drawn with known truth, by the scripts of the benchmark."""

import importlib
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

NAMES = ("drawn_symbols", "drawn_maps", "matching")
FOLDER = Path(__file__).resolve().parents[3] / "benchmarks" / "digitize"


@pytest.fixture(scope="session")
def drawing():
    """Import the benchmark's scripts, and forget them afterwards."""
    pytest.importorskip("cv2", reason="digitizing needs the extra digitize: pip install '.[digitize]'")
    sys.path.insert(0, str(FOLDER))
    try:
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in NAMES})
    finally:
        sys.path.remove(str(FOLDER))
        for name in NAMES:
            sys.modules.pop(name, None)


@pytest.fixture
def corners():
    """Control points at two metres a pixel, the fourth to check."""
    return np.array(
        [
            (0, 0, 276_000, 8_665_000),
            (100, 0, 276_200, 8_665_000),
            (0, 90, 276_000, 8_664_820),
            (100, 90, 276_200, 8_664_820),
        ],
        float,
    )


@pytest.fixture
def disc():
    """A red disc with a white bar, 15 pixels, with an alpha channel."""
    rows, columns = np.mgrid[-7:8, -7:8]
    picture = np.zeros((15, 15, 4), np.uint8)
    picture[rows**2 + columns**2 <= 52] = (200, 20, 30, 255)
    picture[6:9, 4:11, :3] = 255
    return picture


@pytest.fixture
def stamp():
    """Return a function that puts a picture with alpha onto a map, its upper left pixel at (row, column)."""

    def put(city, picture, row, column):
        h, w = picture.shape[:2]
        part = city[row : row + h, column : column + w]
        shown = picture[..., 3:] / 255
        part[:] = np.rint(part * (1 - shown) + picture[..., :3] * shown).astype(np.uint8)

    return put
