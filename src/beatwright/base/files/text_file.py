"""Files that are read whole: text that a person wrote, and tables, each up to a size that is told."""

from __future__ import annotations

import os
from pathlib import Path

from beatwright.base.errors import InputError
from beatwright.base.files.open_file import head_of, regular_file

__all__ = ["MOST_TABLE_BYTES", "MOST_TEXT_BYTES", "read_text", "whole_file"]

MOST_TEXT_BYTES = 64 << 20
"""Bytes of a study file, a mapping, a table of kinds or a plan; the plan of 100,000 zones has some 5 MB."""
MOST_TABLE_BYTES = 8 << 30
"""Bytes of a CSV or GeoJSON file; 50 million rows of incidents."""


def read_text(path: str | Path, *, errors: str = "strict") -> str:
    """Return the text of a file: UTF-8, or UTF-16 where its first bytes say so.

    Parameters
    ----------
    path : path
        A regular file of at most `MOST_TEXT_BYTES`.
    errors : str
        What becomes of bytes that are no UTF-8, as in `bytes.decode`.

    Raises
    ------
    InputError
        Where it is no such file, too large, or no text.
    """
    file = regular_file(path)
    raw = head_of(file, MOST_TEXT_BYTES + 1)
    if len(raw) > MOST_TEXT_BYTES:
        raise InputError(f"The file '{file}' has more than {MOST_TEXT_BYTES >> 20} MB, too much for its kind.")
    try:
        wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
        return raw.decode("utf-16" if wide else "utf-8-sig", errors=errors).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as problem:
        raise InputError(
            f"The file '{file}' is no UTF-8 text (byte {problem.start + 1:,} is {raw[problem.start]:#04x}). "
            "Save it as UTF-8."
        ) from None


def whole_file(path: str | Path) -> bytes:
    """Return the bytes of a table.

    Raises
    ------
    InputError
        Where it is no regular file, or has more than `MOST_TABLE_BYTES` or than the memory of the machine.
    """
    file = regular_file(path)
    size, most = file.stat().st_size, min(MOST_TABLE_BYTES, _memory())
    if size > most:
        raise InputError(
            f"The file '{file}' has {size >> 20:,} MB; {most >> 20:,} MB at most are read here. Split it by year, or "
            "export fewer columns."
        )
    return head_of(file, size)


def _memory() -> int:
    """Return the memory of the machine in bytes."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):  # pragma: no cover  (Windows has no sysconf)
        return MOST_TABLE_BYTES
