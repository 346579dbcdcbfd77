"""Bytes of a text file -> UTF-8."""

from __future__ import annotations

import codecs

from beatwright.core.errors import InputError

__all__ = ["to_utf8"]

_HEAD = 1 << 16
_CHUNK = 1 << 24
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def to_utf8(data: bytes, name: str) -> tuple[bytes, str]:
    r"""Return the text of a file as UTF-8 without a byte order mark, and the name of its encoding.

    Tried in this order: a byte order mark, UTF-16 without one, UTF-8, and then Windows-1252, which any text of
    Western offices fits.

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
    else:
        text, label = _western(data)
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


def _western(data: bytes) -> tuple[bytes, str]:
    try:
        return data.decode("cp1252").encode(), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1").encode(), "Latin-1"
