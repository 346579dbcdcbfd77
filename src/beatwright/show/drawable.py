"""Texts that a figure can show."""

from __future__ import annotations

from functools import lru_cache

from beatwright.base.plain_text import clean

__all__ = ["drawable"]

_MISSING_GLYPH = "□"


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """Characters that the font which comes with matplotlib can draw."""
    from matplotlib import font_manager  # noqa: PLC0415  (only who draws pays for matplotlib)

    path = font_manager.findfont("DejaVu Sans")
    return frozenset(font_manager.get_font(path).get_charmap())


def drawable(value: object, limit: int = 40) -> str:
    """Return a text that can be drawn on a figure; signs that the font lacks become empty boxes."""
    return "".join(sign if ord(sign) in _glyphs() else _MISSING_GLYPH for sign in clean(value, limit))
