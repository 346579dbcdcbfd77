"""What the values of road attributes mean: direction, speed, class."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import InputError
from beatwright.network.one_way_words import meanings_of

__all__ = [
    "CLASS_SPEEDS",
    "NOT_DRIVABLE",
    "class_of",
    "direction_of",
    "kmh_of",
    "looks_like_metres_a_second",
    "looks_like_mph",
]

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

_BOTH = (
    "0", "no", "n", "false", "b", "both", "both ways", "both directions", "none", "nan", "<na>", "null", "",
    "two-way", "twoway", "two way", "bidirectional",
)  # fmt: skip
_FORWARD = (
    "1",
    "yes",
    "y",
    "true",
    "ft",
    "forward",
    "one-way",
    "oneway",
    "one way",
    "with",
    "with digitized",
    "positive",
)
_BACKWARD = ("-1", "reverse", "tf", "backward", "backwards", "reversed", "against", "against digitized", "negative")
# One way at a time, the other at others: a car on call may use both.
_CHANGING = ("reversible", "alternating", "alternate", "reversing", "tidal", "contraflow")
_MOST_UNKNOWN = 0.2
_NUMBER = re.compile(r"((?:(?<![\w)\].])-)?\d+(?:\.\d+)?)\s*(mph|mi/h|m/s|mps|knots?|kts?|kn)?(?![a-z])", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Za-z]{2}:")
_WORD = re.compile(r"[A-Za-z_]\w*")
_MILE_KM = 1.609344
# km/h, by the first letters of a unit written behind a number.
_UNITS = {"mph": _MILE_KM, "mi/h": _MILE_KM, "m/s": 3.6, "mps": 3.6, "kn": 1.852, "kt": 1.852}
_MOST_MPH = 85
# Metres per second: streets have limits of 5 to 36, and no city has a median limit under 15 km/h.
_MEDIAN_MPS, _MOST_MPS = 15.0, 36.2
_ODD_SHARE = 0.4


def direction_of(values: pd.Series, column: str) -> tuple[npt.NDArray[np.int8], list[str]]:
    """Return 1 where a road may be driven from its first node to its last alone, -1 the other way, 0 both, 2 neither.

    Understood are yes/no, true/false, 1/0/-1, FT/TF/B, forward/backward/reverse, F/T/B/N (of which F is forward and N
    closed), 0/1/2, H/T/B, with/against, and words such as sens unique, doble sentido, Einbahn.
    Roads that are ``reversible`` or ``alternating`` count both ways, and so do the few whose value has no known
    meaning; notes tell how many.

    Returns
    -------
    way : array, shape (roads,)
    notes : list of str

    Raises
    ------
    InputError
        Where over a fifth of the values have no known meaning; they are named.

    Examples
    --------
    >>> direction_of(pd.Series(["yes", "no", "-1", None, "reversible"]), "oneway")[0]
    array([ 1,  0, -1,  0,  0], dtype=int8)
    """
    words = values.astype(object).where(values.notna(), "").astype(str).str.strip().str.lower()
    words = words.str.replace(r"^(-?\d+)\.0$", r"\1", regex=True)
    # A merged road of several parts lists their values: it may be driven one way only where all agree.
    words = words.str.replace(r"^\[\s*'?([^',\[\]]*)'?(?:\s*,\s*'?\1'?)*\s*\]$", r"\1", regex=True)
    meaning = {**dict.fromkeys(_BOTH, 0), **dict.fromkeys(_FORWARD, 1), **dict.fromkeys(_BACKWARD, -1)}
    more, unknown_notes = meanings_of(words[~words.isin(_CHANGING)], column)
    meaning |= more
    changing = words.isin(_CHANGING)
    strange = ~words.isin(list(meaning)) & ~changing
    _refuse_many(words, strange, column)
    notes = [
        *unknown_notes,
        *_two_direction_notes(words[changing], column, ""),
        *_two_direction_notes(words[strange], column, ", whose meaning is unknown"),
    ]
    return np.asarray(words.map(meaning).fillna(0), dtype=np.int8), notes


def _refuse_many(words: pd.Series, strange: pd.Series, column: str) -> None:
    if not strange.sum() > _MOST_UNKNOWN * (words != "").sum():
        return
    unknown = sorted(set(words[strange]))
    raise InputError(
        f"The column '{column}' does not say which way a road is driven. Understood are yes/no, 1/0/-1, 0/1/2, "
        f"FT/TF/B, F/T/B/N and with/against; {int(strange.sum()):,} of {int((words != '').sum()):,} values are others: "
        f"{', '.join(repr(word) for word in unknown[:5])}. Name another column in 'oneway_column', or 'none'."
    )


def _two_direction_notes(words: pd.Series, column: str, why: str) -> list[str]:
    if not len(words):
        return []
    shown = ", ".join(f"'{word}' ({count:,})" for word, count in sorted(words.value_counts().items())[:5])
    count = len(words)
    verb = "is" if count == 1 else "are"
    return [f"Roads: {count:,} {verb} {shown} in '{column}'{why}: taken as driven both ways."]


def kmh_of(values: pd.Series, unit: str = "km/h") -> npt.NDArray[np.float64]:
    """Return speeds in km/h; NaN where there is none. Several speeds in one value count with their mean.

    Speeds are returned as they stand, 0 and below included.

    Examples
    --------
    >>> kmh_of(pd.Series(["50", "30 mph", "['20 mph', '30 mph']", "none"])).round(1)
    array([50. , 48.3, 40.2,  nan])
    >>> kmh_of(pd.Series(["13.9 m/s", "27 knots", "50 km/h"])).round(1)
    array([50., 50., 50.])
    """
    factor = _MILE_KM if unit == "mph" else 1.0
    if pd.api.types.is_numeric_dtype(values):
        speeds = values.to_numpy(dtype=np.float64, na_value=np.nan) * factor
    else:
        known = {text: _speed(str(text), factor) for text in values.dropna().unique()}
        speeds = values.map(known).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(speeds)


def _speed(text: str, factor: float) -> float:
    if _COUNTRY.search(text):
        return float("nan")
    found = [float(number) * _factor(unit.lower(), factor) for number, unit in _NUMBER.findall(text)]
    return float(np.mean(found)) if found else float("nan")


def _factor(unit: str, default: float) -> float:
    return next((factor for name, factor in _UNITS.items() if unit.startswith(name)), default)


def looks_like_mph(values: pd.Series) -> bool:
    """Say whether plain numbers are limits as miles per hour are posted: 25, 35, 45, which metric signs never say.

    >>> looks_like_mph(pd.Series([25, 35, 30, 45, 25])), looks_like_mph(pd.Series([30, 50, 50, 80, 100]))
    (True, False)
    """
    numbers = pd.to_numeric(values, errors="coerce").dropna().to_numpy(dtype=np.float64)
    if not len(numbers) or numbers.max() > _MOST_MPH:
        return False
    return bool((numbers % 10 == 5).mean() >= _ODD_SHARE)


def looks_like_metres_a_second(values: pd.Series) -> bool:
    """Say whether plain numbers are too small for limits in km/h or mph, as metres per second are.

    >>> looks_like_metres_a_second(pd.Series([13.9, 8.3, 13.9])), looks_like_metres_a_second(pd.Series([10, 50, 30]))
    (True, False)
    """
    numbers = pd.to_numeric(values, errors="coerce").dropna().to_numpy(dtype=np.float64)
    numbers = numbers[numbers > 0]
    return bool(len(numbers)) and bool(np.median(numbers) < _MEDIAN_MPS and numbers.max() <= _MOST_MPS)


def class_of(values: pd.Series) -> pd.Series:
    """Return the first word of every class: ``"['residential', 'service']"`` counts as ``residential``.

    Examples
    --------
    >>> class_of(pd.Series(["S1400", "['residential', 'service']", None])).to_list()
    ['S1400', 'residential', '']
    """
    known = {text: match[0] if (match := _WORD.search(str(text))) else "" for text in values.dropna().unique()}
    return values.map(known).astype(object).fillna("")
