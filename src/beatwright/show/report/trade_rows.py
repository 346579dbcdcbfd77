"""A trade-off as the rows of a table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from beatwright.base.plain_text import clean, csv_safe
from beatwright.base.quantity import amount, change, verdict
from beatwright.core.measure import Measure
from beatwright.core.trade_off import TradeOff, TradePoint

__all__ = ["trade_frame", "trade_section"]


def trade_section(trade: TradeOff) -> dict[str, Any]:
    """Return headings and rows: today's practice first, then one row per number of posts, on held-out demand."""
    share = trade.on_time
    return {
        "measure": clean(trade.measure, 60),
        "share": clean(share.name, 60) if share else "",
        "exact": clean(trade.exact, 60),
        "rivals": [clean(method, 60) for method in trade.methods[1:]],
        "on": clean(trade.curve()[0].heldout.on, 200),
        "today": _today(trade),
        "rows": [_row(trade, point) for point in trade.curve()],
    }


def _today(trade: TradeOff) -> dict[str, str] | None:
    if trade.today is None:
        return None
    share = trade.on_time
    return {
        "p": str(trade.today.p),
        "value": amount(trade.today.heldout[trade.measure], trade.traded.unit),
        "share": amount(trade.today.heldout[share.name], share.unit) if share else "",
    }


def _row(trade: TradeOff, point: TradePoint) -> dict[str, Any]:
    proof = point.plan.certificate
    return {
        "p": point.p,
        "like_today": trade.today is not None and point.p == trade.today.p,
        "value": _cell(trade, point, trade.traded),
        "share": _cell(trade, point, trade.on_time) if trade.on_time else None,
        "planned": amount(point.planned[trade.measure], trade.traded.unit),
        "proof": clean(proof.text if proof else "nothing proven", 80),
        "rivals": [_rival(trade, point, method) for method in trade.methods[1:]],
    }


def _cell(trade: TradeOff, point: TradePoint, measure: Measure) -> tuple[str, str, str]:
    """Return value, difference from today and whether that is better."""
    value = point.heldout[measure.name]
    if trade.today is None:
        return amount(value, measure.unit), "", ""
    today = trade.today.heldout[measure.name]
    return (
        amount(value, measure.unit),
        change(value, today, measure.unit),
        verdict(value, today, measure.direction),
    )


def _rival(trade: TradeOff, point: TradePoint, method: str) -> tuple[str, str, str]:
    """Return a rival's value at the same number of posts, and how it compares with the exact plan's."""
    measure = trade.traded
    found = next((other for other in trade.curve(method) if other.p == point.p), None)
    if found is None:
        return "–", "", ""
    value, best = found.heldout[measure.name], point.heldout[measure.name]
    relative = change(value, best, measure.unit).rstrip(")").split("(")[-1]
    return amount(value, measure.unit), relative, verdict(value, best, measure.direction)


def trade_frame(trade: TradeOff) -> pd.DataFrame:
    """Return every plan of a trade-off, one row each, with every figure on held-out demand: for a spreadsheet."""
    everyone = [*([trade.today] if trade.today else []), *(p for m in trade.methods for p in trade.curve(m))]
    rows = []
    for point in everyone:
        proof = point.plan.certificate
        rows.append(
            {
                "method": csv_safe(point.method),
                "posts": point.p,
                "proven": csv_safe(proof.text if proof else ""),
                f"{trade.measure} (planned on)": point.planned[trade.measure],
                **{csv_safe(m.name): m.value for m in point.heldout.measures},
                "sites": csv_safe(" ".join(point.plan.site_ids)),
            }
        )
    return pd.DataFrame(rows)
