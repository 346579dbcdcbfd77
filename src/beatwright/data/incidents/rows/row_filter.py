"""Rows that are not asked for: a value under a heading must be one of those given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.check import did_you_mean
from beatwright.base.columns.text_columns import coded
from beatwright.base.errors import Complaints, InputError
from beatwright.data.incidents.columns.column_headings import same_heading
from beatwright.data.incidents.files.raw_table import RawTable

__all__ = ["asked_for"]

_TRUE = frozenset(("true", "t", "yes", "y", "1"))
_FALSE = frozenset(("false", "f", "no", "n", "0", ""))


def asked_for(table: RawTable, where: Mapping[str, Any]) -> npt.NDArray[np.bool_]:
    """Return the rows whose values are among those asked for.

    Parameters
    ----------
    table : RawTable
        The table.
    where : mapping
        Heading -> value or list of values. Texts are compared without regard to case and blanks at the ends,
        numbers as numbers; True fits ``true``, ``Y``, ``yes`` and ``1``; False fits their opposites and empty cells.

    Raises
    ------
    InputError
        Naming every heading that is not there.
    """
    complaints = Complaints()
    mask = np.ones(len(table), dtype=bool)
    for name, wanted in where.items():
        fitting = same_heading(str(name), table.headings)
        if not fitting:
            complaints.add(
                f"where asks for '{name}', but there is no such heading. {did_you_mean(str(name), table.headings)}"
            )
        elif len(fitting) > 1:
            shown = ", ".join(f"'{heading}'" for heading in fitting)
            complaints.add(f"where asks for '{name}', which fits several headings: {shown}. Write it exactly.")
        if len(fitting) != 1:
            continue
        heading = fitting[0]
        codes, texts = coded(table.columns.column(heading))
        values = wanted if isinstance(wanted, (list, tuple)) else [wanted]
        fits = [any(_is(text, value) for value in values) for text in [*texts.to_pylist(), ""]]
        mask &= np.array(fits)[codes]
    complaints.raise_if_any(InputError)
    return mask


def _is(text: str, value: Any) -> bool:
    word = text.strip().casefold()
    if isinstance(value, bool):
        return word in (_TRUE if value else _FALSE)
    if isinstance(value, (int, float)):
        try:
            return float(word) == float(value)
        except ValueError:
            return False
    return word == str(value).strip().casefold()
