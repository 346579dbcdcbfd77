"""A cell of a table as text, such as an id."""

from __future__ import annotations

import pandas as pd

__all__ = ["cell_text"]


def cell_text(value: object) -> str:
    """Return a cell as text: what a spreadsheet holds as 7.0 is 7, and an empty cell is nothing.

    >>> cell_text(7.0), cell_text(" 007 "), cell_text(float("nan")), cell_text(None)
    ('7', '007', '', '')
    """
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124  (NaN)
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
