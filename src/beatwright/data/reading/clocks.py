"""A column of times of day -> seconds since midnight."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.data.reading.moments import CLOCK, parse_clock_parts
from beatwright.data.reading.texts import coded, is_text

__all__ = ["read_clock"]

# A date before the time of day says nothing: Socrata and Excel write 1900-01-01 there.
_FORM = rf"^(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ])?{CLOCK}$"
_BARE = r"^(?P<H>[0-9]{1,4})(?:\.0+)?$"
_DAY = 86_400.0


def read_clock(column: Any) -> npt.NDArray[np.float64]:
    """Return seconds since midnight, shape (n,); NaN where there is none or it cannot be read.

    Understood: 14:05, 14:05:30, 2:05 PM, 1405 and 905 and 45 (hours and minutes run together), and fractions
    of a day, as spreadsheets keep times.

    Examples
    --------
    >>> read_clock(pa.array(["14:05", "2:05 PM", "905", "45", "x"])).tolist()
    [50700.0, 50700.0, 32700.0, 2700.0, nan]
    """
    kind = column.type
    if pa.types.is_time(kind):
        unit = pa.time32("s") if pa.types.is_time32(kind) else pa.time64("us")
        scale = 1.0 if pa.types.is_time32(kind) else 1e6
        whole = pa.int32() if pa.types.is_time32(kind) else pa.int64()
        return _numpy(pc.cast(pc.cast(column, unit, safe=False), whole)) / scale
    if pa.types.is_timestamp(kind):
        micros = _numpy(pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.int64()))
        return np.asarray(micros % (_DAY * 1e6) / 1e6)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _numbers(_numpy(column))
    if not is_text(kind):
        return np.full(len(column), np.nan)
    codes, texts = coded(column)
    return np.append(_texts(texts), np.nan)[codes]


def _numpy(column: Any) -> npt.NDArray[np.float64]:
    return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(), dtype=np.float64)


def _numbers(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Read fractions of a day where nothing reaches 1, hours and minutes run together elsewhere."""
    finite = values[np.isfinite(values)]
    if len(finite) and finite.max() < 1 and finite.min() >= 0 and (finite > 0).any():
        return np.asarray(np.round(values * 1440) * 60)
    return _run_together(values)


def _run_together(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        hour, minute = values // 100, values % 100
        fits = (values >= 0) & (values <= 2400) & (minute < 60) & (values == np.floor(values))
    return np.where(fits, hour * 3600 + minute * 60, np.nan)


def _texts(texts: Any) -> npt.NDArray[np.float64]:
    result = np.full(len(texts), np.nan)
    bare = pc.extract_regex(texts, _BARE)
    digits = pc.is_valid(bare).to_numpy(zero_copy_only=False)
    result[digits] = _run_together(_numpy(pc.cast(pc.struct_field(bare.drop_null(), "H"), pa.int64())))
    rest = np.flatnonzero(~digits)
    found = pc.extract_regex(texts.take(pa.array(rest)), _FORM)
    hit = pc.is_valid(found).to_numpy(zero_copy_only=False)
    whole = found.drop_null()
    seconds, _ = parse_clock_parts({field.name: pc.struct_field(whole, field.name) for field in whole.type})
    result[rest[hit]] = np.where(seconds < 0, np.nan, seconds)
    return result
