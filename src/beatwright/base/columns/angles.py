"""Degrees as maps and receivers write them: 42°21'30"N, N 42.358, 71.06° W."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

__all__ = ["o_is_open", "parse_angles", "parse_compass", "side_of_o"]

_N = r"[0-9]+(?:[.,][0-9]+)?"
# Letters and words of the compass; a lone O is east in German and west in French and Spanish: see `side_of_o`.
_SIDE = r"(?:N(?:orth|ord|orte)?|S(?:outh|[uü]d|ur|ul)?|E(?:ast|st|ste)?|W(?:est)?|Oeste|Ouest|Ost|Leste|O)\b\.?"
_BETWEEN = r"\s*[°ºd:\s-]\s*"
_TOKEN = (
    rf"(?P<before{{0}}>{_SIDE.replace(chr(92) + 'b', '')})?\s*(?P<sign{{0}}>[-+])?(?P<degrees{{0}}>{_N})"
    rf"(?:{_BETWEEN}(?P<minutes{{0}}>{_N}))?(?:\s*['′’:\s-]\s*(?P<seconds{{0}}>{_N}))?"
    rf"\s*[°ºd]?\s*(?:''|[\"″”'′’])?\s*(?P<after{{0}}>{_SIDE})?"
)
_ONE = re.compile(rf"\s*{_TOKEN.replace('{0}', '1')}\s*", re.IGNORECASE)
_TWO = re.compile(rf"[\s(\[]*{_TOKEN.replace('{0}', '1')}[\s,;/|]*{_TOKEN.replace('{0}', '2')}[\s)\]]*", re.IGNORECASE)
_SIGN = re.compile("[°º]")
# A letter alone behind a figure or before one; the letter stands for @.
_LONE = r"(?i)(?:[0-9][\"″”'′’°º.\s]*@|(?:^|[^\pL])@\s*[0-9])(?:[^\pL]|$)"
# A degree sign, minutes, or a letter beside a figure: nothing else is an angle rather than a number.
_MARKED = (
    r"(?i)[0-9]\s*[°º]|[0-9]\s*['′’]|[0-9][\"″”'′’°º.]*\s*[NSEWO]|"
    r"(?:[NSEWO]|orth|outh|ast|est|ord|sur|s[uü]d)\.?\s*[-+]?[0-9]"
)


# Degrees, minutes and seconds with nothing but colons or blanks between them, for columns of angles alone; programs
# that round write 60 seconds.
_PARTS = r"^\s*[-+]?[0-9]{1,3}(?:\s*:\s*|\s+)[0-5]?[0-9](?:\s*:\s*|\s+)(?:[0-5]?[0-9]|60)(?:[.,][0-9]+)?\s*$"
# Degrees and minutes (1205.2263S), and seconds (120513.58S), run together as receivers write them.
_RUN_TOGETHER = re.compile(
    r"(?P<degrees>[0-9]{1,3})(?P<minutes>[0-5][0-9])(?P<seconds>[0-5][0-9]|60)?(?P<rest>\.[0-9]+)?"
)


def parse_angles(texts: Any, o: str = "") -> npt.NDArray[np.float64]:
    r"""Return angles written as text, in degrees, shape (n,); south and west are below 0.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        One angle each.
    o : {"", "east", "west"}
        What a lone letter O means; "": nothing, so that such angles are not read.

    Returns
    -------
    array of float64, shape (n,)
        NaN where a text is no angle with a degree sign, minutes, a letter of the compass, or three parts.

    Examples
    --------
    >>> import pyarrow as pa
    >>> parse_angles(pa.array(["42°21'36\"N", "71.06 W", "-71°3.6'", "42.36"])).tolist()
    [42.36, -71.06, -71.06, nan]
    >>> parse_angles(pa.array(["-71:03:36", "42 21 36", "4221.6N", "0710336W"])).tolist()
    [-71.06, 42.36, 42.36, -71.06]
    >>> parse_angles(pa.array(["3°42' O"]), "west").tolist(), parse_angles(pa.array(["3°42' O"])).tolist()
    ([-3.7], [nan])
    """
    found = np.full(len(texts), np.nan)
    marked = np.flatnonzero(pc.fill_null(pc.match_substring_regex(texts, f"{_MARKED}|{_PARTS}"), False))
    for at, text in zip(marked, texts.take(marked).to_pylist(), strict=True):
        match = _ONE.fullmatch(text)
        found[at] = _value(match, "1", o)[0] if match else math.nan
    return found


def parse_compass(
    texts: Any, o: str = ""
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Return first and second angle of texts that hold two, and whether letters tell which is which.

    Where letters tell, the first is the longitude and the second the latitude. `o` as for `parse_angles`.

    >>> import pyarrow as pa
    >>> first, second, named = parse_compass(pa.array(["42.36° N, 71.06° W", "42.36°, -71.06°", "x"]))
    >>> first.tolist(), second.tolist(), named.tolist()
    ([-71.06, 42.36, nan], [42.36, -71.06, nan], [True, False, False])
    """
    first, second = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    named = np.zeros(len(texts), dtype=bool)
    marked = np.flatnonzero(pc.fill_null(pc.match_substring_regex(texts, _MARKED), False))
    for at, text in zip(marked, texts.take(marked).to_pylist(), strict=True):
        match = _TWO.fullmatch(text)
        if match:
            (one, side), (other, facing) = _value(match, "1", o), _value(match, "2", o)
            if side + facing in ("xy", "yx"):
                one, other = (one, other) if side == "x" else (other, one)
                named[at] = True
            elif side or facing or not _SIGN.search(text):  # 10:30 11:45 are times
                continue
            first[at], second[at] = one, other
    return first, second, named


def side_of_o(texts: Any) -> str:
    """Return whether a lone letter O means "east" or "west" here; empty where no angle has it.

    An E beside it makes it west, as in Spanish, French, Portuguese and Italian, and a W makes it east, as in German.
    Where neither stands in the column it is taken as west; see `o_is_open`.

    >>> import pyarrow as pa
    >>> side_of_o(pa.array(["3°42' O", "0°10' E"])), side_of_o(pa.array(["13°24' O", "0°10' W"]))
    ('west', 'east')
    """
    held = _letters(texts)
    return "" if not held["O"] else "east" if held["W"] and not held["E"] else "west"


def o_is_open(texts: Any) -> bool:
    """Say whether angles have a lone letter O, and neither an E nor a W tells what it means.

    >>> import pyarrow as pa
    >>> o_is_open(pa.array(["3°42' O"])), o_is_open(pa.array(["3°42' O", "0°10' E"])), o_is_open(pa.array(["3.7"]))
    (True, False, False)
    """
    held = _letters(texts)
    return held["O"] and held["E"] == held["W"]


def _letters(texts: Any) -> dict[str, bool]:
    """Say which letters of east and west stand alone beside a figure."""
    if not pc.any(pc.match_substring_regex(texts, "(?i)[OEW]")).as_py():  # as in columns of plain numbers
        return dict.fromkeys("OEW", False)
    return {
        letter: bool(pc.any(pc.match_substring_regex(texts, _LONE.replace("@", letter))).as_py()) for letter in "OEW"
    }


def _value(match: re.Match[str], number: str, o: str) -> tuple[float, str]:
    """Return an angle in degrees, and the axis that its letter names: ``x``, ``y`` or none."""
    parts = [match[f"{name}{number}"] or "" for name in ("degrees", "minutes", "seconds")]
    if (match[f"before{number}"] or match[f"after{number}"]) and not parts[1]:
        parts = _apart(parts[0])
    numbers = [float(part.replace(",", ".")) for part in parts if part]
    whole = all(part.isdigit() for part in parts[: len(numbers) - 1])
    if not whole or any(part > 60 for part in numbers[1:]) or numbers[0] > 180:
        return math.nan, ""
    size = sum(part / 60.0**place for place, part in enumerate(numbers))
    side = (match[f"before{number}"] or match[f"after{number}"] or "").upper().rstrip(".")
    if side == "O" and not o:
        return math.nan, ""
    west = side in ("OESTE", "OUEST") or (side == "O" and o == "west")
    below = match[f"sign{number}"] == "-" or side[:1] in ("S", "W") or west
    return (-size if below else size), ("" if not side else "y" if side[0] in "NS" else "x")


def _apart(figure: str) -> list[str]:
    """Return degrees, minutes and seconds that are run together: 4 or 5 figures before the point, or 6 or 7."""
    whole = len(figure.partition(".")[0])
    match = _RUN_TOGETHER.fullmatch(figure) if 4 <= whole <= 7 else None
    if match is None or bool(match["seconds"]) != (whole > 5):
        return [figure, "", ""]
    rest = match["rest"] or ""
    if match["seconds"]:
        return [match["degrees"], match["minutes"], match["seconds"] + rest]
    return [match["degrees"], match["minutes"] + rest, ""]
