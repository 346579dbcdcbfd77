"""What the values of road attributes mean: direction, speed, class."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core.errors import InputError

__all__ = ["CLASS_SPEEDS", "NOT_DRIVABLE", "class_of", "direction_of", "kmh_of"]

# Kilometres per hour, free flow on an ordinary day: US Census MTFCC and OpenStreetMap highway values.
CLASS_SPEEDS: Mapping[str, float] = {
    "S1100": 90, "S1200": 55, "S1400": 40, "S1500": 15, "S1630": 50, "S1640": 40, "S1730": 15, "S1740": 20,
    "S1750": 20, "S1780": 10,
    "motorway": 100, "motorway_link": 60, "trunk": 80, "trunk_link": 50, "primary": 55, "primary_link": 40,
    "secondary": 50, "secondary_link": 40, "tertiary": 45, "tertiary_link": 35, "unclassified": 40,
    "residential": 35, "living_street": 15, "service": 20, "track": 15, "busway": 40, "road": 40,
}  # fmt: skip

NOT_DRIVABLE = frozenset(
    {
        "S1710", "S1720", "S1820", "S1830",
        "footway", "path", "steps", "cycleway", "bridleway", "pedestrian", "corridor", "platform", "elevator",
        "proposed", "construction", "abandoned", "razed",
    }
)  # fmt: skip

_BOTH = ("0", "no", "n", "false", "b", "both", "none", "nan", "", "two-way", "twoway")
_FORWARD = ("1", "yes", "y", "true", "ft", "forward", "one-way", "oneway")
_BACKWARD = ("-1", "reverse", "tf", "backward", "reversed")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|mi/h)?", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Za-z]{2}:")
_WORD = re.compile(r"[A-Za-z_]\w*")
_MILE_KM = 1.609344


def direction_of(values: pd.Series, column: str) -> npt.NDArray[np.int8]:
    """Return 1 where a road may be driven from its first node to its last alone, -1 the other way, 0 both.

    Understood are yes/no, true/false, 1/0/-1, FT/TF/B, forward/backward/reverse and F/T/B (of which F is forward).

    Raises
    ------
    InputError
        Naming the values that have no known meaning.

    Examples
    --------
    >>> direction_of(pd.Series(["yes", "no", "-1", None]), "oneway")
    array([ 1,  0, -1,  0], dtype=int8)
    """
    words = values.astype(object).where(values.notna(), "").astype(str).str.strip().str.lower()
    words = words.str.replace(r"^(-?\d+)\.0$", r"\1", regex=True)
    meaning = {**dict.fromkeys(_BOTH, 0), **dict.fromkeys(_FORWARD, 1), **dict.fromkeys(_BACKWARD, -1)}
    if set(words) <= {"f", "t", "b", ""} and "b" in set(words):
        meaning |= {"f": 1, "t": -1}
    unknown = sorted(set(words) - set(meaning))
    if unknown:
        raise InputError(
            f"The column '{column}' does not say which way a road is driven. Understood are yes/no, 1/0/-1, FT/TF/B "
            f"and F/T/B; it also holds {', '.join(repr(word) for word in unknown[:5])}. "
            "Name another column in 'oneway_column', or 'none'."
        )
    return np.asarray(words.map(meaning), dtype=np.int8)


def kmh_of(values: pd.Series, unit: str = "km/h") -> npt.NDArray[np.float64]:
    """Return speeds in km/h; NaN where there is none. Several speeds in one value count with their mean.

    Examples
    --------
    >>> kmh_of(pd.Series(["50", "30 mph", "['20 mph', '30 mph']", "none"])).round(1)
    array([50. , 48.3, 40.2,  nan])
    """
    factor = _MILE_KM if unit == "mph" else 1.0
    if pd.api.types.is_numeric_dtype(values):
        speeds = values.to_numpy(dtype=np.float64, na_value=np.nan) * factor
    else:
        known = {text: _speed(str(text), factor) for text in values.dropna().unique()}
        speeds = values.map(known).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(speeds > 0, speeds, np.nan)


def _speed(text: str, factor: float) -> float:
    if _COUNTRY.search(text):
        return float("nan")
    found = [float(number) * (_MILE_KM if mile else factor) for number, mile in _NUMBER.findall(text)]
    return float(np.mean(found)) if found else float("nan")


def class_of(values: pd.Series) -> pd.Series:
    """Return the first word of every class: ``"['residential', 'service']"`` counts as ``residential``.

    Examples
    --------
    >>> class_of(pd.Series(["S1400", "['residential', 'service']", None])).to_list()
    ['S1400', 'residential', '']
    """
    known = {text: match[0] if (match := _WORD.search(str(text))) else "" for text in values.dropna().unique()}
    return values.map(known).astype(object).fillna("")
