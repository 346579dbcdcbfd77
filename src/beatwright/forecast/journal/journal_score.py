"""How a page of the journal turned out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.forecast.journal.journal_entry import JournalEntry

__all__ = ["JournalScore", "score_entry"]


@dataclass(frozen=True)
class JournalScore:
    """The incidents of a period that was foreseen, as they were known at one time.

    Parameters
    ----------
    start : Timestamp
        Beginning of the period.
    known_until : Timestamp
        Up to when the records went that it was scored by.
    counts : mapping of str to int
        Incidents by id of the zone; zones without any are left out.
    incidents : int
        All of them.
    hits, hits_last : int
        Those in flagged places: of the forecast, and of the map of the period before.
    zones_inside : float
        Share of zones whose count lies in their 90 % interval.
    city_inside : bool
        Whether the count of the city lies in its interval.
    """

    start: pd.Timestamp
    known_until: pd.Timestamp
    counts: Mapping[str, int]
    incidents: int
    hits: int
    hits_last: int
    zones_inside: float
    city_inside: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            **{name: getattr(self, name) for name in ("incidents", "hits", "hits_last", "zones_inside", "city_inside")},
            "start": self.start.isoformat(),
            "known_until": self.known_until.isoformat(),
            "counts": dict(self.counts),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> JournalScore:
        """Read what `to_dict` wrote."""
        return cls(
            start=pd.Timestamp(values["start"]),
            known_until=pd.Timestamp(values["known_until"]),
            counts={str(zone): int(count) for zone, count in values["counts"].items()},
            incidents=int(values["incidents"]),
            hits=int(values["hits"]),
            hits_last=int(values["hits_last"]),
            zones_inside=float(values["zones_inside"]),
            city_inside=bool(values["city_inside"]),
        )


def score_entry(entry: JournalEntry, counts: npt.NDArray[np.float64], known_until: pd.Timestamp) -> JournalScore:
    """Return how the `entry` turned out.

    Parameters
    ----------
    entry : JournalEntry
        What was foreseen.
    counts : array, shape (zones,)
        Incidents of its period, in the order of its zones.
    known_until : Timestamp
        Up to when the records go.
    """
    total = int(counts.sum())
    return JournalScore(
        start=entry.start,
        known_until=known_until,
        counts={zone: int(count) for zone, count in zip(entry.zones, counts, strict=True) if count},
        incidents=total,
        hits=int(counts[entry.flagged].sum()),
        hits_last=int(counts[entry.flagged_last].sum()),
        zones_inside=float(((counts >= entry.low) & (counts <= entry.high)).mean()),
        city_inside=bool(entry.city_low <= total <= entry.city_high),
    )
