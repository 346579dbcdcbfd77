r"""Forms that name letters of any script, and the looser ones that tell cheaply where they cannot fit.

The matcher of pyarrow (RE2) compiles a form anew at every call. Classes of letters, such as ``\p{L}``, are hundreds of
ranges that it spells out byte by byte and once more for each repetition. Where every character that is not ASCII may
stand for a letter there are a handful. A text that the looser form does not fit, the form itself does not fit.
"""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

__all__ = ["loosened", "may_fit"]

_LETTERS = r"A-Za-z\x{80}-\x{10FFFF}"


def loosened(form: str) -> str:
    r"""Return a form that fits whatever `form` fits: letters may be any character that is not ASCII.

    >>> loosened(r"\p{L}[\p{L}\p{M}]+\s\p{Lu}")
    '[A-Za-z\\x{80}-\\x{10FFFF}][A-Za-z\\x{80}-\\x{10FFFF}]+\\s[A-Za-z\\x{80}-\\x{10FFFF}]'
    """
    within = form.replace(r"[\p{L}\p{M}", f"[{_LETTERS}")
    return within.replace(r"\p{L}", f"[{_LETTERS}]").replace(r"\p{Lu}", f"[{_LETTERS}]")


def may_fit(texts: Any, form: str, loose: str) -> bool:
    r"""Say whether `form` may fit some of the texts; `loose` is what `loosened` makes of it.

    >>> import pyarrow as pa
    >>> form = r"^\p{L}+ [0-9]+$"
    >>> may_fit(pa.array(["März 2024"]), form, loosened(form)), may_fit(pa.array(["2024"]), form, loosened(form))
    (True, False)
    """
    return loose == form or pc.any(pc.match_substring_regex(texts, loose)).as_py() is True
