"""The findings of a case as sections of the report, whatever their kinds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beatwright.base.plain_text import clean, legible
from beatwright.base.quantity import amount
from beatwright.core.case import Case
from beatwright.core.finding import Finding
from beatwright.core.table import Table
from beatwright.show.tables.finding_tables import cell, chart_names, table_names
from beatwright.show.tables.small_counts import hidden_cells

__all__ = ["finding_sections"]

_MOST_ROWS = 60
# The sections that the report has without any finding.
_TAKEN = frozenset(
    ("answer", "breakdowns", "clock", "comparison", "data", "districts", "manifest", "maps", "method", "plans")
)


def finding_sections(case: Case, pictures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one section per finding, in their order.

    Parameters
    ----------
    case : Case
        Its findings.
    pictures : mapping
        Those that are drawn, by their names; a chart without one is left out.
    """
    charts, sheets = chart_names(case), table_names(case)
    return [_section(case, finding, charts, sheets, pictures=pictures) for finding in case.findings]


def _section(
    case: Case,
    finding: Finding,
    charts: Mapping[tuple[str, str], str],
    sheets: Mapping[tuple[str, str], str],
    pictures: Mapping[str, Any],
) -> dict[str, Any]:
    named = {charts[finding.name, chart.name]: clean(chart.caption, 600) for chart in finding.charts}
    shown = [table for table in finding.tables if table.place != "files"]
    return {
        "id": f"finding-{finding.name}" if finding.name in _TAKEN else finding.name,
        "title": clean(finding.title, 200),
        "short": clean(finding.short or finding.title, 60),
        "sentences": [legible(text, 2000) for text in finding.sentences],
        "measures": [(clean(m.name, 80), amount(m.value, m.unit, m.name)) for m in finding.measures],
        "charts": [(name, caption) for name, caption in named.items() if name in pictures],
        "tables": [_table(case, finding, table, sheets) for table in shown],
        "proofs": [(clean(name, 80), clean(proof.text, 200)) for name, proof in finding.certificates.items()],
    }


def _elsewhere(case: Case, table: Table, sheet: str, finding: str) -> str:
    """Return the file that holds the rows which the report leaves out."""
    if table.place == "report":
        return f"findings/{finding}.json"
    return "plan.xlsx" if case.plans else f"{sheet}.csv"


def _table(case: Case, finding: Finding, table: Table, sheets: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    left, kept = max(0, len(table.index) - _MOST_ROWS), range(min(_MOST_ROWS, len(table.index)))
    few = hidden_cells(case, table)
    return {
        "id": sheets[finding.name, table.name],
        "title": clean(table.title, 200),
        "note": clean(table.note, 600),
        "caption": clean(table.caption, 600),
        "index_name": clean(table.index_name, 80),
        "columns": [(clean(column.name, 80), column.numeric) for column in table.columns],
        "rows": [
            {
                "label": clean(table.index[row], 80),
                "role": clean(table.roles[row], 60) if table.roles else "",
                "strong": row in table.strong,
                "cells": [cell(case, column, row, few=few[row, k]) for k, column in enumerate(table.columns)],
            }
            for row in kept
        ],
        "left_out": left,
        "elsewhere": _elsewhere(case, table, sheets[finding.name, table.name], finding.name),
    }
