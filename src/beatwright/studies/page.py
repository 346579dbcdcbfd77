"""The page of a study that is no case: sentences, a picture, and tables that fit any screen, as one HTML file."""

from __future__ import annotations

import html
import io
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from beatwright.base.words import significant

__all__ = ["OURS", "THEIRS", "html_table", "page", "seconds_in_words", "svg_of"]

# Told apart in grey too: one is dark, the other pale.
OURS, THEIRS = "#1b5e94", "#eba98c"
_FIGURE = re.compile(r"[−+-]?[\d,.]*%?|–")
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{line-height:1.2}ul{padding-left:1.2rem;max-width:80ch}li{margin-bottom:.4rem}
div.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #ddd;vertical-align:bottom}
th::first-letter{text-transform:uppercase}
.text{text-align:left;white-space:nowrap}
svg{max-width:100%;height:auto}p.small{color:#555;font-size:.9em;max-width:80ch}
"""


def svg_of(figure: Figure) -> str:
    """Return a figure as the SVG element of a page: the same figure gives the same text."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def html_table(
    table: pd.DataFrame,
    form: str = "{:,.0f}",
    *,
    forms: Mapping[str, str] | None = None,
    headings: Mapping[str, str] | None = None,
) -> str:
    """Return a table with its index as HTML: texts to the left, figures to the right, nothing where nothing is known.

    Parameters
    ----------
    table : DataFrame
        One row each; infinite figures read "–".
    form : str, default "{:,.0f}"
        Format of the figures.
    forms : mapping of str to str, optional
        Formats of columns that have another one.
    headings : mapping of str to str, optional
        Headings of columns that are not called what they are; the others have their name with spaces.

    Examples
    --------
    >>> import numpy as np
    >>> table = pd.DataFrame({"post": ["a", "b"], "saved": [1234.0, np.inf], "late_calls": [1.0, np.nan]})
    >>> text = html_table(table.set_index("post"), headings={"saved": "what it saves"})
    >>> [cell.partition("<")[0] for cell in re.split("<t[dh](?: [^>]*)?>", text)[1:]]
    ['post', 'what it saves', 'late calls', 'a', '1,234', '1', 'b', '–', '']
    """
    shown, called = table.reset_index(), headings or {}
    names = [str(name) for name in shown.columns]
    cells = {name: [_cell(value, (forms or {}).get(name, form)) for value in shown[name]] for name in names}
    kinds = {name: "" if all(map(_FIGURE.fullmatch, cells[name])) else ' class="text"' for name in names}
    head = "".join(f"<th{kinds[name]}>{html.escape(called.get(name, name.replace('_', ' ')))}</th>" for name in names)
    rows = (
        "".join(f"<td{kinds[name]}>{html.escape(cells[name][row])}</td>" for name in names) for row in range(len(shown))
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(value: Any, form: str) -> str:
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return "" if math.isnan(value) else "–"
    return form.format(value)


def seconds_in_words(value: float) -> str:
    """Return seconds of work: whole where there are many, one digit where there are none.

    >>> seconds_in_words(19_648.82), seconds_in_words(0.53), seconds_in_words(0.000209), seconds_in_words(math.nan)
    ('19,649', '0.53', '0.0002', '')
    """
    if math.isnan(value):
        return ""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2f}" if value >= 0.01 else significant(value, 1)


def page(title: str, heading: str, sentences: Iterable[str], picture: str, sections: str) -> str:
    """Return the whole page; `picture` and `sections` are HTML already, the other texts are not."""
    sentence_items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences)
    return f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body>
<h1>{html.escape(heading)}</h1>
<ul>{sentence_items}</ul>
{picture}
{sections}
</body></html>
"""
