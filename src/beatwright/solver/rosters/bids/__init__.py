"""Bids: who gets which line."""

from beatwright.solver.rosters.bids.line_bids import BidOutcome, LineBids, line_bids

__all__ = ["BidOutcome", "LineBids", "line_bids"]
