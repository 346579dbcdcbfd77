"""What dispatch records say of each call: how many cars, when the first came, how long each stayed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.core.city import City
from beatwright.core.dispatch_records import DispatchRecords

__all__ = ["LONGEST_TRIP", "RecordedAnswers", "recorded_answers"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LONGEST_TRIP = 120.0  # minutes: what took longer was not a trip
_SHORTEST_TRIP = 0.25  # minutes: the car was there already


@dataclass(frozen=True, eq=False)
class RecordedAnswers:
    """Calls, and the cars that were sent to them.

    Parameters
    ----------
    created, sent, arrived : array, shape (calls,)
        Minutes since the first hour, NaN where not known: when the call came, when its first car was sent, and when its
        first car arrived (known only where it is known of all its cars).
    priority, cars, zone : array of int, shape (calls,)
        Class, 0 = the most urgent; units that were sent; zone, -1 where not known.
    row_call : array of int, shape (rows,)
        Call of each row, -1 for work that a car began itself.
    car : array of int, shape (rows,)
        Unit of each row.
    dispatched : array, shape (rows,)
        Minutes since the first hour.
    trip, scene : array, shape (rows,)
        Minutes of travel and on the scene, NaN where not known.
    place : array of int, shape (rows,)
        0 for the first car at a call, 1 for the second, ...; -1 where not known.
    row_end : array, shape (rows,)
        When the car was free again, as far as that is known.
    """

    created: Floats
    sent: Floats
    arrived: Floats
    priority: Ints
    cars: Ints
    zone: Ints
    row_call: Ints
    car: Ints
    dispatched: Floats
    trip: Floats
    scene: Floats
    place: Ints
    row_end: Floats

    def __len__(self) -> int:
        return len(self.created)


def recorded_answers(records: DispatchRecords, city: City | None) -> RecordedAnswers:
    """Group the rows of records by call.

    Parameters
    ----------
    records : DispatchRecords
        The records.
    city : City, optional
        Gives the zone of each call.
    """
    frame = records.frame
    own = frame["self_initiated"].to_numpy(dtype=bool)
    created, dispatched, there, cleared = (
        records.minutes(name) for name in ("created", "dispatched", "on_scene", "cleared")
    )
    row_call = np.full(len(frame), -1, dtype=np.int64)
    row_call[~own] = pd.factorize(frame["call"].to_numpy()[~own])[0]
    rows = pd.DataFrame(
        {"call": row_call, "car": records.car, "created": created, "there": there,
         "sent": np.where(np.isnan(created), np.nan, dispatched), "priority": frame["priority"].to_numpy(),
         "zone": _zones(records, city)}
    )  # fmt: skip
    rows["missing"] = rows["there"].isna()
    rows["place"] = rows.groupby("call")["there"].rank(method="first") - 1
    calls = rows[~own].groupby("call").agg(
        created=("created", "min"), sent=("sent", "min"), arrived=("there", "min"), missing=("missing", "any"),
        priority=("priority", "min"), cars=("car", "nunique"), zone=("zone", "max"), rows=("car", "size"),
    )  # fmt: skip
    whole = ~calls["missing"].to_numpy() & (calls["rows"] == calls["cars"]).to_numpy()
    scene = cleared - there
    trip = there - dispatched
    fine = (trip >= _SHORTEST_TRIP) & (trip <= LONGEST_TRIP) & ~own & ~np.isnan(created)
    known = np.append(whole, False)[row_call]
    return RecordedAnswers(
        created=calls["created"].to_numpy(dtype=np.float64),
        sent=calls["sent"].to_numpy(dtype=np.float64),
        arrived=np.where(whole, calls["arrived"], np.nan),
        priority=calls["priority"].to_numpy(dtype=np.int64),
        cars=calls["cars"].to_numpy(dtype=np.int64),
        zone=calls["zone"].to_numpy(dtype=np.int64),
        row_call=row_call,
        car=records.car,
        dispatched=dispatched,
        trip=np.where(fine, trip, np.nan),
        scene=np.where(scene > 0, scene, np.nan),
        place=np.where(known, rows["place"].fillna(-1), -1).astype(np.int64),
        row_end=_ends(dispatched, there, cleared),
    )


def _ends(dispatched: Floats, there: Floats, cleared: Floats) -> Floats:
    """Return when each car was free again; where nobody wrote it down, after the usual time."""
    kept = cleared - dispatched
    usual = float(np.nanmedian(kept)) if (~np.isnan(kept)).any() else 0.0
    begun = np.where(np.isnan(there), dispatched, there)
    return np.where(np.isnan(cleared), begun + usual, cleared)


def _zones(records: DispatchRecords, city: City | None) -> Ints:
    zone = np.full(len(records), -1, dtype=np.int64)
    if city is not None and records.crs is not None:
        xy = records.frame[["x", "y"]].to_numpy(dtype=np.float64)
        known = np.isfinite(xy).all(axis=1)
        zone[known] = city.locate(xy[known, 0], xy[known, 1])
    return zone
