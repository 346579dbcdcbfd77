"""Degrees as maps and receivers write them: 42°21'30"N, N 42.358, 71.06° W."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

__all__ = ["parse_angles", "parse_compass"]

_N = r"[0-9]+(?:[.,][0-9]+)?"
# Letters and words of the compass; a lone O is east in German and west in French and Spanish, so it is neither.
_SIDE = r"(?:N(?:orth|ord|orte)?|S(?:outh|[uü]d|ur|ul)?|E(?:ast|st|ste)?|W(?:est)?|Oeste|Ouest|Ost|Leste)\b\.?"
_BETWEEN = r"\s*[°ºd:\s-]\s*"
_TOKEN = (
    rf"(?P<before{{0}}>{_SIDE.replace(chr(92) + 'b', '')})?\s*(?P<sign{{0}}>[-+])?(?P<degrees{{0}}>{_N})"
    rf"(?:{_BETWEEN}(?P<minutes{{0}}>{_N}))?(?:\s*['′’:\s-]\s*(?P<seconds{{0}}>{_N}))?"
    rf"\s*[°ºd]?\s*(?:''|[\"″”'′’])?\s*(?P<after{{0}}>{_SIDE})?"
)
_ONE = re.compile(rf"\s*{_TOKEN.replace('{0}', '1')}\s*", re.IGNORECASE)
_TWO = re.compile(rf"[\s(\[]*{_TOKEN.replace('{0}', '1')}[\s,;/|]*{_TOKEN.replace('{0}', '2')}[\s)\]]*", re.IGNORECASE)
_SIGN = re.compile("[°º]")
# A degree sign, minutes, or a letter beside a figure: nothing else is an angle rather than a number.
_MARKED = (
    r"(?i)[0-9]\s*[°º]|[0-9]\s*['′’]|[0-9][\"″”'′’°º.]*\s*[NSEWO]|"
    r"(?:[NSEW]|orth|outh|ast|est|ord|sur|s[uü]d)\.?\s*[-+]?[0-9]"
)


def parse_angles(texts: Any) -> npt.NDArray[np.float64]:
    r"""Return angles written as text, in degrees, shape (n,); south and west are below 0.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        One angle each.

    Returns
    -------
    array of float64, shape (n,)
        NaN where a text is no angle with a degree sign, minutes or a letter of the compass.

    Examples
    --------
    >>> import pyarrow as pa
    >>> parse_angles(pa.array(["42°21'36\"N", "71.06 W", "-71°3.6'", "42.36"])).tolist()
    [42.36, -71.06, -71.06, nan]
    """
    found = np.full(len(texts), np.nan)
    marked = np.flatnonzero(pc.fill_null(pc.match_substring_regex(texts, _MARKED), False))
    for at, text in zip(marked, texts.take(marked).to_pylist(), strict=True):
        match = _ONE.fullmatch(text)
        found[at] = _value(match, "1")[0] if match else math.nan
    return found


def parse_compass(texts: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return first and second angle of texts that hold two, and whether letters tell which is which.

    Where letters tell, the first is the longitude and the second the latitude.

    >>> import pyarrow as pa
    >>> first, second, told = parse_compass(pa.array(["42.36° N, 71.06° W", "42.36°, -71.06°", "x"]))
    >>> first.tolist(), second.tolist(), told.tolist()
    ([-71.06, 42.36, nan], [42.36, -71.06, nan], [True, False, False])
    """
    first, second = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    told = np.zeros(len(texts), dtype=bool)
    marked = np.flatnonzero(pc.fill_null(pc.match_substring_regex(texts, _MARKED), False))
    for at, text in zip(marked, texts.take(marked).to_pylist(), strict=True):
        match = _TWO.fullmatch(text)
        if match:
            (one, side), (other, facing) = _value(match, "1"), _value(match, "2")
            if side + facing in ("xy", "yx"):
                one, other = (one, other) if side == "x" else (other, one)
                told[at] = True
            elif side or facing or not _SIGN.search(text):  # 10:30 11:45 are times
                continue
            first[at], second[at] = one, other
    return first, second, told


def _value(match: re.Match[str], number: str) -> tuple[float, str]:
    """Return an angle in degrees, and the axis that its letter names: ``x``, ``y`` or none."""
    parts = [match[f"{name}{number}"] or "" for name in ("degrees", "minutes", "seconds")]
    given = [float(part.replace(",", ".")) for part in parts if part]
    whole = all(part.isdigit() for part in parts[: len(given) - 1])
    if not whole or any(part >= 60 for part in given[1:]) or given[0] > 180:
        return math.nan, ""
    size = sum(part / 60.0**place for place, part in enumerate(given))
    side = (match[f"before{number}"] or match[f"after{number}"] or "").upper().rstrip(".")
    below = match[f"sign{number}"] == "-" or side[:1] in ("S", "W") or side in ("OESTE", "OUEST")
    return (-size if below else size), ("" if not side else "y" if side[0] in "NS" else "x")
