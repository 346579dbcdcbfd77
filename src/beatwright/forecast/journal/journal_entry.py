"""One page of the journal: what was foreseen of a period, from what was known before it began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import Complaints, ParameterError

__all__ = ["JournalEntry"]

Floats = npt.NDArray[np.float64]

_PER_ZONE = ("expected", "low", "high", "last")
_CITY = ("city_expected", "city_low", "city_high")


@dataclass(frozen=True, eq=False)
class JournalEntry:
    """What was foreseen of one period.

    Parameters
    ----------
    start, end : Timestamp
        The period, `end` exclusive.
    forecaster : str
        Who foresaw it.
    zones : tuple of str
        Ids of the zones.
    expected, low, high : array, shape (zones,)
        Expected incidents, and a 90 % interval.
    last : array, shape (zones,)
        Incidents of the period before, as far as they were known.
    flagged, flagged_last : array of bool, shape (zones,)
        The places named: by the forecast, and by the map of the period before, of the same area.
    share : float
        Share of the city's area that is flagged.
    city_expected, city_low, city_high : float
        Expected incidents of the city, and a 90 % interval.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    forecaster: str
    zones: tuple[str, ...]
    expected: Floats
    low: Floats
    high: Floats
    last: Floats
    flagged: npt.NDArray[np.bool_]
    flagged_last: npt.NDArray[np.bool_]
    share: float
    city_expected: float
    city_low: float
    city_high: float

    @property
    def name(self) -> str:
        """Name of its file, without the ending: the day that the period begins, and the hour where that is not 0."""
        return f"{self.start:%Y-%m-%d}" if self.start == self.start.normalize() else f"{self.start:%Y-%m-%dT%H}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "forecaster": self.forecaster,
            "share": self.share,
            **{name: getattr(self, name) for name in _CITY},
            "zones": list(self.zones),
            **{name: getattr(self, name).tolist() for name in _PER_ZONE},
            "flagged": np.flatnonzero(self.flagged).tolist(),
            "flagged_last": np.flatnonzero(self.flagged_last).tolist(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> JournalEntry:
        """Read what `to_dict` wrote.

        Raises
        ------
        ParameterError
            Where the lists do not go together.
        """
        zones = tuple(str(zone) for zone in values["zones"])
        numbers = {name: np.asarray(values[name], dtype=np.float64) for name in _PER_ZONE}
        complaints = Complaints()
        for name, listed in numbers.items():
            complaints.need(listed.shape == (len(zones),), f"'{name}' has {listed.size} values for {len(zones)} zones.")
        complaints.raise_if_any(ParameterError)
        return cls(
            start=pd.Timestamp(values["start"]),
            end=pd.Timestamp(values["end"]),
            forecaster=str(values["forecaster"]),
            share=float(values["share"]),
            zones=zones,
            flagged=_flags(values["flagged"], len(zones)),
            flagged_last=_flags(values["flagged_last"], len(zones)),
            expected=numbers["expected"],
            low=numbers["low"],
            high=numbers["high"],
            last=numbers["last"],
            city_expected=float(values["city_expected"]),
            city_low=float(values["city_low"]),
            city_high=float(values["city_high"]),
        )


def _flags(positions: Any, zones: int) -> npt.NDArray[np.bool_]:
    flagged = np.zeros(zones, dtype=bool)
    flagged[np.asarray(positions, dtype=np.int64)] = True
    return flagged
