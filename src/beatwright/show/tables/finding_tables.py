"""Tables of findings: their cells as people read them, their frames for files, and names that no other part has."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable

import pandas as pd

from beatwright.base.plain_text import clean, csv_safe, slug
from beatwright.base.quantity import amount, change, verdict
from beatwright.core.case import Case
from beatwright.core.table import Column, Table
from beatwright.show.tables.small_counts import few_word, hidden_cells

__all__ = ["cell", "chart_names", "data_frame_of", "file_tables", "sheet_name", "table_names"]

_NOTHING = "–"
_LONGEST_SHEET = 31
_LONGEST_TEXT = 2000
# What the case folder has without any finding: pictures and tables that no finding may replace.
_PICTURES = ("demand", "points", "clock", "base", "main", "change", "curve", "districts_base", "districts_main")
_FILES = ("comparison", "crosswalk", "districts", "dropped", "plan", "report")


def chart_names(case: Case) -> dict[tuple[str, str], str]:
    """Return a name for the picture of every chart, by the names of finding and chart."""
    plans = [f"{kind}_{number}" for kind in ("plan", "districts") for number in range(1, len(case.plans) + 1)]
    pairs = [(finding.name, chart.name) for finding in case.findings for chart in finding.charts]
    return _free(pairs, (*_PICTURES, "districts_points", *plans))


def table_names(case: Case) -> dict[tuple[str, str], str]:
    """Return a name for the CSV file of every table, by the names of finding and table."""
    return _free([(finding.name, table.name) for finding in case.findings for table in finding.tables], _FILES)


def _free(pairs: Iterable[tuple[str, str]], taken: Collection[str]) -> dict[tuple[str, str], str]:
    """Name each pair by its second part, with the first and a number where that is taken."""
    used, names = set(taken), {}
    for first, second in pairs:
        wanted = [slug(second), slug(f"{first}_{second}", 60)]
        more = (f"{wanted[-1]}_{number}" for number in range(2, len(used) + 3))
        name = next(one for one in (*wanted, *more) if one not in used)
        used.add(name)
        names[first, second] = name
    return names


def file_tables(case: Case) -> list[tuple[str, Table]]:
    """Return the tables that go into files, each with the name of its file."""
    names = table_names(case)
    every = [(finding, table) for finding in case.findings for table in finding.tables if table.place != "report"]
    return [(names[finding.name, table.name], table) for finding, table in every]


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name for a sheet that a workbook allows and that is not taken.

    >>> sheet_name("post values", ["Posts"]), sheet_name("a/b: c?", []), sheet_name("posts", ["Posts"])
    ('Post values', 'A b c', 'Posts 2')
    """
    used = {name.casefold() for name in taken}
    text = " ".join("".join(" " if sign in "[]:*?/\\'" else sign for sign in clean(wanted)).split()) or "Table"
    text = text[:1].upper() + text[1:]
    tries = (text[:_LONGEST_SHEET], *(f"{text[: _LONGEST_SHEET - 5]} {number}" for number in range(2, len(used) + 3)))
    return next(one for one in tries if one.casefold() not in used)


def cell(case: Case, column: Column, row: int, *, few: bool) -> tuple[str, str, str]:
    """Return a value, its difference from what it is compared with, and whether that is better."""
    value = column.values[row]
    if few:
        return few_word(case, column.suppression), "", ""
    if isinstance(value, str):
        return clean(value, _LONGEST_TEXT), "", ""
    if math.isnan(value):
        return _NOTHING, "", ""
    text, base = amount(value, column.unit, column.title or column.name), _base(column, row)
    if math.isnan(base):
        return text, "", ""
    difference = change(value, base, column.unit)
    shown = difference.rstrip(")").split("(")[-1] if column.relative else difference
    return text, shown, verdict(value, base, column.direction, column.unit)


def _base(column: Column, row: int) -> float:
    base = None if column.base is None else column.base[row]
    return math.nan if base is None else base


def data_frame_of(case: Case, table: Table) -> pd.DataFrame:
    """Return a table for files: ids and texts as text, small counts left empty."""
    few = hidden_cells(case, table)
    columns: dict[str, object] = {csv_safe(table.index_name or "row"): [csv_safe(label) for label in table.index]}
    for k, column in enumerate(table.columns):
        shown = [None if hide else value for value, hide in zip(column.values, few[:, k], strict=True)]
        columns[csv_safe(column.name)] = shown if column.numeric else [csv_safe(value) for value in shown]
    return pd.DataFrame(columns)
