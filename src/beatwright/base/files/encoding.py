"""Bytes of a text file -> UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

from beatwright.base.errors import InputError
from beatwright.base.files.code_pages import PAGES, script_page

__all__ = ["CODE_PAGES", "code_page_of", "guessed_encoding_warnings", "to_utf8"]

_HEAD = 1 << 16
_CHUNK = 1 << 24
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
CODE_PAGES = {"cp1252": "Windows-1252", "latin-1": "Latin-1", **PAGES}
"""Encodings that bytes which are not UTF-8 are read in, and what they are called."""
_MOST = 0.8
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def to_utf8(data: bytes, name: str, asked: str = "auto") -> tuple[bytes, str]:
    r"""Return the text of a file as UTF-8 without a byte order mark, and the name of its encoding.

    Tried in this order: a byte order mark, UTF-16 without one, UTF-8, the code page of another script where the
    letters are those of one, and then Windows-1252, which any text of Western offices fits.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What it is called.
    asked : str
        The encoding, where it is known; "auto" where it is not.

    Raises
    ------
    InputError
        Where the file is not text, or not in the encoding given.

    Examples
    --------
    >>> to_utf8("Müller".encode("cp1252"), "a.csv")
    (b'M\xc3\xbcller', 'Windows-1252')
    """
    encoding = _wide(data)
    if asked != "auto":
        text, label = _decoded_as(data, asked, name), f"{asked}, as asked"
    elif encoding:
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff").encode("utf-8", errors="replace")
        label = encoding.upper()
    elif _is_utf8(data):
        text = data.removeprefix(codecs.BOM_UTF8)
        label = "UTF-8" + (" with a byte order mark" if len(text) < len(data) else "")
    elif damaged := _damaged_utf8(data):
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace").encode()
        label = f"UTF-8, {damaged:,} of its letters damaged"
    else:
        page = code_page_of([data])
        text, label = data.decode(page).encode(), CODE_PAGES[page]
    head = text[:_HEAD]
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 20:
        raise InputError(
            f"'{name}' is not text: too many control characters. Give a CSV, XLSX, Parquet, GeoJSON, GeoPackage or "
            "shapefile; export it again where it should be one of these."
        )
    return text, label


def _wide(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and odd > 0.4 * (len(head) / 2) and even < odd / 10:
        return "utf-16-le"
    if len(head) >= 8 and even > 0.4 * (len(head) / 2) and odd < even / 10:
        return "utf-16-be"
    return ""


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _damaged_utf8(data: bytes) -> int:
    """Return how many letters are damaged in text that is UTF-8 but for a few of them; 0 where it is no UTF-8."""
    text = data.decode("utf-8", errors="replace")
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    damaged = text.count("\ufffd") - data.count("\ufffd".encode())
    return damaged if damaged <= foreign * (1 - _MOST) / 2 else 0


def code_page_of(texts: Iterable[bytes]) -> str:
    """Return the encoding of texts that are not UTF-8, by their words: one of `CODE_PAGES`; Latin-1 fits any bytes.

    >>> code_page_of(["Müller".encode("cp1252")]), code_page_of(["Кража со взломом".encode("cp1251")])
    ('cp1252', 'cp1251')
    """
    joined = b"\n".join(texts)
    if page := script_page(joined):
        return page
    try:
        joined.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def guessed_encoding_warnings(label: str, *, option: bool = True) -> list[str]:
    """Return a warning where the encoding called `label` was guessed by the letters of a script.

    `option` is whether the file has an option that names another.
    """
    if label not in PAGES.values():
        return []
    mend = "set the option encoding, or export the file as UTF-8" if option else "export the file as UTF-8"
    return [
        f"The text is not UTF-8 and names no encoding: read as {label}, by its letters. Where words look wrong, {mend}."
    ]


def _decoded_as(data: bytes, encoding: str, name: str) -> bytes:
    try:
        return data.decode(encoding).removeprefix("\ufeff").encode()
    except UnicodeDecodeError as problem:
        raise InputError(
            f"'{name}' is not in the encoding '{encoding}' that was asked for: byte {problem.start + 1:,} "
            f'({data[problem.start]:#04x}) is none of its letters. Give another, or "auto".'
        ) from None
