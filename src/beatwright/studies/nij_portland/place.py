"""Where the challenge is run again: Portland where its files are, and a generated city."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from beatwright.base.errors import InputError
from beatwright.core import Incidents, Severity, SeverityClass
from beatwright.data import generate_city
from beatwright.studies.nij_portland.challenge_grid import ChallengeGrid
from beatwright.studies.nij_portland.published import METRES_PER_FOOT

__all__ = ["Place", "generated_place", "portland", "records_in_cells"]

_FEET, _METRES = 2913, 2838  # EPSG: Oregon North in feet, as the files are, and the same projection in metres
_COLUMNS = ("occ_date", "x_ft", "y_ft", "kind")
_ONE_CLASS = Severity((SeverityClass("incident", 2, 0.0, 30.0),))
_GENERATED = {"MOTOR VEHICLE THEFT": "theft of auto", "BURGLARY": "burglary"}


@dataclass(frozen=True, eq=False)
class Place:
    """A city under the challenge's rules.

    Parameters
    ----------
    name : str
        Of the city.
    boundary : polygon
        Metres.
    records : DataFrame
        Columns ``time`` (days), ``x``, ``y`` (metres), ``kind``.
    crs : object
        Of the boundary.
    """

    name: str
    boundary: Any
    records: pd.DataFrame
    crs: Any

    @property
    def end(self) -> pd.Timestamp:
        """The end of the last day that has a record of any kind."""
        return pd.Timestamp(self.records["time"].max()) + pd.Timedelta(days=1)

    def of_kind(self, kind: str) -> pd.DataFrame:
        """Return the records of one kind."""
        return self.records[self.records["kind"] == kind].reset_index(drop=True)


def portland(data: Path) -> Place | None:
    """Read the files of the challenge; None where `data` does not hold them.

    Raises
    ------
    InputError
        Where they are not as they were published.
    """
    folder = data / "portland" if (data / "portland").is_dir() else data
    incidents, boundary = folder / "incidents.csv", folder / "boundary.parquet"
    if not (incidents.is_file() and boundary.is_file()):
        return None
    table = pd.read_csv(incidents)
    missing = [column for column in _COLUMNS if column not in table]
    if missing:
        raise InputError(f"'{incidents}' needs the columns {', '.join(_COLUMNS)}. Missing: {', '.join(missing)}.")
    shape = gpd.read_parquet(boundary).to_crs(_FEET).geometry.union_all()
    records = pd.DataFrame(
        {
            "time": pd.to_datetime(table["occ_date"]).astype("datetime64[us]"),
            "x": table["x_ft"] * METRES_PER_FOOT,
            "y": table["y_ft"] * METRES_PER_FOOT,
            "kind": table["kind"].astype(str),
        }
    )
    in_metres = shapely.transform(shape, lambda xy: xy * METRES_PER_FOOT)
    return Place("Portland", in_metres, _in_order(records), f"EPSG:{_METRES}")


def generated_place(*, size: str | float = "small", seed: int = 1) -> Place:
    """Generate a city with the five years of records that the challenge had, days alone."""
    city = generate_city(seed=seed, size=size, start="2012-03-05", weeks=261)
    frame = city.incidents().frame
    chosen = frame[frame["kind"].isin(list(_GENERATED))]
    records = pd.DataFrame(
        {
            "time": chosen["time"].dt.floor("D").to_numpy(),
            "x": chosen["x"].to_numpy(),
            "y": chosen["y"].to_numpy(),
            "kind": chosen["kind"].astype(str).map(_GENERATED).to_numpy(),
        }
    )
    return Place(city.name, city.boundary, _in_order(records), city.crs)


def _in_order(records: pd.DataFrame) -> pd.DataFrame:
    return records.sort_values(["time", "x", "y", "kind"], kind="stable", ignore_index=True)


def records_in_cells(place: Place, kind: str, grid: ChallengeGrid) -> Incidents:
    """Return the records of a kind as incidents of one severity class, each in its cell.

    They cover the days from the first record of any kind to the last.
    """
    records = place.of_kind(kind)
    cell = grid.cell_of(records["x"].to_numpy(), records["y"].to_numpy())
    frame = records.assign(id=[str(number) for number in range(len(records))], severity=0, zone=cell)
    start = pd.Timestamp(place.records["time"].min())
    return Incidents(frame, _ONE_CLASS, zones=grid.cells, precision="day", start=start, end=place.end)
