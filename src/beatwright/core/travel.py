"""How far and how long it is from every site to every zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["STRAIGHT_SPEED_KMH", "Metric", "Travel"]

Metric = Literal["euclidean", "manhattan"]

# Used where no road network gives minutes.
STRAIGHT_SPEED_KMH = 30.0
_CHUNK = 1 << 22


@dataclass(frozen=True, eq=False)
class Travel:
    """Distance and time from every site to every zone.

    Parameters
    ----------
    metres : array of float32, shape (sites, zones)
        Distance in metres; inf where the zone cannot be reached.
    minutes : array of float32, shape (sites, zones)
        Time in minutes; inf where the zone cannot be reached.
    kind : str
        How it was measured: ``euclidean``, ``manhattan`` or ``road``.
    notes : tuple of str
        What the reader must know: snapping distances, pairs without a route.
    between : array of float32, shape (zones, zones), optional
        Minutes from zone to zone, for cars that go from one call to the next; None where that was not measured.
    """

    metres: npt.NDArray[np.float32]
    minutes: npt.NDArray[np.float32]
    kind: str = "euclidean"
    notes: tuple[str, ...] = ()
    between: npt.NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        for name in ("metres", "minutes", "between"):
            if getattr(self, name) is None:
                continue
            values = np.asarray(getattr(self, name), dtype=np.float32)
            values.setflags(write=False)
            object.__setattr__(self, name, values)
            complaints.need(values.ndim == 2, f"The '{name}' parameter of Travel must have two axes [site, zone].")
            complaints.need(
                not bool(np.isnan(values).any()) and not bool((values < 0).any()),
                f"The '{name}' parameter of Travel must not hold negative values or NaN.",
            )
        complaints.need(
            self.metres.shape == self.minutes.shape,
            f"Travel's metres {self.metres.shape} and minutes {self.minutes.shape} must have the same shape.",
        )
        if self.between is not None:
            zones = self.metres.shape[-1]
            complaints.add(check.shape_is("Travel", "between", self.between.shape, (zones, zones), "zone, zone"))
        complaints.raise_if_any(ParameterError)
        object.__setattr__(self, "notes", tuple(self.notes))

    @classmethod
    def straight(
        cls,
        sites: npt.NDArray[np.float64],
        zones: npt.NDArray[np.float64],
        *,
        metric: Metric = "euclidean",
        speed_kmh: float = STRAIGHT_SPEED_KMH,
    ) -> Travel:
        """Measure as the crow flies, or along the axes.

        Parameters
        ----------
        sites, zones : array, shape (n, 2)
            Coordinates in metres.
        metric : {"euclidean", "manhattan"}
            Straight line, or sum of the distances along x and y.
        speed_kmh : float
            Speed for the minutes, in kilometres per hour.

        Examples
        --------
        >>> import numpy as np
        >>> Travel.straight(np.array([[0.0, 0.0]]), np.array([[3000.0, 4000.0]])).metres
        array([[5000.]], dtype=float32)
        """
        complaints = Complaints()
        complaints.add(check.one_of("Travel.straight", "metric", metric, ("euclidean", "manhattan")))
        complaints.add(check.number("Travel.straight", "speed_kmh", speed_kmh, 0, open_low=True))
        complaints.raise_if_any(ParameterError)
        metres = np.empty((len(sites), len(zones)), dtype=np.float32)
        rows = max(1, _CHUNK // max(1, len(zones)))
        for start in range(0, len(sites), rows):
            difference = sites[start : start + rows, None, :] - zones[None, :, :]
            metres[start : start + rows] = (
                np.hypot(difference[..., 0], difference[..., 1])
                if metric == "euclidean"
                else np.abs(difference).sum(axis=-1)
            )
        note = f"Distances are {metric}; minutes assume {speed_kmh:g} km/h."
        return cls(metres, metres * np.float32(0.06 / speed_kmh), metric, (note,))

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sites and of zones."""
        return (int(self.metres.shape[0]), int(self.metres.shape[1]))

    def take(self, sites: npt.NDArray[np.intp], zones: npt.NDArray[np.intp]) -> Travel:
        """Return the travel between some `sites` and `zones`, given by position."""
        pick = np.ix_(sites, zones)
        between = None if self.between is None else self.between[np.ix_(zones, zones)]
        return Travel(self.metres[pick], self.minutes[pick], self.kind, self.notes, between)
