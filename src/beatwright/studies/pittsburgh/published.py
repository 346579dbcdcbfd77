"""What the Pittsburgh study printed: 30 points, four allocations of 100 officers, the probability model.

The study places officers at 30 points of the Oakland district so that the expected damage is least. It prints the
allocations and their damages but neither the formula of the damage nor its coefficients; `recovery` finds them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = [
    "COLUMNS",
    "DECAY",
    "DENSITY",
    "OFFICERS",
    "OFFSET",
    "PROBABILITY",
    "SLOPE",
    "SPREAD",
    "PublishedColumn",
]

Floats = npt.NDArray[np.float64]

OFFICERS = 100

# Density at points 1 to 30, and the model of the probability of an incident: Phi((SLOPE x - OFFSET) / SPREAD).
DENSITY: tuple[int, ...] = (
    34, 40, 42, 46, 46, 49, 50, 54, 55, 51, 59, 59, 63, 62, 61, 65, 66, 70, 66, 72, 74, 76, 80, 81, 86, 86, 80, 94, 94,
    89,
)  # fmt: skip
SLOPE, OFFSET, SPREAD = 45.768, 2174.0, 758.0
# Probabilities as printed, by density.
PROBABILITY = {34: 0.207492, 65: 0.854658, 94: 0.997505}

# Decay of each landmark's damage with distance; heights and coordinates are not printed.
DECAY = {
    "Petersen Events Center": 1.0,
    "UPMC Presbyterian": 1.0,
    "Original Hot Dog Shop": 5.0,
    "Soldiers and Sailors": 5.0,
    "Cathedral of Learning": 0.1,
    "Carnegie Museum": 0.5,
    "Phipps": 10.0,
    "Central Catholic": 4.0,
}


@dataclass(frozen=True)
class PublishedColumn:
    """One printed allocation.

    Parameters
    ----------
    name : str
        Its method.
    officers : tuple of float
        Officers at points 1 to 30.
    damage : float
        Expected damage as printed, three digits.
    cpu_seconds : float or None
        Time as printed, where it is.
    """

    name: str
    officers: tuple[float, ...]
    damage: float
    cpu_seconds: float | None = None

    @property
    def rounding(self) -> tuple[float, float]:
        """The damages that would be printed so: half a unit of the third digit either way."""
        half = 0.5 * 10.0 ** (np.floor(np.log10(self.damage)) - 2)
        return self.damage - half, self.damage + half


def _at(**officers: float) -> tuple[float, ...]:
    """Officers at the points named p1 to p30, none elsewhere."""
    return tuple(officers.get(f"p{point}", 0.0) for point in range(1, 31))


COLUMNS: tuple[PublishedColumn, ...] = (
    PublishedColumn(
        "Lagrange multipliers",
        (
            -0.2718, 0.3160, 0.4595, 1.2821, 0.7969, 1.0558, 1.6209, 2.1143, 1.9453, 1.1339, 3.8586, 3.4824, 5.0967,
            3.9512, 2.7876, 5.2875, 4.3698, 7.9449, 5.0939, 7.5173, 4.1697, 6.0529, 6.0943, 4.8660, 5.3430, 3.7018,
            2.9775, 3.1695, 2.3145, 2.4682,
        ),
        1.01e6,
    ),
    PublishedColumn("FMINCON", _at(p18=25.0, p25=25.0, p20=50.0), 4.01e6),
    PublishedColumn(
        "branch and bound, E-20",
        _at(p13=2.0, p16=27.0, p18=2.0, p19=9.0, p20=4.0, p22=27.0, p23=29.0),
        3.10e6,
        1596.9,
    ),
    PublishedColumn(
        "branch and bound, E-30",
        (0, 0, 0, 1, 0, 1, 2, 4, 3, 5, 4, 4, 4, 4, 4, 0, 2, 6, 4, 4, 4, 4, 6, 4, 8, 4, 5, 5, 4, 4),
        1.35e6,
        19648.82,
    ),
)  # fmt: skip
