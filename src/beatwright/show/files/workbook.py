"""The plan as a workbook for those who work in a spreadsheet. No cell is ever a formula."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.plain_text import clean
from beatwright.base.quantity import infinite_word
from beatwright.core.case import Case
from beatwright.core.comparison import Comparison
from beatwright.core.table import Column, Table
from beatwright.show.files.number_formats import CROSSWALK_UNITS, POST_UNITS, excel_format, units_of_zones
from beatwright.show.report.headline import answer
from beatwright.show.report.manifest_rows import manifest_rows, reading_facts
from beatwright.show.report.method import limits_of
from beatwright.show.tables.case_tables import (
    POST_COUNTS,
    ZONE_COUNTS,
    comparisons_of,
    layer_names,
    plan_table,
    post_table,
    with_ids,
    zone_table,
)
from beatwright.show.tables.crosswalk import crosswalk
from beatwright.show.tables.district_tables import assignment, districts_of, has_districts
from beatwright.show.tables.finding_tables import data_frame_of, sheet_name
from beatwright.show.tables.plans_shown import base_with, main_with
from beatwright.show.tables.small_counts import suppressions, worded

__all__ = ["write_workbook"]

_NO_CLOCK = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the same plan gives the same bytes on any day
_WIDEST = 60
_LONGEST = 32_000  # a cell holds 32,767 signs
_MOST_ROWS = 1_000_000
_GROUP = "population_"  # what columns of the zones begin with that count people of a group
_CHANCE = "Chance could explain a difference where its 90 % low is below 0 and its 90 % high above."
_LATER = ("Reporting districts", "Assignment", "Crosswalk", "Dropped", "Manifest", "History")


def write_workbook(case: Case, path: str | Path) -> Path:
    """Write a case as an XLSX workbook, whole or not at all.

    Parameters
    ----------
    case : Case
        Evaluated: the first judge must have judged the main plan and the base.
    path : path
        The file to write.

    Returns
    -------
    Path
        `path`. Sheets: Summary, Comparison, Districts (every breakdown but zones), Zones, Posts, Plans; one for
        every table of a finding; Reporting districts, Assignment (unit to district) and Crosswalk (the
        base's to the recommended) where plans decide districts; Dropped (counts by reason), Manifest. Ids are text.
    """
    comparisons = comparisons_of(case)
    with atomic_path(path) as temporary:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(temporary, options) as book:
            book.set_properties({"created": _NO_CLOCK})
            sheets = _Sheets(book)
            _summary(sheets, case)
            for number, comparison in enumerate(comparisons, 1):
                _comparison(sheets, comparison, "Comparison" if number == 1 else f"Comparison {number}")
            _breakdowns(sheets, case)
            zones, named = with_ids(worded(case, zone_table(case), ZONE_COUNTS), "zone_id"), layer_names(case).values()
            people = [name for name in map(str, zones) if name.startswith(_GROUP)]
            sheets.table("Zones", zones, units=units_of_zones(named, people))
            _posts(sheets, case)
            sheets.table("Plans", plan_table(case).rename_axis("plan").reset_index())
            _findings(sheets, case)
            _districts(sheets, case)
            _dropped(sheets, case)
            rows = manifest_rows(case.manifest)
            sheets.rows("Manifest", ("part", "item", "value"), rows)
    return Path(path)


class _Sheets:
    """Writes tables; every text goes in as a text, whatever it looks like."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[str, bool, bool], Any] = {}
        self._link: Any = None

    @property
    def link(self) -> Any:
        """The look of a figure that leads somewhere."""
        if self._link is None:
            look = {"valign": "top", "num_format": "0.000000", "font_color": "#0563C1", "underline": 1}
            self._link = self._book.add_format(look)
        return self._link

    def format(self, number: str = "", *, bold: bool = False, wrap: bool = False) -> Any:
        key = (number, bold, wrap)
        if key not in self._formats:
            look: dict[str, Any] = {"valign": "top", **({"num_format": number} if number else {})}
            look |= {"bold": True} if bold else {}
            look |= {"text_wrap": True} if wrap else {}
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def free(self, wanted: str) -> str:
        """Return a name that no sheet has yet, nor any that the workbook will still get."""
        return sheet_name(wanted, (*self._book.sheetnames, *_LATER))

    def rows(self, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write rows under a header; figures as they are."""
        self.table(name, pd.DataFrame(list(rows), columns=list(header), dtype=object))

    def table(
        self,
        name: str,
        table: pd.DataFrame,
        formats: Sequence[Sequence[str]] | None = None,
        units: Mapping[str, str] | None = None,
    ) -> Any:
        """Write a table with a frozen header, a filter and fitting widths; `formats` per row and column, or `units`."""
        sheet = self._book.add_worksheet(name)
        head = self._book.add_format(
            {"bold": True, "bg_color": "#E8EDF2", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        shown = table.iloc[:_MOST_ROWS]
        for column, title in enumerate(shown.columns):
            sheet.write_string(0, column, clean(title, 200), head)
            values = shown.iloc[:, column].tolist()
            usual = excel_format((units or {}).get(str(title), ""))
            for row, value in enumerate(values):
                number = formats[row][column] if formats is not None else "#,##0" if isinstance(value, int) else usual
                self.cell(sheet, row + 1, column, _in_words(value, str(title)), number=number)
            longest = max([len(clean(title, 200)), *(_width(value) for value in values[:500])])
            sheet.set_column(column, column, min(_WIDEST, max(9, longest + 2)))
        sheet.freeze_panes(1, 1)
        if len(shown.columns):
            sheet.autofilter(0, 0, max(1, len(shown)), len(shown.columns) - 1)
        return sheet

    def cell(self, sheet: Any, row: int, column: int, value: Any, number: str = "", *, bold: bool = False) -> None:
        """Write one value: a finite number as a number, nothing as nothing, anything else as text."""
        if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.format(bold=bold))
        elif isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < 1e15:
            sheet.write_number(row, column, value, self.format(number, bold=bold))
        else:
            text = clean(value, _LONGEST)
            sheet.write_string(row, column, text, self.format("@", bold=bold, wrap=len(text) > _WIDEST))


def _in_words(value: Any, figure: str) -> Any:
    """Return an infinite figure in words, and any other value as it is."""
    return infinite_word(figure) if isinstance(value, float) and value == math.inf else value


def _width(value: Any) -> int:
    if isinstance(value, float):
        return len(f"{value:,.1f}")
    return 0 if value is None else len(clean(value, 200))


def _summary(sheets: _Sheets, case: Case) -> None:
    sheet = sheets._book.add_worksheet("Summary")
    sheet.set_column(0, 0, 100)
    lines = [(clean(case.name, 400), True), *((text, False) for text in answer(case))]
    lines += [("", False), ("What these figures do not say", True), *((text, False) for text in limits_of(case))]
    for row, (text, bold) in enumerate(lines):
        sheet.write_string(row, 0, clean(text, _LONGEST), sheets.format("@", bold=bold, wrap=True))


def _comparison(sheets: _Sheets, comparison: Comparison, name: str) -> None:
    """One row per measure: unit, direction, value of every plan, then its difference to the base with its interval."""
    plans = list(comparison.table.columns)
    others = [plan for plan in plans if plan != comparison.base]
    ends = [(plan, end) for plan in others if _drawn(comparison, plan) for end in ("low", "high")]
    header = ["measure", "unit", "better", *plans, *(f"{plan} minus {comparison.base}" for plan in others)]
    header += [f"{plan} minus {comparison.base}, 90 % {end}" for plan, end in ends]
    rows, formats = [], []
    for number, measure in enumerate(comparison.evaluations[0].measures):
        values = comparison.table.iloc[number]
        gaps = comparison.differences.iloc[number]
        figures = [float(gaps[plan]) for plan in others]
        drawn = {plan: comparison.interval(plan, measure.name) for plan in others}
        figures += [math.nan if (one := drawn[plan]) is None else getattr(one, end) for plan, end in ends]
        cells = [_in_words(float(values[plan]), measure.name) for plan in plans]
        cells += [one if math.isfinite(one) else math.nan for one in figures]  # no difference: an empty cell
        rows.append([measure.name, measure.unit, measure.direction, *cells])
        formats.append(["@"] * 3 + [excel_format(measure.unit)] * len(cells))
    sheet = sheets.table(name, pd.DataFrame(rows, columns=pd.Index(header), dtype=object), formats)
    for number in range(len(rows)):
        for column, plan in enumerate(plans, 3):
            if comparison.best[plan].iloc[number]:
                sheets.cell(sheet, number + 1, column, rows[number][column], number=formats[number][column], bold=True)
    told = [f"Bold: best of its row. Judged on {comparison.evaluations[0].on}.", *comparison.notes]
    told += [_CHANCE] * comparison.has_intervals
    for row, text in enumerate(told, len(rows) + 2):
        sheets.cell(sheet, row, 0, text)


def _drawn(comparison: Comparison, plan: str) -> bool:
    return any(comparison.interval(plan, name) is not None for name in comparison.table.index)


def _breakdowns(sheets: _Sheets, case: Case) -> None:
    """Every breakdown but that by zone, of every plan, one under the other in long form."""
    judge = case.evaluations[0].judge
    every = [(e.plan, table) for e in case.evaluations if e.judge == judge for table in e.tables.values()]
    shown = [(plan, table) for plan, table in every if table.place != "files"]
    parts = []
    for plan, table in shown:
        part = worded(case, table.frame, suppressions(table)).reset_index(drop=True)
        front = {"breakdown": table.name, "of": list(table.index), "plan": plan}
        parts.append(pd.concat([pd.DataFrame(front, index=part.index), part], axis=1))
    joined = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["breakdown", "of", "plan"])
    sheets.table("Districts", joined, units=_units(table for _, table in shown))


def _units(tables: Iterable[Table]) -> dict[str, str]:
    """Return the units of the columns of these tables, which stand on one sheet."""
    return {column.name: column.unit for table in tables for column in table.columns if column.unit}


def _posts(sheets: _Sheets, case: Case) -> None:
    tables = []
    for plan in case.plans:
        if plan.posts is not None:
            table = worded(case, post_table(case, plan), POST_COUNTS)
            table.insert(0, "plan", plan.name)
            tables.append(table)
    joined = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"plan": []})
    sheet = sheets.table("Posts", joined, units=POST_UNITS)
    if tables:
        _maps(sheets, sheet, joined)


def _maps(sheets: _Sheets, sheet: Any, posts: pd.DataFrame) -> None:
    """Lead from the coordinates of every post to a map on the web; nothing is sent before somebody clicks."""
    column = posts.columns.get_loc("latitude")
    for row, (x, y) in enumerate(zip(posts["longitude"], posts["latitude"], strict=True), 1):
        address = f"https://www.openstreetmap.org/?mlat={y:.6f}&mlon={x:.6f}#map=17/{y:.6f}/{x:.6f}"
        for at, value in ((column, y), (posts.columns.get_loc("longitude"), x)):
            sheet.write_url(row, at, address, tip="Show on OpenStreetMap")
            sheet.write_number(row, at, value, sheets.link)


def _findings(sheets: _Sheets, case: Case) -> None:
    """Write a sheet for every table of every finding, figures in the format of their unit."""
    for finding in case.findings:
        for table in finding.tables:
            if table.place != "report":
                frame = data_frame_of(case, table)
                row = ["@", *(_number_format(column) for column in table.columns)]
                sheets.table(sheets.free(table.name), frame, [row] * len(frame))


def _number_format(column: Column) -> str:
    return "#,##0" if all(isinstance(value, int) for value in column.values) else excel_format(column.unit)


def _districts(sheets: _Sheets, case: Case) -> None:
    """Write the districts of every plan, the unit-to-district table, and the crosswalk from the base's."""
    if not has_districts(case):
        return
    judged = [(plan.name, districts_of(case, plan)) for plan in case.plans if plan.districts]
    parts = [worded(case, table.frame.reset_index(), suppressions(table)).assign(plan=plan) for plan, table in judged]
    joined = pd.concat(parts, ignore_index=True)
    units = _units(table for _, table in judged)
    sheets.table("Reporting districts", joined[["plan", *joined.columns.drop("plan")]], units=units)
    sheets.table("Assignment", assignment(case))
    main, base = main_with(case, "districts"), base_with(case, "districts")
    if main is not None and base is not None:
        sheets.table("Crosswalk", crosswalk(case.problem, base, main), units=CROSSWALK_UNITS)


def _dropped(sheets: _Sheets, case: Case) -> None:
    reading = case.reading
    if reading is None:
        sheets.rows("Dropped", ("what", "value"), [("nothing was read from a file", None)])
        return
    rows: list[tuple[str, Any]] = [("file", reading.source), ("rows read", reading.read), ("rows kept", reading.kept)]
    rows += [(f"left out: {reason}", count) for reason, count in reading.reasons.items()]
    rows += [("warning", warning) for warning in reading.warnings]
    rows += [(f"understood: {name}", value) for name, value in reading_facts(reading.facts)]
    sheets.rows("Dropped", ("what", "value"), rows)
