"""A column -> numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.data.reading.texts import as_text, coded, is_text

__all__ = ["read_numbers"]

_POINT = r"^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?$"
_COMMA = r"^[-+]?[0-9]+,[0-9]+$"


def read_numbers(column: Any) -> npt.NDArray[np.float64]:
    """Return a column as numbers, shape (n,); NaN where there is none. A decimal comma is understood.

    >>> read_numbers(pa.array(["1.5", "-0,25", "REDACTED", None])).tolist()
    [1.5, -0.25, nan, nan]
    """
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(), dtype=np.float64)
    codes, texts = coded(column if is_text(kind) else as_text(column))
    return np.append(_parsed(texts), np.nan)[codes]


def _parsed(texts: Any) -> npt.NDArray[np.float64]:
    comma = pc.match_substring_regex(texts, _COMMA)
    pointed = pc.if_else(comma, pc.replace_substring(texts, ",", "."), texts)
    tidy = pc.if_else(pc.match_substring_regex(pointed, _POINT), pc.utf8_ltrim(pointed, "+"), None)
    return np.asarray(pc.cast(tidy, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
