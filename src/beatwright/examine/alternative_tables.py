"""Ranked alternatives and the worth of posts as tables: for the report, and plan by plan for files."""

from __future__ import annotations

import math
from collections.abc import Mapping

from beatwright.base.plain_text import clean
from beatwright.base.quantity import mean_word
from beatwright.core.measure import ON_TIME, Measure
from beatwright.core.table import Column, Table, distinct
from beatwright.examine.alternative_words import moved
from beatwright.examine.alternatives import Alternatives, PostWorth

__all__ = ["alternatives_plans", "alternatives_table", "worth_plans", "worth_table"]

_WHILE_OTHERS_STAY = (
    "One post closed, or one more opened, while all others stay where they are and every call goes to its nearest post."
)


def alternatives_table(alternatives: Alternatives, names: Mapping[str, str] | None = None) -> Table:
    """Return every ranked plan with the posts that differ, what it loses, and the chief figures on held-out demand.

    Parameters
    ----------
    alternatives : Alternatives
        The best plan first.
    names : mapping of str to str, optional
        Names of sites, by id.
    """
    ranked, mean = alternatives.ranked, mean_word(alternatives.unit)
    shown = _shown(alternatives)
    objectives = [one.certificate.objective for one in ranked]
    columns = (
        Column("posts that differ", [moved(alternatives, one, names) or "the best plan" for one in ranked]),
        Column(
            name=f"{mean} planned on",
            values=objectives,
            unit=_unit(alternatives),
            direction="lower",
            base=_to_first(objectives),
        ),
        *(_heldout(alternatives, measure) for measure in shown),
    )
    return Table(
        "ranked plans",
        [str(rank) for rank in range(1, len(ranked) + 1)],
        distinct(columns),
        index_name="rank",
        caption=_caption(alternatives, bool(shown)),
        roles=["" if one.proven else "not proven" for one in ranked],
        place="report",
    )


def _caption(alternatives: Alternatives, judged: bool) -> str:
    best, mean, each = alternatives.best, mean_word(alternatives.unit), clean(alternatives.unit.partition(" ")[2], 60)
    other = f"; the other figures are on the demand {clean(best.heldout.on, 200) or 'judged on'}" if judged else ""
    named = clean(best.plan.name, 80)
    return f"Ranked by the {mean} on the demand planned on, {each}{other}. Differences are to rank 1, “{named}”"


def _unit(alternatives: Alternatives) -> str:
    return alternatives.unit.partition(" ")[0]


def _to_first(values: list[float]) -> list[float]:
    return [math.nan, *values[:1] * (len(values) - 1)]


def _shown(alternatives: Alternatives) -> list[Measure]:
    """Return the first figure that should be low, and the share of calls within the standard."""
    measures = alternatives.best.heldout.measures
    low = [m for m in measures if m.direction == "lower"][:1]
    return low + [m for m in measures if m.kind == ON_TIME][:1]


def _heldout(alternatives: Alternatives, measure: Measure) -> Column:
    values = [one.heldout[measure.name] for one in alternatives.ranked]
    return Column(
        name=measure.name, values=values, unit=measure.unit, direction=measure.direction, base=_to_first(values)
    )


def worth_table(alternatives: Alternatives, names: Mapping[str, str] | None = None) -> Table:
    """Return what each post of the best plan is worth, the dearest first, then the next one: for the report."""
    rows, sites = _worths(alternatives), alternatives.best.plan.site_ids
    now, mean = alternatives.best.certificate.objective, mean_word(alternatives.unit)
    bases = [now if math.isfinite(worth.difference) else math.nan for worth in rows]
    columns = (
        Column("site", [clean((names or {}).get(worth.site, worth.site), 80) for worth in rows]),
        Column("change", ["one more post here" if worth.change == "open" else "closed" for worth in rows]),
        Column(
            name=f"{mean} after it",
            values=[now + worth.difference for worth in rows],
            unit=_unit(alternatives),
            direction="lower",
            base=bases,
        ),
    )
    each = clean(alternatives.unit.partition(" ")[2], 60)
    return Table(
        "worth",
        [str(sites.index(worth.site) + 1) if worth.change == "close" else "" for worth in rows],
        distinct(columns),
        index_name="No.",
        title="What each post is worth",
        note=_WHILE_OTHERS_STAY,
        caption=f"Posts of “{clean(alternatives.best.plan.name, 80)}”, the one that counts most first; {mean} {each} "
        "on the demand planned on",
        place="report",
    )


def _worths(alternatives: Alternatives) -> list[PostWorth]:
    return [*alternatives.closed, *([alternatives.next_post] if alternatives.next_post else [])]


def alternatives_plans(alternatives: Alternatives) -> Table:
    """Return every ranked plan, one row each, with every figure on held-out demand: for files."""
    ranked, unit = alternatives.ranked, _unit(alternatives)
    moves = [alternatives.moves(one) for one in ranked]
    columns = (
        Column("rank", list(range(1, len(ranked) + 1))),
        Column("objective", [one.certificate.objective for one in ranked], unit, "lower"),
        Column("loss", [alternatives.loss(one) for one in ranked], unit, "lower"),
        Column("loss in percent", [alternatives.percent(one) for one in ranked], "", "lower"),
        Column("unit", [alternatives.unit for _ in ranked]),
        Column("rank proven", ["yes" if one.proven else "no" for one in ranked]),
        Column("instead", [" ".join(new) for new, _ in moves]),
        Column("in place of", [" ".join(old) for _, old in moves]),
        *(_judged(alternatives, measure) for measure in alternatives.best.heldout.measures),
        Column("sites", [" ".join(one.plan.site_ids) for one in ranked]),
    )
    return Table("alternatives", [one.plan.name for one in ranked], distinct(columns), index_name="plan", place="files")


def _judged(alternatives: Alternatives, measure: Measure) -> Column:
    values = [one.heldout[measure.name] for one in alternatives.ranked]
    return Column(measure.name, values, measure.unit, measure.direction)


def worth_plans(alternatives: Alternatives, names: Mapping[str, str] | None = None) -> Table:
    """Return what each post of the best plan is worth, the dearest first, then the next one: for files.

    Parameters
    ----------
    alternatives : Alternatives
        With worths.
    names : mapping of str to str, optional
        Names of sites, by id.
    """
    rows, now, unit = _worths(alternatives), alternatives.best.certificate.objective, _unit(alternatives)
    columns = (
        Column("name", [(names or {}).get(worth.site, "") for worth in rows]),
        Column("change", [worth.change for worth in rows]),
        Column("objective after", [now + worth.difference for worth in rows], unit, "lower"),
        Column("difference", [worth.difference for worth in rows], unit, "lower"),
        Column("percent", [worth.percent for worth in rows], "", "lower"),
        Column("unit", [alternatives.unit for _ in rows]),
    )
    return Table("post values", [worth.site for worth in rows], columns, index_name="site", place="files")
