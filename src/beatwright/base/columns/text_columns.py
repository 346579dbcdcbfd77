"""Columns as texts, and as codes of the few texts that differ."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from beatwright.base.files.column_encoding import is_text

__all__ = ["as_text", "coded", "is_text", "plain_digits", "row_texts"]

_ODD = r"[\x00-\x1f\x7f]+"
_FOREIGN = r"[^\x00-\x7f]"
# Arabic decimal, thousands and list marks; the marks that say which way letters run; full-width signs.
_SIGNS: dict[str, str | None] = {
    "\u066b": ".", "\u066c": ",", "\u060c": ",", "\u3000": " ",
    **dict.fromkeys("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff", None),
    **{chr(ord(sign) + 0xFEE0): sign for sign in "+,-./:()"},
}  # fmt: skip


def as_text(column: Any) -> Any:
    """Return a column as a plain array of text; whole floats lose their ``.0``."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # text too long for one chunk
        array = pc.cast(array, pa.large_string()).combine_chunks()
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if pa.types.is_string(array.type):
        return array
    if pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type):
        return _of_bytes(array)
    if pa.types.is_floating(array.type):
        return pc.replace_substring_regex(pc.cast(array, pa.string()), r"\.0$", "")
    try:
        return pc.cast(array, pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return pa.array([None if value is None else _shown(value) for value in array.to_pylist()], pa.string())


def _of_bytes(array: Any) -> Any:
    """Return bytes as the text that they are, or all of them in hexadecimal: a few shapes are text by chance."""
    try:
        text = pc.cast(array, pa.string())
    except pa.ArrowInvalid:
        text = None
    if text is not None and not pc.any(pc.match_substring_regex(text, _ODD)).as_py():
        return text
    return pa.array([None if value is None else value.hex() for value in array.to_pylist()], pa.string())


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def coded(column: Any) -> tuple[npt.NDArray[np.int64], Any]:
    """Return codes and the texts they stand for, trimmed of blanks; code -1 stands for no text.

    Parameters
    ----------
    column : pyarrow array, shape (n,)
        Any column.

    Returns
    -------
    codes : array of int64, shape (n,)
        Position in `texts`, or -1.
    texts : pyarrow array of text
        Every text once.

    Examples
    --------
    >>> codes, texts = coded(pa.array(["b", " a", "b ", None, ""]))
    >>> codes.tolist(), texts.to_pylist()
    ([0, 1, 0, -1, -1], ['b', 'a'])
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(array.type):
        array = as_text(array).dictionary_encode()
    codes = np.asarray(pc.fill_null(pc.cast(array.indices, pa.int64()), -1).to_numpy(zero_copy_only=False))
    tidy = pc.utf8_trim_whitespace(pc.replace_substring_regex(as_text(array.dictionary), _ODD, " "))
    unique = pc.if_else(pc.equal(tidy, ""), None, tidy).dictionary_encode()
    inner = np.asarray(pc.fill_null(pc.cast(unique.indices, pa.int64()), -1).to_numpy(zero_copy_only=False))
    return np.append(inner, -1)[codes], unique.dictionary


def row_texts(column: Any, rows: npt.NDArray[np.intp]) -> Any:
    """Return some rows of a column as text."""
    return as_text(column.take(pa.array(rows)))


def plain_digits(texts: Any) -> Any:
    """Return texts with the digits of every script as 0 to 9, and the signs that go with them as ours.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        Of numbers, dates or times.

    Examples
    --------
    >>> plain_digits(pa.array(["\u0662\u0662-\u0661\u0660", "\uff11\uff12\uff1a\uff13\uff10", "7"])).to_pylist()
    ['22-10', '12:30', '7']
    """
    foreign = pc.match_substring_regex(texts, _FOREIGN)
    if not pc.any(foreign).as_py():
        return texts
    changed = [None if text is None else _plain(text) for text in texts.to_pylist()]
    return pa.array(changed, texts.type)


def _plain(text: str) -> str:
    if text.isascii():
        return text
    letters = (_SIGNS.get(letter, letter) for letter in text)
    return "".join(_digit(letter) for letter in letters if letter)


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
