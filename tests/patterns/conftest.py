"""The reference patterns that spatstat was run on."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from beatwright.patterns import PointPattern

Reference = Callable[[str, str], dict[str, np.ndarray]]


@pytest.fixture(scope="session")
def pattern_folder(data_folder: Path) -> Path:
    """Return the folder of the reference patterns, or skip."""
    if not (data_folder / "patterns").is_dir():
        pytest.skip("the reference patterns are absent")
    return data_folder / "patterns"


@pytest.fixture(scope="session")
def reference_pattern(pattern_folder: Path) -> Callable[[str], PointPattern]:
    """Return a reader of a reference pattern by its name."""

    def read(name: str) -> PointPattern:
        window = json.loads((pattern_folder / name / "window.geojson").read_text())["geometry"]
        points = np.loadtxt(pattern_folder / name / "points.csv", delimiter=",", skiprows=1, usecols=(0, 1))
        return PointPattern(points, shapely.from_geojson(json.dumps(window)))

    return read


@pytest.fixture(scope="session")
def reference_table(pattern_folder: Path) -> Reference:
    """Return a reader of a table of reference values: pattern, file to columns by their headings."""

    def read(name: str, file: str) -> dict[str, np.ndarray]:
        table = np.genfromtxt(pattern_folder / name / file, delimiter=",", names=True)
        return {column: table[column] for column in table.dtype.names}

    return read
