"""A trade-off as a finding."""

from __future__ import annotations

from beatwright.core.finding import Finding
from beatwright.examine.trade_chart import trade_chart
from beatwright.examine.trade_off import TradeOff
from beatwright.examine.trade_tables import trade_plans, trade_table
from beatwright.examine.trade_words import trade_sentences

__all__ = ["TRADE_OFF", "finding_of_trade_off", "trade_off_of"]

TRADE_OFF = "trade-off"


def finding_of_trade_off(trade: TradeOff) -> Finding:
    """Return what a trade-off says, in words, tables and curves; its plans are in the details.

    Parameters
    ----------
    trade : TradeOff
        Figures on held-out demand are told.
    """
    proofs = {point.plan.name: point.plan.certificate for point in trade.curve()}
    return Finding(
        TRADE_OFF,
        "What every number of posts brings",
        trade_sentences(trade),
        tables=(trade_table(trade), trade_plans(trade)),
        charts=(trade_chart(trade),),
        certificates={name: proof for name, proof in proofs.items() if proof is not None},
        details=trade.to_dict(),
        short="Number of posts",
    )


def trade_off_of(finding: Finding) -> TradeOff:
    """Return the trade-off that a finding was made of, with its plans and their evaluations."""
    return TradeOff.from_dict(finding.details)
