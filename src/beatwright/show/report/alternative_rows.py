"""Ranked alternatives and the worth of posts as the rows of tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from beatwright.base.plain_text import clean, csv_safe
from beatwright.base.quantity import amount, change, mean_word, verdict
from beatwright.core.alternatives import Alternatives, PostWorth
from beatwright.core.measure import Measure
from beatwright.show.report.alternative_words import moved

__all__ = ["alternatives_frame", "alternatives_section", "worth_frame"]

_MOST_POSTS = 60


def alternatives_section(alternatives: Alternatives, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return headings and rows of both tables of the report; `names` of sites by id."""
    known = names or {}
    shown = _shown(alternatives)
    closed = alternatives.closed
    rows = [*closed[:_MOST_POSTS], *([alternatives.next_post] if alternatives.next_post else [])]
    unit, _, each = alternatives.unit.partition(" ")
    return {
        "plan": clean(alternatives.best.plan.name, 80),
        "each": clean(each, 60),
        "mean": mean_word(alternatives.unit),
        "on": clean(alternatives.best.heldout.on, 200),
        "measures": [clean(measure.name, 60) for measure in shown],
        "rows": [_row(alternatives, rank, shown, known) for rank in range(1, len(alternatives.ranked) + 1)],
        "worth": [_worth_row(alternatives, worth, unit, known) for worth in rows],
        "left_out": max(0, len(closed) - _MOST_POSTS),
    }


def _shown(alternatives: Alternatives) -> list[Measure]:
    """Return the first figure that should be low and the first share that should be high."""
    measures = alternatives.best.heldout.measures
    low = [m for m in measures if m.direction == "lower"][:1]
    return low + [m for m in measures if m.direction == "higher" and m.unit == "share"][:1]


def _row(alternatives: Alternatives, rank: int, shown: list[Measure], names: Mapping[str, str]) -> dict[str, Any]:
    best, one = alternatives.best, alternatives.ranked[rank - 1]
    unit = alternatives.unit.partition(" ")[0]
    return {
        "rank": rank,
        "moved": moved(alternatives, one, names),
        "value": _cell(one.certificate.objective, best.certificate.objective, unit, "lower", first=rank == 1),
        "heldout": [
            _cell(one.heldout[m.name], best.heldout[m.name], m.unit, m.direction, first=rank == 1) for m in shown
        ],
        "proven": one.proven,
    }


def _cell(value: float, best: float, unit: str, direction: str, *, first: bool) -> tuple[str, str, str]:
    """Return a value, its difference to the best plan's, and whether that is better."""
    text = amount(value, unit)
    return (text, "", "") if first else (text, change(value, best, unit), verdict(value, best, direction))


def _worth_row(alternatives: Alternatives, worth: PostWorth, unit: str, names: Mapping[str, str]) -> dict[str, Any]:
    now = alternatives.best.certificate.objective
    sites = alternatives.best.plan.site_ids
    reached = math.isfinite(worth.difference)
    after = now + worth.difference
    return {
        "number": str(sites.index(worth.site) + 1) if worth.change == "close" else "",
        "site": clean(names.get(worth.site, worth.site), 80),
        "open": worth.change == "open",
        "value": amount(after, unit) if reached else "some calls unreached",
        "change": change(after, now, unit) if reached else "",
        "verdict": verdict(after, now, "lower") if reached else "",
    }


def alternatives_frame(alternatives: Alternatives) -> pd.DataFrame:
    """Return every ranked plan, one row each, with every figure on held-out demand: for a spreadsheet."""
    rows = []
    for rank, one in enumerate(alternatives.ranked, 1):
        new, old = alternatives.moves(one)
        rows.append(
            {
                "rank": rank,
                "plan": csv_safe(one.plan.name),
                "objective": one.certificate.objective,
                "loss": alternatives.loss(one),
                "loss in percent": alternatives.percent(one),
                "unit": csv_safe(alternatives.unit),
                "rank proven": "yes" if one.proven else "no",
                "instead": csv_safe(" ".join(new)),
                "in place of": csv_safe(" ".join(old)),
                **{csv_safe(m.name): m.value for m in one.heldout.measures},
                "sites": csv_safe(" ".join(one.plan.site_ids)),
            }
        )
    return pd.DataFrame(rows)


def worth_frame(alternatives: Alternatives, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return what each post of the best plan is worth, the dearest first, then the next one: for a spreadsheet.

    Parameters
    ----------
    alternatives : Alternatives
        With worths.
    names : mapping of str to str, optional
        Names of sites, by id.
    """
    known = names or {}
    rows = [*alternatives.closed, *([alternatives.next_post] if alternatives.next_post else [])]
    now = alternatives.best.certificate.objective
    return pd.DataFrame(
        {
            "site": [csv_safe(w.site) for w in rows],
            "name": [csv_safe(known.get(w.site, "")) for w in rows],
            "change": [w.change for w in rows],
            "objective after": [now + w.difference for w in rows],
            "difference": [w.difference for w in rows],
            "percent": [w.percent for w in rows],
            "unit": csv_safe(alternatives.unit),
        }
    )
