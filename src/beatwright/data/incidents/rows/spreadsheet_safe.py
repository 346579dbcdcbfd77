"""Text that a spreadsheet would take for a formula, made harmless."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["neutral", "neutral_text"]

_CONTROL = r"[\x00-\x1f\x7f]+"
_NUMBER = r"^[-+]?[0-9]+(?:[.,][0-9]+)?(?:[eE][-+]?[0-9]+)?$"
_DANGER = r"^\s*[=+\-@＝＋－＠]"
_LONGEST = 2_000  # a cell of Excel ends at 32,767


def neutral(texts: Any) -> Any:
    """Return texts that are harmless in a spreadsheet and survive a CSV as they are.

    A text that begins like a formula gets an apostrophe in front, unless it is a plain number. Line ends and
    other control characters become blanks, empty cells empty text, and very long texts are cut.

    Parameters
    ----------
    texts : pyarrow array of text, shape (n,)
        The cells of a column.

    Examples
    --------
    >>> neutral(pa.array(["=1+1", "-90.25", "@a", "theft", None])).to_pylist()
    ["'=1+1", '-90.25', "'@a", 'theft', '']
    """
    clean = pc.replace_substring_regex(pc.fill_null(texts, ""), _CONTROL, " ")
    long = pc.greater(pc.utf8_length(clean), _LONGEST)
    if pc.any(long).as_py():
        clean = pc.if_else(
            long, pc.binary_join_element_wise(pc.utf8_slice_codeunits(clean, 0, _LONGEST), "…", ""), clean
        )
    danger = pc.and_(pc.match_substring_regex(clean, _DANGER), pc.invert(pc.match_substring_regex(clean, _NUMBER)))
    if not pc.any(danger).as_py():
        return clean
    return pc.if_else(danger, pc.binary_join_element_wise(pa.scalar("'"), clean, ""), clean)


def neutral_text(text: str) -> str:
    """Return one text made harmless.

    >>> neutral_text("=HYPERLINK()")
    "'=HYPERLINK()"
    """
    return str(neutral(pa.array([text]))[0].as_py())
