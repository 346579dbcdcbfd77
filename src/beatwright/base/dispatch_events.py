"""The kinds of events of a dispatch simulation, by the number that stands in its trace."""

from __future__ import annotations

__all__ = ["EVENT_KINDS"]

# Kinds of events, in the order in which those of one minute happen; the last three follow from another one.
EVENT_KINDS = {
    0: "car clears",
    1: "other work or meal ends",
    2: "tour ends",
    3: "tour starts",
    5: "car arrives",
    6: "call ready",
    7: "hold expires",
    8: "meal due",
    9: "other work starts",
    10: "car sent",
    11: "car taken away",
    12: "meal starts",
}
