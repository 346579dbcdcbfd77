"""A column -> numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.columns.angles import parse_angles, side_of_o
from beatwright.base.columns.text_columns import as_text, coded, is_text, plain_digits

__all__ = ["decimal_doubts", "read_degrees", "read_numbers", "thousands_mark"]

_POINT = r"^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?$"
# T stands for the mark of thousands, D for the decimal one: the other of the two.
_OTHER = {",": ".", ".": ","}
_GROUPED = r"^[-+]?[0-9]{1,3}(?:T[0-9]{3})+(?:D[0-9]*)?$"
# Two marks of one kind, or one before a decimal mark: nothing else says what a single mark means.
_PROOF = r"^[-+]?[0-9]{1,3}(?:(?:T[0-9]{3}){2,}(?:D[0-9]*)?|(?:T[0-9]{3})+D[0-9]*)$"
_SINGLE = r"^[-+]?[0-9]{1,3}T[0-9]{3}$"
# No-break and narrow blanks, and both apostrophes of Switzerland.
_BLANKS = " \u00a0\u2009\u202f'\u2019"
_SPACED = rf"^[-+]?[0-9]{{1,3}}(?:[{_BLANKS}][0-9]{{3}})+(?:[.,][0-9]*)?$"
# Signs as accounts and mainframes write them, behind the number or as brackets, and apart from it.
_SIGN_BEHIND = r"^(?:([0-9][0-9.,]*)\s*-|\(\s*([0-9][0-9.,]*)\s*\)|-\s+([0-9][0-9.,]*))$"
_COMMA = r"^[-+]?[0-9]+,[0-9]+$"


def read_numbers(column: Any, *, thousands: str | None = None) -> npt.NDArray[np.float64]:
    """Return a column as numbers, shape (n,); NaN where there is none. A decimal comma is understood.

    What a comma or a point means is judged over the whole column: where one value proves it to stand between
    thousands, it does in every value. `thousands` says it where other columns prove it.

    >>> read_numbers(pa.array(["1.5", "-0,25", "REDACTED", None])).tolist()
    [1.5, -0.25, nan, nan]
    >>> read_numbers(pa.array(["122.36-", "(122.36)", "- 122.36"])).tolist()
    [-122.36, -122.36, -122.36]
    >>> read_numbers(pa.array(["741,234", "4,277,100"])).tolist()
    [741234.0, 4277100.0]
    """
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64)
    codes, texts = coded(column if is_text(kind) else as_text(column))
    bare = _bare(texts)
    return np.append(_parsed(bare, _proven(bare) if thousands is None else thousands), np.nan)[codes]


def read_degrees(column: Any, *, thousands: str | None = None, o: str = "") -> npt.NDArray[np.float64]:
    r"""Return a column of longitudes or latitudes as numbers, shape (n,): as `read_numbers`, or as maps write angles.

    `o` is what a lone letter O means, "east" or "west"; "": as `side_of_o` says.

    >>> read_degrees(pa.array(["42.36", "42°21'36\"N", "71.06 W"])).tolist()
    [42.36, 42.36, -71.06]
    """
    numbers = read_numbers(column, thousands=thousands)
    if not is_text(column.type):
        return numbers
    codes, texts = coded(column)
    texts = plain_digits(texts)
    return np.where(np.isnan(numbers), np.append(parse_angles(texts, o or side_of_o(texts)), np.nan)[codes], numbers)


def thousands_mark(*columns: Any) -> str:
    """Return the mark between thousands that any of the columns, written alike, proves; empty where none does.

    >>> thousands_mark(pa.array(["741,234"]), pa.array(["4,277,100"]))
    ','
    """
    marks = {_proven(_bare(coded(column)[1])) for column in columns if is_text(column.type)} - {""}
    return marks.pop() if len(marks) == 1 else ""


def decimal_doubts(columns: Sequence[Any], named: str, *, degrees: bool) -> list[str]:
    """Warn where one mark and three digits in every value leave open whether it stands before decimals or thousands.

    Degrees with a point are not doubted: three decimals are common, and thousands of degrees do not exist.

    Parameters
    ----------
    columns : sequence of pyarrow arrays
        Coordinates, which no value proves either way.
    named : str
        Where they stand, for the message.
    degrees : bool
        Whether they should be degrees.

    Examples
    --------
    >>> decimal_doubts([pa.array(["-71,056"]), pa.array(["42,358"])], "the columns 'x' and 'y'", degrees=False)[0][:62]
    "In the columns 'x' and 'y' every value has one comma and three"
    """
    texts = [_bare(coded(column)[1]) for column in columns if is_text(column.type)]
    for mark, name in ((",", "comma"), (".", "point")):
        marked = [pc.match_substring(text, mark) for text in texts]
        shaped = [pc.match_substring_regex(text, _marked(_SINGLE, mark)) for text in texts]
        held = sum(int(pc.sum(each).as_py() or 0) for each in marked)
        same = sum(int(pc.sum(each).as_py() or 0) for each in shaped)
        if held and held == same and not (degrees and mark == "."):
            other = _OTHER[mark]
            return [
                f"In {named} every value has one {name} and three digits, so that it may stand before decimals or "
                f'between thousands; read as decimals. decimal = "{mark}" says so, decimal = "{other}" reads thousands.'
            ]
    return []


def _bare(texts: Any) -> Any:
    """Return texts with a plain minus and without blanks and apostrophes between thousands."""
    texts = pc.replace_substring(plain_digits(texts), "\u2212", "-")
    texts = pc.replace_substring_regex(texts, _SIGN_BEHIND, r"-\1\2\3")
    spaced = pc.match_substring_regex(texts, _SPACED)
    return pc.if_else(spaced, pc.replace_substring_regex(texts, f"[{_BLANKS}]", ""), texts)


def _parsed(bare: Any, thousands: str) -> npt.NDArray[np.float64]:
    if thousands:
        plain = pc.invert(pc.match_substring(bare, thousands))
        whole = pc.or_(plain, pc.match_substring_regex(bare, _marked(_GROUPED, thousands)))
        bare = pc.replace_substring(pc.if_else(whole, bare, None), thousands, "")
    comma = pc.match_substring_regex(bare, _COMMA)
    pointed = pc.if_else(comma, pc.replace_substring(bare, ",", "."), bare)
    tidy = pc.if_else(pc.match_substring_regex(pointed, _POINT), pc.utf8_ltrim(pointed, "+"), None)
    return np.asarray(pc.cast(tidy, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _proven(bare: Any) -> str:
    """Return the mark between thousands; empty where no value of the column proves that there is one."""
    marks = [mark for mark in _OTHER if _count(bare, _marked(_PROOF, mark)) and _mostly_grouped(bare, mark)]
    return marks[0] if len(marks) == 1 else ""


def _mostly_grouped(bare: Any, mark: str) -> bool:
    """Say whether the values that hold the mark are grouped in threes: one slip proves nothing of the others."""
    return 2 * _count(bare, _marked(_GROUPED, mark)) > _count(bare, re.escape(mark))


def _marked(pattern: str, mark: str) -> str:
    return pattern.replace("T", re.escape(mark)).replace("D", re.escape(_OTHER[mark]))


def _count(texts: Any, pattern: str) -> int:
    return int(pc.sum(pc.match_substring_regex(texts, pattern)).as_py() or 0)
