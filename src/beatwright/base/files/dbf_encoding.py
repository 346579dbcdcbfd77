"""The text of a shapefile: which encoding its bytes have, whatever the file says of it.

A .dbf names its encoding in a file .cpg beside it, or in byte 29 of its header, or nowhere; each is often wrong. Text
that is UTF-8 throughout, with letters beyond English, is hardly ever anything else; so bytes come before words.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from beatwright.base.files.code_pages import PAGES
from beatwright.base.files.encoding import CODE_PAGES, code_page_of
from beatwright.base.words import count_of, plural

__all__ = ["resolve_encoding"]

_BY_HEADER = {
    0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x58: "cp1252", 0x64: "cp852", 0x65: "cp866",
    0x6A: "cp737", 0x6B: "cp857", 0x78: "cp950", 0x79: "cp949", 0x7A: "cp936", 0x7B: "cp932", 0x7D: "cp1255",
    0x7E: "cp1256", 0xC8: "cp1250", 0xC9: "cp1251", 0xCA: "cp1254", 0xCB: "cp1253", 0xCC: "cp1257",
}  # fmt: skip
# 0x57 is not among them: it stands for the code page of whatever machine wrote the file.
_MOSTLY = 0.9  # share of texts in UTF-8 from which the others are damaged, rather than all in another encoding
_GDAL = {"utf-8": "UTF-8", "latin-1": "ISO-8859-1"}

Bytes = npt.NDArray[np.uint8]


def resolve_encoding(dbf: Path, name: str) -> list[str]:
    """Write beside a .dbf the encoding that its text has; what fits none becomes a question mark.

    Parameters
    ----------
    dbf : path
        A copy: it, and the .cpg beside it, are changed.
    name : str
        What to call the file.

    Returns
    -------
    list of str
        What to tell: an encoding that was found rather than given, texts that are damaged or cut.
    """
    data = np.frombuffer(dbf.read_bytes(), dtype=np.uint8).copy()
    blocks = list(_texts_of(data))
    messages = _zero_byte_warnings(blocks, name)
    cells = [block[rows] for block in blocks if (rows := (block > 127).any(axis=1)).any()]
    texts = [row.tobytes().partition(b"\x00")[0].rstrip() for block in cells for row in block]
    texts = [text for text in texts if not text.isascii()]
    if not texts:
        return messages
    declared = _declared(dbf, int(data[29]))
    found = _found(texts, declared)
    if found != declared:
        messages.append(_sentence(name, declared, found, texts))
    if found == "utf-8":
        messages += _without_damage(blocks, name)
        dbf.write_bytes(data.tobytes())
    dbf.with_suffix(".cpg").write_text(_GDAL.get(found, found.removeprefix("cp")), encoding="ascii")
    return messages


def _texts_of(data: Bytes) -> Iterator[Bytes]:
    """Yield a view of every column of text, shape (rows, width); nothing where the header is damaged."""
    head = data[:12].tobytes()
    if len(data) < 33:
        return
    start, width = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    if not 32 < start <= len(data) or width < 2:
        return
    count = min(int.from_bytes(head[4:8], "little"), (len(data) - start) // width)
    rows = data[start : start + count * width].reshape(count, width)
    at = 1  # the first byte marks rows that are deleted
    for field in range(32, start - 31, 32):
        if data[field] == 13:
            return
        size = int(data[field + 16])
        if data[field + 11] == ord("C") and at + size <= width:
            yield rows[:, at : at + size]
        at += size


def _zero_byte_warnings(blocks: list[Bytes], name: str) -> list[str]:
    """Tell of zero bytes inside text, as UTF-16 has: what follows the first of them cannot be read."""
    rows = sum(int(((block[:, :-1] == 0) & (block[:, 1:] > 32)).any(axis=1).sum()) for block in blocks)
    if not rows:
        return []
    return [
        f"{count_of(rows, 'text')} of '{name}' {plural(rows, 'holds', 'hold')} zero bytes, as UTF-16 does, which a "
        ".dbf cannot hold: only what stands before them is read. Export it again as UTF-8."
    ]


def _declared(dbf: Path, mark: int) -> str:
    """Return the encoding that the file says it has; empty where it says none that is known."""
    cpg = dbf.with_suffix(".cpg")
    declared = cpg.read_bytes()[:40].decode("ascii", errors="replace").strip() if cpg.is_file() else ""
    number = re.fullmatch(r"(?:ansi|oem|cp|windows|iso|ldid/)?[ _-]*(\d+)", declared, re.IGNORECASE)
    if number and number[1].startswith("8859"):
        declared = f"iso8859-{number[1][4:].lstrip('-') or 1}"
    elif number:
        declared = "utf-8" if number[1] == "65001" else f"cp{number[1]}"
    try:
        return _short(codecs.lookup(declared).name) if declared else _BY_HEADER.get(mark, "")
    except (LookupError, ValueError):
        return _BY_HEADER.get(mark, "")


def _short(name: str) -> str:
    return "latin-1" if name == "iso8859-1" else name


def _found(texts: list[bytes], declared: str) -> str:
    whole = sum(_fits(text, "utf-8") for text in texts)
    if whole == len(texts) or (declared == "utf-8" and whole >= _MOSTLY * len(texts)):
        return "utf-8"
    spoilt = [text for text in texts if not _fits(text, "utf-8")]
    likely = code_page_of(spoilt)
    contradicted = likely in PAGES and declared in ("cp1252", "latin-1")  # words of nothing but accented letters
    trusted = declared not in ("", "utf-8") and not contradicted and all(_fits(text, declared) for text in spoilt)
    return declared if trusted else likely


def _fits(text: bytes, encoding: str) -> bool:
    """Say whether bytes are text; the last letter may be cut, as it is where a column is too narrow."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(text, final=False)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _sentence(name: str, declared: str, found: str, texts: list[bytes]) -> str:
    example = next((text for text in texts if _fits(text, found)), texts[0]).decode(found, errors="replace")[:40]
    fault = (
        f"says that its text is in {_called(declared)}, which it is not"
        if declared
        else "does not say what its text is in"
    )
    return f"'{name}' {fault}: read as {_called(found)}, such as '{example}'. Where that is wrong, export it as UTF-8."


def _called(encoding: str) -> str:
    return CODE_PAGES.get(encoding, encoding.upper())


def _without_damage(blocks: list[Bytes], name: str) -> list[str]:
    """Put question marks in place of bytes that are no UTF-8, and blanks in place of a letter that is cut."""
    count = 0
    for block in blocks:
        for row in np.flatnonzero((block > 127).any(axis=1)):
            text = block[row].tobytes()
            mended = _mended(text)
            count += mended != text
            block[row] = np.frombuffer(mended, dtype=np.uint8)
    if not count:
        return []
    return [f"{count_of(count, 'text')} of '{name}' {plural(count, 'is', 'are')} cut or damaged; what is left is read."]


def _mended(text: bytes) -> bytes:
    found = bytearray(text.rstrip(b" \x00"))
    while True:
        try:
            found.decode("utf-8")
        except UnicodeDecodeError as problem:
            cut = problem.reason == "unexpected end of data"
            found[problem.start : problem.end] = (b" " if cut else b"?") * (problem.end - problem.start)
        else:
            return bytes(found) + text[len(found) :]
