"""How much area is flagged, in square kilometres rather than as a share of the city."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import significant
from beatwright.forecast.scores.flag_zones import flag_zones

__all__ = ["FlaggedArea", "area_name", "flags_for"]


@dataclass(frozen=True)
class FlaggedArea:
    """An area to flag.

    Parameters
    ----------
    km2 : float
        Square kilometres; a quarter of a square mile is 0.6475.

    Raises
    ------
    ParameterError
        Where it is not above 0.

    Examples
    --------
    >>> FlaggedArea(0.6475)
    FlaggedArea(km2=0.6475)
    """

    km2: float

    def __post_init__(self) -> None:
        if complaint := check.number("FlaggedArea", "km2", self.km2, 0, open_low=True):
            raise ParameterError(complaint)


def area_name(flagged: float | FlaggedArea) -> str:
    """Return the area in words: ``5 %`` or ``0.65 km2``."""
    if isinstance(flagged, FlaggedArea):
        return f"{significant(flagged.km2, 2)} km2"
    return f"{100 * flagged:g} %"


def flags_for(
    flagged: float | FlaggedArea,
    expected: npt.NDArray[np.float64],
    area: npt.NDArray[np.float64],
    seed: np.random.Generator,
) -> npt.NDArray[np.bool_]:
    """Return the zones that are flagged, shape (zones,); `area` in square kilometres."""
    if isinstance(flagged, FlaggedArea):
        return flag_zones(expected, area, flagged_area=flagged.km2, seed=seed)
    return flag_zones(expected, area, share=flagged, seed=seed)
