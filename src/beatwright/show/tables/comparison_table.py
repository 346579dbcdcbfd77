"""The comparison as text, as CSV, and as rows for a page."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from pathlib import Path

from beatwright.base.files.atomic_file import write_text
from beatwright.base.plain_text import clean, csv_safe
from beatwright.base.quantity import amount, change, signed_amount, verdict
from beatwright.core.comparison import Comparison
from beatwright.core.difference_interval import DifferenceInterval
from beatwright.core.measure import Measure

__all__ = ["Cell", "Row", "comparison_rows", "comparison_table", "difference_range", "write_comparison"]

_HEADER = (
    "measure", "unit", "direction", "plan", "value", "difference", "relative", "best", "low", "high",
    "difference_low", "difference_high", "chance",
)  # fmt: skip
_WORDS = {"lower": "lower is better", "higher": "higher is better", "none": ""}


@dataclass(frozen=True)
class Cell:
    """One figure of one plan: the text, the difference to the base, better or worse, and whether it is the best.

    `against` is the 90 % interval of the difference, `chance` whether chance could explain it.
    """

    text: str
    change: str
    verdict: str
    best: bool
    interval: str
    against: str = ""
    chance: bool = False


@dataclass(frozen=True)
class Row:
    """One measure over all plans."""

    name: str
    direction: str
    cells: tuple[Cell, ...]


def comparison_rows(comparison: Comparison) -> tuple[Row, ...]:
    """Return one row per measure, one cell per plan, ready to be shown."""
    rows = []
    for number, first in enumerate(comparison.evaluations[0].measures):
        base = float(comparison.table[comparison.base].iloc[number])
        cells = []
        for evaluation in comparison.evaluations:
            measure = evaluation.measures[number]
            is_base = evaluation.plan == comparison.base
            drawn = comparison.interval(evaluation.plan, measure.name)
            cells.append(
                Cell(
                    text=amount(measure.value, measure.unit, measure.name),
                    change="" if is_base else change(measure.value, base, measure.unit),
                    verdict="" if is_base else verdict(measure.value, base, measure.direction, measure.unit),
                    best=bool(comparison.best[evaluation.plan].iloc[number]),
                    interval=_interval(measure),
                    against=difference_range(drawn, measure.unit),
                    chance=drawn is not None and drawn.chance,
                )
            )
        rows.append(Row(clean(first.name, 120), _WORDS[first.direction], tuple(cells)))
    return tuple(rows)


def _interval(measure: Measure) -> str:
    """Return both ends, their unit once; nothing where both read alike."""
    if measure.interval is None:
        return ""
    low, high = (amount(end, measure.unit, measure.name) for end in measure.interval)
    figure, _, low_unit = low.partition("\u00a0")
    shared = bool(low_unit) and high.endswith(f"\u00a0{low_unit}")
    return "" if low == high else f"{figure if shared else low} to {high}"


def difference_range(interval: DifferenceInterval | None, unit: str) -> str:
    r"""Return both ends of the interval of a difference with their signs, once where both read alike.

    Nothing where there is no interval, and where the figures are the same in every draw.

    >>> difference_range(DifferenceInterval("today", -12.0, 3.0), "m")
    '\u221212 to +3\xa0m'
    >>> difference_range(DifferenceInterval("today", -0.034, -0.012), "share")
    '\u22123.4 to \u22121.2\xa0points'
    """
    if interval is None or interval.same:
        return ""
    low, high = (signed_amount(end, unit) for end in (interval.low, interval.high))
    if low == high:
        return f"{low} throughout"
    figure, _, low_unit = low.partition("\u00a0")
    return f"{figure if low_unit and high.endswith(low_unit) else low} to {high}"


def comparison_table(comparison: Comparison) -> str:
    """Return the comparison as a Markdown table: plans across, measures down, the best in bold.

    Examples
    --------
    >>> from beatwright.core import Evaluation, Measure
    >>> judged = [Evaluation(name, "Coverage", (Measure("mean distance", metres, "m", "lower"),))
    ...           for name, metres in (("today", 2310.0), ("plan", 1640.0))]
    >>> print(comparison_table(Comparison(tuple(judged), "today")))
    | measure       | today   | plan                         |
    | ------------- | ------: | ---------------------------: |
    | mean distance | 2,310 m | **1,640 m** −670 m (−29.0 %) |
    """
    names = [clean(evaluation.plan, 40).replace("|", "¦") for evaluation in comparison.evaluations]
    lines = [["measure", *names]]
    for row in comparison_rows(comparison):
        cells = [f"**{cell.text}**" if cell.best else cell.text for cell in row.cells]
        shown = [f"{text} {cell.change}".strip() for text, cell in zip(cells, row.cells, strict=True)]
        lines.append([row.name.replace("|", "¦"), *(text.replace("\u00a0", " ") for text in shown)])
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    body = [lines[0], rule, *lines[1:]]
    return "\n".join("| " + " | ".join(_padded(line, widths)) + " |" for line in body)


def _padded(line: list[str], widths: list[int]) -> list[str]:
    return [text.ljust(width) for text, width in zip(line, widths, strict=True)]


def write_comparison(comparison: Comparison, path: str | Path) -> Path:
    """Write the comparison as CSV: one row per measure and plan, figures unrounded, whole or not at all.

    Columns: ``measure, unit, direction, plan, value, difference, relative, best, low, high, difference_low,
    difference_high, chance``. Differences are to the base; `low` and `high` bound the 90 % interval where the figure is
    sampled, `difference_low` and `difference_high` that of the difference, and `chance` says "yes" where chance could
    explain it. Figures that do not apply are empty, as are differences of infinite ones; an infinite figure is ``inf``.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEADER)
    for number, first in enumerate(comparison.evaluations[0].measures):
        base = float(comparison.table[comparison.base].iloc[number])
        for evaluation in comparison.evaluations:
            measure = evaluation.measures[number]
            difference = measure.value - base
            relative = difference / abs(base) if base else math.nan
            low, high = measure.interval or (math.nan, math.nan)
            drawn = comparison.interval(evaluation.plan, measure.name)
            ends = (math.nan, math.nan) if drawn is None else (drawn.low, drawn.high)
            chance = "" if drawn is None else "yes" if drawn.chance else "no"
            figures = [_number(measure.value), _figure(difference), _figure(relative)]
            best = "yes" if comparison.best[evaluation.plan].iloc[number] else ""
            texts = [csv_safe(text) for text in (first.name, measure.unit, measure.direction, evaluation.plan)]
            writer.writerow([*texts, *figures, best, *map(_number, (low, high)), *map(_figure, ends), chance])
    return write_text(path, stream.getvalue())


def _number(value: float) -> str:
    return "" if math.isnan(value) else repr(float(value))


def _figure(value: float) -> str:
    return repr(float(value)) if math.isfinite(value) else ""
