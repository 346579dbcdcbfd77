"""Texts that came from a file, made fit to be shown: in HTML, in a workbook, in a GeoPackage, on a map."""

from __future__ import annotations

import re

from beatwright.base.files.formula_guard import guard

__all__ = ["clean", "count_word", "csv_safe", "legible", "shorten", "slug", "spaced_percent"]

# What XML 1.0 and HTML forbid, and the marks that reverse the reading order of everything after them.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
# A share in a sentence, however its sign was set; not what an address is written with, such as 1%20.
_PERCENT = re.compile(r"(?<=\d)[ \u00a0]?%(?!\w)")
_REPLACEMENT = "\ufffd"
_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def clean(value: object, limit: int | None = None) -> str:
    r"""Return `value` as one line of text that any XML, HTML or SQLite file can hold.

    Parameters
    ----------
    value : object
        Anything; None becomes an empty text.
    limit : int, optional
        Longest text to return; what is cut off is marked with an ellipsis.

    Examples
    --------
    >>> clean("North\x00 \n side")
    'North\ufffd side'
    >>> clean("abcdef", limit=4)
    'abc…'
    """
    if value is None:
        return ""
    # Cut first: a text of megabytes is not worth cleaning to its end.
    shown = str(value) if limit is None else str(value)[: 8 * limit]
    text = " ".join(_FORBIDDEN.sub(_REPLACEMENT, shown).split())
    return text if limit is None else shorten(text, limit)


def spaced_percent(text: str) -> str:
    r"""Return a sentence with every share as tables write it, the sign held to its figure.

    >>> spaced_percent("57% of the 5 % held, 100*share%"), spaced_percent("12.5\u00a0%")
    ('57\xa0% of the 5\xa0% held, 100*share%', '12.5\xa0%')
    """
    return _PERCENT.sub("\u00a0%", text)


def legible(text: str, limit: int) -> str:
    r"""Return a sentence as `clean` does, but with the spaces in it that keep figures and units together.

    >>> legible("by 0.4\xa0% \n or\x00 so", 40)
    'by 0.4\xa0% or\ufffd so'
    """
    held = text[: 8 * limit].replace("\xa0", "\ue000")
    return clean(held, limit).replace("\ue000", "\xa0")


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, the last an ellipsis where some are cut off."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def csv_safe(value: object) -> str:
    """Return a text that no spreadsheet takes for a formula when it opens a CSV file.

    >>> csv_safe("=HYPERLINK(1)"), csv_safe("today")
    ("'=HYPERLINK(1)", 'today')
    """
    return guard(clean(value))


def slug(value: object, limit: int = 32) -> str:
    """Return a name of small ASCII letters, digits and underscores, for layers and columns.

    >>> slug("PMedian(p=6)"), slug("<script>"), slug("***")
    ('pmedian_p_6', 'script', 'x')
    """
    text = re.sub(r"[^a-z0-9]+", "_", str(value)[: 4 * limit].lower()).strip("_")
    return text[:limit].strip("_") or "x"


def count_word(count: int) -> str:
    """Return a small count as a word.

    >>> count_word(6), count_word(40)
    ('six', '40')
    """
    return _WORDS[count] if 0 <= count < len(_WORDS) else f"{count:,}"
