"""Bytes of a text file -> UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from beatwright.core.errors import InputError

__all__ = ["CODE_PAGES", "code_page_of", "to_utf8"]

_HEAD = 1 << 16
_CHUNK = 1 << 24
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
CODE_PAGES = {"cp1252": "Windows-1252", "cp1251": "Windows-1251", "latin-1": "Latin-1"}
"""Encodings that bytes which are not UTF-8 are read in, and what they are called."""
_WORD = re.compile(rb"[A-Za-z\x80-\xff]{3,}")
_CYRILLIC = re.compile(rb"[\xa8\xaa\xaf\xb2\xb3\xb8\xba\xbf\xc0-\xff]+")
_MOST = 0.8
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def to_utf8(data: bytes, name: str) -> tuple[bytes, str]:
    r"""Return the text of a file as UTF-8 without a byte order mark, and the name of its encoding.

    Tried in this order: a byte order mark, UTF-16 without one, UTF-8, Windows-1251 where the words are Cyrillic, and
    then Windows-1252, which any text of Western offices fits.

    Raises
    ------
    InputError
        Where the file is not text.

    Examples
    --------
    >>> to_utf8("Müller".encode("cp1252"), "a.csv")
    (b'M\xc3\xbcller', 'Windows-1252')
    """
    encoding = _wide(data)
    if encoding:
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
    for page in ("cp1251", "cp1252") if _is_cyrillic(joined[: _HEAD * 16]) else ("cp1252",):
        try:
            joined.decode(page)
        except UnicodeDecodeError:
            continue
        return page
    return "latin-1"


def _is_cyrillic(text: bytes) -> bool:
    """Say whether words with other than English letters have no English ones, and capitals where Russian has them.

    In Western languages an accented letter stands among plain ones; Greek has small letters where Russian has capitals.
    """
    foreign = [word for word in _WORD.findall(text) if not word.isascii()]
    whole = [word.decode("cp1251") for word in foreign if _CYRILLIC.fullmatch(word)]
    cased = [word for word in whole if word.islower() or word.isupper() or word.istitle()]
    return bool(foreign) and len(cased) >= _MOST * len(foreign)
