"""The rows of one plan in a table of several, such as the posts in the workbook ``plan.xlsx`` of a case."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

import pandas as pd

from beatwright.base.columns.cell_text import cell_text
from beatwright.base.errors import InputError
from beatwright.base.files.formula_guard import unguard
from beatwright.base.vector.vector_files import split_layer
from beatwright.base.words import listed

__all__ = ["rows_of_plan", "split_plan"]

_PLAN = "plan"
_FILE_AND_PLAN = re.compile(r"(?P<file>.+?\.\w+(?:\|layername=[^:]+)?):(?P<plan>.+)")

Table = TypeVar("Table", bound=pd.DataFrame)


def split_plan(path: str) -> tuple[str, str]:
    """Split the name of a plan from that of the file that it is in; an empty text where none is named.

    >>> split_plan("out/plan.xlsx:PMedian(p=2.5): best")
    ('out/plan.xlsx', 'PMedian(p=2.5): best')
    >>> split_plan("stations.gpkg|layername=posts")
    ('stations.gpkg|layername=posts', '')
    """
    match = _FILE_AND_PLAN.fullmatch(str(path))
    if match is None or Path(split_layer(str(path))[0]).exists():
        return str(path), ""
    return match["file"], match["plan"]


def rows_of_plan(table: Table, path: str, plan: str = "") -> Table:
    """Return the rows of one plan; all of a table of one, or without a column that names plans.

    Parameters
    ----------
    table : DataFrame
        Its column `plan` names whose row each is.
    path : str
        The file that it is from, for messages.
    plan : str
        The plan that is asked for; may be empty where the table holds no more than one.

    Raises
    ------
    InputError
        Where the table holds several plans and none of them is named, or not the one that is.

    Examples
    --------
    >>> posts = pd.DataFrame({"plan": ["today", "today", "best"], "site": ["a", "b", "c"]})
    >>> list(rows_of_plan(posts, "plan.xlsx", "today").site)
    ['a', 'b']
    """
    column = next((name for name in table.columns if str(name).strip().lower() == _PLAN), None)
    if column is None:
        if plan:
            raise InputError(f"The file of today's posts '{path}' has no column '{_PLAN}'. Leave ':{plan}' out.")
        return table
    names = table[column].map(lambda value: unguard(cell_text(value)))
    known = list(dict.fromkeys(names))
    if plan in known or (not plan and len(known) <= 1):
        return table if not plan else table[names == plan]
    told = f"has no plan '{plan}'" if plan else f"holds the posts of {len(known)} plans"
    example = f"{Path(path).name}:{known[0]}" if known else Path(path).name
    raise InputError(
        f"The file of today's posts '{path}' {told}. Its plans: {listed(known)}. Name one behind the file, as in "
        f"'{example}'."
    )
