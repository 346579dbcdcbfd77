"""A trade-off as tables: by number of posts for the report, plan by plan for files."""

from __future__ import annotations

import math

from beatwright.base.plain_text import clean
from beatwright.core.measure import Measure
from beatwright.core.table import Column, Table, distinct
from beatwright.examine.trade_off import TradeOff, TradePoint

__all__ = ["trade_plans", "trade_table"]


def trade_table(trade: TradeOff) -> Table:
    """Return today's practice and then every number of posts, on held-out demand, the rivals beside the optimum."""
    today = () if trade.today is None else (trade.today,)
    points = (*today, *trade.curve())
    alike = [trade.today is not None and point.p == trade.today.p for point in trade.curve()]
    roles = [*("today, as it is" for _ in today), *("as many as today" if same else "" for same in alike)]
    own = [_against_today(trade, points, m) for m in (trade.traded, *([trade.share] if trade.share else []))]
    planned = [point.planned[trade.measure] for point in trade.curve()]
    proofs = [point.plan.certificate.text if point.plan.certificate else "nothing proven" for point in trade.curve()]
    columns = (
        *own,
        Column("on the demand planned on", [math.nan for _ in today] + planned, trade.traded.unit),
        Column("proven", ["" for _ in today] + proofs),
        *(_rival(trade, method, len(today)) for method in trade.methods[1:]),
    )
    return Table(
        "by number of posts",
        [str(point.p) for point in points],
        distinct(columns),
        index_name="posts",
        caption=_caption(trade),
        roles=roles,
        strong=[row for row, role in enumerate(roles) if role == "as many as today"],
        place="report",
    )


def _caption(trade: TradeOff) -> str:
    exact = clean(trade.exact, 60)
    start = f"Judged on the demand {clean(trade.curve()[0].heldout.on, 200)}; differences "
    if trade.today is None:
        return f"{start}are to {exact} with as many posts"
    return f"{start}of {exact} are to today, those of the others to {exact} with as many posts"


def _against_today(trade: TradeOff, points: tuple[TradePoint, ...], measure: Measure) -> Column:
    name = f"{clean(trade.exact, 60)}: {measure.name}" if measure.name == trade.measure else measure.name
    base = math.nan if trade.today is None else trade.today.heldout[measure.name]
    values = [point.heldout[measure.name] for point in points]
    bases = [math.nan if point is trade.today else base for point in points]
    return Column(name=name, values=values, unit=measure.unit, direction=measure.direction, base=bases)


def _rival(trade: TradeOff, method: str, before: int) -> Column:
    """Return a rival's values at the same numbers of posts, compared with the exact plan's."""
    measure, found = trade.traded, {point.p: point.heldout[trade.measure] for point in trade.curve(method)}
    values = [math.nan] * before + [found.get(point.p, math.nan) for point in trade.curve()]
    bases = [math.nan] * before + [point.heldout[trade.measure] for point in trade.curve()]
    return Column(
        name=f"{method}: {trade.measure}",
        values=values,
        unit=measure.unit,
        direction=measure.direction,
        base=bases,
        relative=True,
    )


def trade_plans(trade: TradeOff) -> Table:
    """Return every plan of a trade-off, one row each, with every figure on held-out demand: for files."""
    everyone = [*([trade.today] if trade.today else []), *(p for m in trade.methods for p in trade.curve(m))]
    proofs = [point.plan.certificate.text if point.plan.certificate else "" for point in everyone]
    planned = [point.planned[trade.measure] for point in everyone]
    columns = (
        Column("posts", [point.p for point in everyone], "posts"),
        Column("proven", proofs),
        Column(f"{trade.measure} (planned on)", planned, trade.traded.unit, trade.traded.direction),
        *(_judged(everyone, measure) for measure in everyone[0].heldout.measures if measure.name != "posts"),
        Column("sites", [" ".join(point.plan.site_ids) for point in everyone]),
    )
    return Table(
        "tradeoff", [point.method for point in everyone], distinct(columns), index_name="method", place="files"
    )


def _judged(everyone: list[TradePoint], measure: Measure) -> Column:
    values = [point.heldout[measure.name] for point in everyone]
    return Column(measure.name, values, measure.unit, measure.direction)
