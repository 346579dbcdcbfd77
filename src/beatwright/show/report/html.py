"""The report: one HTML file that needs no network, runs no script and can be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from markupsafe import Markup

from beatwright.base.files.atomic_file import write_text
from beatwright.base.plain_text import clean, legible
from beatwright.base.progress import Progress
from beatwright.base.quantity import amount
from beatwright.core.case import Case
from beatwright.core.comparison import Comparison
from beatwright.core.plan import Plan
from beatwright.core.site_names import post_names
from beatwright.show.figures.clock_of_week import clock_sentence, hourless_sentence
from beatwright.show.figures.picture import data_uri
from beatwright.show.figures.pictures import Picture, draw_pictures
from beatwright.show.report.district_rows import district_section, plan_names
from beatwright.show.report.environment import environment, style_sheet
from beatwright.show.report.finding_sections import finding_sections
from beatwright.show.report.headline import answer, tiles
from beatwright.show.report.manifest_rows import manifest_parts, manifest_rows
from beatwright.show.report.method import limits_of, method_of
from beatwright.show.report.reading_part import reading_part
from beatwright.show.tables.breakdown import breakdowns_of
from beatwright.show.tables.case_tables import POST_COUNTS, comparisons_of, plan_table, post_table
from beatwright.show.tables.comparison_table import comparison_rows
from beatwright.show.tables.plans_shown import base_with, main_with
from beatwright.show.tables.small_counts import worded

__all__ = ["render_report", "write_report"]

_MOST_POSTS = 60
_LONGEST_NOTE, _MOST_OF_NOTES = 400, 600  # signs of one note, and of all that a cell of the table of plans shows


def write_report(
    case: Case,
    path: str | Path,
    *,
    points: npt.NDArray[Any] | None = None,
    hours: npt.NDArray[np.int64] | None = None,
    without_hour: int = 0,
    streets: npt.NDArray[Any] | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the report of a case as one HTML file, whole or not at all.

    The file asks for nothing from outside, and a content security policy forbids it to. The same case gives the
    same bytes.

    Parameters
    ----------
    case : Case
        Evaluated: the first judge must have judged the main plan and the base.
    path : path
        The file to write.
    points : array of float, shape (n, 2), optional
        Positions of incidents in the city's CRS; shown as counts in squares of at least 100 m.
    hours : array of int, shape (168,), optional
        Incidents by hour of the week, where their times have hours.
    without_hour : int
        Incidents whose times have no hour: not in the picture of the hours, and said so beside it.
    streets : array of LineString, optional
        Streets in the city's CRS, drawn faintly on the maps of posts.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    ParameterError
        Where the case has no evaluation of the main plan or of the base.
    """
    comparisons_of(case)
    pictures = draw_pictures(case, points, progress, hours=hours, streets=streets)
    return write_text(path, render_report(case, pictures, hours=hours, without_hour=without_hour))


def render_report(
    case: Case,
    pictures: Mapping[str, Picture],
    *,
    hours: npt.NDArray[np.int64] | None = None,
    without_hour: int = 0,
) -> str:
    """Return the report's HTML with `pictures` as `draw_pictures` returns them for the same `hours`."""
    drawn = hours if "clock" in pictures else None
    first = () if drawn is None else (clock_sentence(drawn, some_unknown=without_hour > 0),)
    when = " ".join((*first, *hourless_sentence(without_hour, drawn)))
    return environment().get_template("report.html").render(_context(case, pictures), when=when)


def _context(case: Case, pictures: Mapping[str, Picture]) -> dict[str, Any]:
    sheet, policy = style_sheet()
    comparisons = comparisons_of(case)
    plans = _plans(case)
    return {
        "style": Markup(sheet),  # a file of this package, not a user's
        "policy": policy,
        "title": clean(case.name, 200) or "Deployment plan",
        "city": clean(case.problem.city.name, 100),
        "main": clean(case.main, 80),
        "base": clean(case.base, 80),
        "alone": case.main == case.base,
        "parents": case.problem.city.parents is not None,
        "answer": answer(case),
        "tiles": tiles(case),
        "pictures": {name: {"src": data_uri(p.figure), "alt": p.alt} for name, p in pictures.items()},
        "comparisons": [_comparison(case, _ordered(comparison, case.main)) for comparison in comparisons],
        "findings": finding_sections(case, pictures),
        "breakdowns": breakdowns_of(case),
        "plans": plans,
        "counted": [word for word in ("Posts", "Districts") if any(plan["counts"][word] for plan in plans)],
        "posts": _posts(case),
        "districts": district_section(case),
        "reading": reading_part(case),
        "method": method_of(case),
        "limits": limits_of(case),
        "severity": case.heldout.severity.classes,
        "example": case.heldout.severity.example,
        "manifest": manifest_rows(case.manifest),
        "manifest_parts": manifest_parts(case.manifest),
    }


def _ordered(comparison: Comparison, main: str) -> Comparison:
    """Return the comparison with the base first and the main plan beside it, where a small screen shows them."""
    first = {comparison.base: 0, main: 1}
    ranked = sorted(comparison.evaluations, key=lambda evaluation: first.get(evaluation.plan, 2))
    return Comparison(tuple(ranked), comparison.base)


def _comparison(case: Case, comparison: Comparison) -> dict[str, Any]:
    first = comparison.evaluations[0]
    return {
        "judge": clean(first.judge, 80),
        "base": clean(comparison.base, 80),
        "on": clean(first.on, 200),
        "read": ", ".join(clean(layer, 40) for layer in first.read),
        "plans": [
            {"name": clean(e.plan, 60), "main": e.plan == case.main, "base": e.plan == comparison.base}
            for e in comparison.evaluations
        ],
        "rows": comparison_rows(comparison),
        "drawn": comparison.has_intervals,
        "notes": [legible(note, 600) for note in comparison.notes],
    }


def _plans(case: Case) -> list[dict[str, Any]]:
    rows = []
    for number, (name, row) in enumerate(plan_table(case).iterrows(), 1):
        rows.append(
            {
                "number": number,
                "name": clean(name, 80),
                "role": row["role"],
                "made_by": clean(row["made_by"], 120),
                "counts": _counts(case.plan(str(name))),
                "proven": clean(row["proven"], 200) or "nothing proven",
                "method": clean(row["method"], 200),
                "posts": _caption(case, str(name), "posts"),
                "districts": _caption(case, str(name), "districts"),
                "notes": _notes(case.plan(str(name)).notes),
            }
        )
    return rows


def _notes(notes: Sequence[str]) -> str:
    """Return the first notes of a plan, none of them cut short; the section of method and limits has them all."""
    texts = [clean(note, _LONGEST_NOTE) for note in notes]
    ends = accumulate(len(text) for text in texts)
    shown = [text for text, end in zip(texts, ends, strict=True) if end <= _MOST_OF_NOTES]
    more = ["More of it stands under “Method and limits”."] if len(shown) < len(texts) else []
    return " ".join([*shown, *more])


def _caption(case: Case, plan: str, layer: str) -> str:
    """Return the name of a plan and the first figure of its posts or districts that has a better direction."""
    judged = (e for e in case.evaluations if e.plan == plan and layer in e.read)
    figure = next((m for e in judged for m in e.measures if m.direction != "none"), None)
    if figure is None:
        return clean(plan, 80)
    return f"{clean(plan, 80)}: {clean(figure.name, 80)} {amount(figure.value, figure.unit, figure.name)}"


def _counts(plan: Plan) -> dict[str, str]:
    """Return how many posts and districts a plan has; nothing where it leaves them open."""
    posts = "" if plan.posts is None else f"{len(plan.site_ids):,}"
    return {"Posts": posts, "Districts": "" if plan.districts is None else f"{len(set(plan.districts.values())):,}"}


def _posts(case: Case) -> dict[str, Any] | None:
    plan, base = main_with(case, "posts"), base_with(case, "posts")
    if plan is None:
        return None
    table = worded(case, post_table(case, plan), POST_COUNTS)
    names = post_names(case.problem.city)
    return {
        **plan_names(case, plan, base),
        "columns": [column for column in ("size", "officers") if column in table and _adds_to_ids(table, column)],
        "places": [f"{row.latitude:.5f}, {row.longitude:.5f}" for row in table.head(_MOST_POSTS).itertuples()],
        "rows": [
            {key: clean(value, 80) if isinstance(value, str) or value is None else value for key, value in row.items()}
            | {"label": clean(names.get(str(row["site"]), row["site"]), 80)}
            for row in table.head(_MOST_POSTS).to_dict("records")
        ],
        "left_out": max(0, len(table) - _MOST_POSTS),
    }


def _adds_to_ids(table: pd.DataFrame, column: str) -> bool:
    """Whether a column tells more than the ids do."""
    return bool((table[column].astype(str) != table["site"]).any())
