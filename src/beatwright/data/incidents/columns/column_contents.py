"""What the values of a column look like, whatever its heading says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.number_columns import read_degrees, read_numbers
from beatwright.base.columns.text_columns import as_text, coded, is_text, plain_digits
from beatwright.data.incidents.clocks.times_of_day import UNKNOWN_HOURS, read_clock
from beatwright.data.incidents.dates.date_spellings import digits_apart, tidy_clock, with_points
from beatwright.data.incidents.dates.date_texts import parse_moments

__all__ = ["CONTENTS", "example_of", "holds_addresses", "holds_clocks", "holds_moments", "nearly_all_differ"]

_DIGITS = r"^[0-9]{5,19}(?:\.[0-9]+)?$"
_CLOCK = r"^(?:[0-9]{1,2}\s*[:.,hH][0-9]{1,2}.*|[0-9]{1,6}(?:\.0+)?|[0-9]{1,2}\s*[aApP].*|.*[0-9]:[0-9]{2}.*)$"
_COLONS = r"[0-9]\s*[:hH]\s*[0-9]{2}"
_DOTS = r"^(?:[01]?[0-9]|2[0-3])\.[0-5][0-9]$"
_QUARTERS = r"\.(?:00|25|50)$"
_ADDRESS = r"[0-9].*\pL{2}|\pL{2}.*(?:[0-9]|[/&]).*"
_FEW = 20


def _texts(values: Any) -> Any:
    return with_points(plain_digits(coded(values if is_text(values.type) else as_text(values))[1]))


def _share(texts: Any, pattern: str) -> float:
    return float(pc.mean(pc.cast(pc.match_substring_regex(texts, pattern), pa.float64())).as_py() or 0.0)


def _is_moment(kind: Any) -> bool:
    return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind))


def holds_moments(values: Any) -> bool:
    """Say whether some values are dates, or numbers that stand for dates.

    >>> holds_moments(pa.array(["lunes", "martes"])), holds_moments(pa.array(["2024-02-03", "REDACTED"]))
    (False, True)
    """
    kind = values.type
    if _is_moment(kind):
        return True
    texts = _texts(values)
    if _share(texts, _DIGITS) > 0:
        return True
    moments = parse_moments(digits_apart(texts))
    return any(bool((~np.isnat(moments.times(day_first=first))).any()) for first in (False, True))


def holds_clocks(values: Any) -> bool:
    """Say whether some values are times of day.

    >>> holds_clocks(pa.array(["14:30", "0915", "2 p. m."])), holds_clocks(pa.array(["Monday"]))
    (True, False)
    """
    if pa.types.is_time(values.type) or _is_moment(values.type):
        return True
    texts = _texts(values)
    return _share(texts, _CLOCK) > 0 or bool(np.isfinite(read_clock(texts)).any())


def holds_hours(values: Any) -> bool:
    """Say whether the values are hours of the day: whole numbers but for codes of unknown ones, or texts of times.

    >>> holds_hours(pa.array([0, 17, 99])), holds_hours(pa.array(["20h", "9 PM"])), holds_hours(pa.array([40, 8]))
    (True, True, False)
    """
    numbers = read_numbers(values)
    known = numbers[np.isfinite(numbers) & ~np.isin(numbers, UNKNOWN_HOURS)]
    fits = (known >= 0) & (known <= 24) & (known == np.floor(known))
    if len(known) and 2 * len(known) > len(numbers):
        return bool(fits.mean() > 0.9)
    return is_text(values.type) and bool(np.isfinite(read_clock(_texts(values))).mean() > 0.8)


def holds_colons(values: Any) -> bool:
    """Say whether most values are times of day with hours and minutes.

    >>> holds_colons(pa.array(["6時29分", "14:05"])), holds_colons(pa.array(["10.38", "9.07"]))
    (True, True)
    """
    if pa.types.is_time(values.type) or not is_text(values.type):
        return bool(pa.types.is_time(values.type))
    texts = tidy_clock(_texts(values))
    return _share(texts, _COLONS) > 0.5 or (_share(texts, _DOTS) > 0.9 and _share(texts, _QUARTERS) < 0.9)


def holds_numbers(values: Any) -> bool:
    """Say whether some values are numbers."""
    return not _is_moment(values.type) and bool(np.isfinite(read_numbers(values)).any())


def holds_degrees(values: Any) -> bool:
    """Say whether some values are numbers or angles."""
    return not _is_moment(values.type) and bool(np.isfinite(read_degrees(values)).any())


def holds_addresses(values: Any) -> bool:
    """Say whether most values are words with a number or a crossing, as addresses are.

    >>> holds_addresses(pa.array(["1200 MAIN ST", "OAK AVE / 3RD ST"])), holds_addresses(pa.array(["Downtown"]))
    (True, False)
    """
    return is_text(values.type) and _share(_texts(values), _ADDRESS) > 0.5


def nearly_all_differ(values: Any) -> bool:
    """Say whether nearly every one of many values is another, as narratives and numbers are, but not kinds."""
    filled = len(values) - values.null_count
    return bool(filled >= _FEW and 2 * len(_texts(values)) > filled)


def example_of(values: Any) -> str:
    """Return the first value as a short text; empty where there is none."""
    texts = as_text(values.drop_null().slice(0, 1)).to_pylist()
    return " ".join(str(texts[0]).split())[:60] if texts else ""


# What the values under the heading of a column of ours must look like.
CONTENTS: dict[str, Callable[[Any], bool]] = {
    "time": holds_moments,
    "clock": holds_clocks,
    "hour": holds_hours,
    **dict.fromkeys(("lon", "lat"), holds_degrees),
    **dict.fromkeys(("x", "y", "officers", "service_minutes", "count"), holds_numbers),
}
