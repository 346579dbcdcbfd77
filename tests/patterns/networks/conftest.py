"""The reference pattern on a network."""

from pathlib import Path

import numpy as np
import pytest

from beatwright.patterns.networks.network_pattern import NetworkPattern


@pytest.fixture(scope="session")
def reference_network(pattern_folder: Path) -> NetworkPattern:
    """Return the simulated events on the streets of Chicago; positions there begin with 1."""

    def read(name: str, *columns: int) -> np.ndarray:
        return np.loadtxt(pattern_folder / "net_sim_csr" / name, delimiter=",", skiprows=1, usecols=columns)

    events = read("points.csv", 2, 3)
    return NetworkPattern(
        read("vertices.csv", 1, 2), read("edges.csv", 0, 1).astype(int) - 1, events[:, 0] - 1, events[:, 1]
    )
