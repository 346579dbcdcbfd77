"""Dirty records: the faults of real exports at stated rates, each of them known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError

__all__ = ["Dirt", "with_faults"]

_MOST = 0.9
# Degrees of latitude: 100 km.
_FAR = 0.9

Objects = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Dirt:
    """How many of the records are faulty; a record has at most one fault.

    Parameters
    ----------
    missing : float
        Part of the records without coordinates.
    zero : float
        Part with the coordinates (0, 0).
    swapped : float
        Part with longitude and latitude exchanged.
    outside : float
        Part geocoded far outside the city.
    unreadable : float
        Part whose time is no time.
    noon, midnight : float
        Part whose time of day was replaced by 12:00 or 00:00.
    unknown_kind : float
        Part with an offence code that no table explains.
    duplicate : float
        Part that stand twice in the file, with the same number.

    Examples
    --------
    >>> Dirt(missing=2.0)
    Traceback (most recent call last):
    ...
    beatwright.base.errors.ParameterError: The 'missing' parameter of Dirt must be a number in [0, 0.9]. Got 2.0.
    """

    missing: float = 0.02
    zero: float = 0.003
    swapped: float = 0.002
    outside: float = 0.004
    unreadable: float = 0.001
    noon: float = 0.02
    midnight: float = 0.01
    unknown_kind: float = 0.002
    duplicate: float = 0.004

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.extend(self._complaints())
        complaints.raise_if_any(ParameterError)

    def _complaints(self) -> Iterable[str | None]:
        rates = [getattr(self, field.name) for field in fields(self)]
        wrong = [check.number("Dirt", field.name, getattr(self, field.name), 0, high=_MOST) for field in fields(self)]
        yield from wrong
        if not any(wrong) and sum(rates) > _MOST:
            yield f"The rates of Dirt must sum to at most {_MOST}. Got {sum(rates):g}."


def with_faults(records: pd.DataFrame, dirt: Dirt, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the records with faults, and the list of the faults.

    Parameters
    ----------
    records : DataFrame of text
        Columns ``Incident ID``, ``Occurred``, ``Offense``, ``Longitude``, ``Latitude`` and any others.
    dirt : Dirt
        The rates; the number of records of each fault is the rate times their number, rounded.
    rng : Generator
        Source of chance.

    Returns
    -------
    records : DataFrame
        Duplicates stand right after their originals.
    faults : DataFrame
        ``row`` (in the file, from 1), ``id``, ``fault`` (a field of `Dirt`), in order of the row.
    """
    fault = np.full(len(records), "", dtype=object)
    order = rng.permutation(len(records))
    first = 0
    for field in fields(dirt):
        count = round(getattr(dirt, field.name) * len(records))
        fault[order[first : first + count]] = field.name
        first += count
    columns = {str(name): records[name].to_numpy(dtype=object, copy=True) for name in records}
    for field in fields(dirt):
        _damage(columns, field.name, np.flatnonzero(fault == field.name))
    return _with_duplicates(pd.DataFrame(columns, dtype=object), fault)


def _damage(columns: dict[str, Objects], fault: str, rows: npt.NDArray[np.intp]) -> None:
    """Change the `rows` of the columns in place."""
    longitude, latitude, time = (columns[name] for name in ("Longitude", "Latitude", "Occurred"))
    if fault in ("missing", "zero"):
        longitude[rows] = latitude[rows] = "" if fault == "missing" else "0.0"
    elif fault == "swapped":
        longitude[rows], latitude[rows] = latitude[rows], longitude[rows]
    elif fault == "outside":
        latitude[rows] = [f"{float(text) + _FAR:.7f}" for text in latitude[rows]]
    elif fault == "unreadable":
        time[rows] = "UNKNOWN"
    elif fault in ("noon", "midnight"):
        clock = "12:00" if fault == "noon" else "00:00"
        time[rows] = [f"{text[:10]} {clock}" for text in time[rows]]
    elif fault == "unknown_kind":
        columns["Offense"][rows] = "ZZ-9999"


def _with_duplicates(records: pd.DataFrame, fault: Objects) -> tuple[pd.DataFrame, pd.DataFrame]:
    twice = fault == "duplicate"
    place = np.repeat(np.arange(len(records)), np.where(twice, 2, 1))
    second = np.concatenate(([False], place[1:] == place[:-1]))
    label = np.where(twice[place] & ~second, "", fault[place])
    full = records.iloc[place].reset_index(drop=True)
    rows = np.flatnonzero(label != "")
    faults = pd.DataFrame({"row": rows + 1, "id": full["Incident ID"].to_numpy()[rows], "fault": label[rows]})
    return full, faults
