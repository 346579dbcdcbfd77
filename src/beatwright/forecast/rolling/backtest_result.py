"""What a backtest found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.check import did_you_mean
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.core import City
from beatwright.core.table import Column, Table
from beatwright.forecast.rolling.flagged_area import area_name
from beatwright.forecast.rolling.origin_block import BlockScores, Ground
from beatwright.forecast.rolling.paired_error import mean_and_error, ratio_and_error
from beatwright.forecast.rolling.rolling_origins import RollingOrigin
from beatwright.forecast.scores.calibration import calibration, equal_bins

__all__ = ["BacktestResult"]

Floats = npt.NDArray[np.float64]

# Measures that are means over the dates: unit, direction.
_MEANS = {
    "crps": ("incidents", "lower"),
    "city_crps": ("incidents", "lower"),
    "coverage": ("share", "none"),
    "pit_coverage": ("share", "none"),
    "city_coverage": ("share", "none"),
    "city_pit_coverage": ("share", "none"),
}
_TITLES = {
    "crps": "CRPS of a zone",
    "city_crps": "CRPS of the city",
    "coverage": "90 % interval of zones holds",
    "pit_coverage": "the same, exact for counts",
    "city_coverage": "90 % interval of the city holds",
    "city_pit_coverage": "the same, exact for the city",
}


@dataclass(frozen=True, eq=False)
class BacktestResult:
    """Scores of forecasters on the same dates.

    Parameters
    ----------
    frame : DataFrame
        One row per forecaster and date; see `to_frame`.
    labels, baselines : tuple of str
        All forecasters in order, and those that the others are compared with.
    areas : tuple of str
        What was flagged, in words.
    bins : mapping of str to array, shape (dates, 2, 10)
        By forecaster, what was expected and what came by tenths of the zones, from those where it expected least.
    expected : mapping of str to array, shape (zones,)
        By forecaster, what was expected in all.
    came : array, shape (zones,)
        What came in all.
    megabytes : mapping of str to float
        By forecaster, the most memory that its process held: records and libraries included.
    overlap : int
        How many of the dates that follow have stretches in common with one.
    city : City
        Its zones.
    """

    frame: pd.DataFrame
    labels: tuple[str, ...]
    baselines: tuple[str, ...]
    areas: tuple[str, ...]
    bins: Mapping[str, Floats]
    expected: Mapping[str, Floats]
    came: Floats
    megabytes: Mapping[str, float]
    overlap: int
    city: City

    def __repr__(self) -> str:
        dates = self.frame["origin"]
        many = count_of(dates.nunique(), "date")
        return f"BacktestResult({', '.join(self.labels)}; {many} from {dates.min()} to {dates.max()})"

    @classmethod
    def of(
        cls,
        ground: Ground,
        dates: Sequence[RollingOrigin],
        blocks: Mapping[str, Sequence[BlockScores]],
        baselines: tuple[str, ...],
    ) -> BacktestResult:
        """Put the scores of blocks together."""
        rows = [
            {"forecaster": label, "origin": date.start, "end": date.end, **scores}
            for label, parts in blocks.items()
            for date, scores in zip(dates, (row for part in parts for row in part.rows), strict=True)
        ]
        return cls(
            frame=pd.DataFrame(rows),
            labels=tuple(blocks),
            baselines=baselines,
            areas=tuple(area_name(much) for much in ground.flagged),
            bins={label: np.concatenate([part.bins for part in parts]) for label, parts in blocks.items()},
            expected={label: sum_of([part.expected for part in parts]) for label, parts in blocks.items()},
            came=sum_of([ground.came(date) for date in dates]),
            megabytes={label: max(part.megabytes for part in parts) for label, parts in blocks.items()},
            overlap=sum(date.start < dates[0].end for date in dates[1:]),
            city=ground.city,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row per forecaster and date.

        Columns: ``forecaster``, ``origin``, ``end``; ``events`` that came in zones and ``expected``;
        ``log_likelihood`` (Poisson, of zones, without ln y!) and ``log_density`` (the same of densities per square
        kilometre); ``crps`` (mean of zones) and ``city_crps``; ``coverage`` and ``pit_coverage`` of the 90 % interval
        of zones, ``city_coverage`` and ``city_pit_coverage`` of that of the city; PAI, PEI and RRI at every flagged
        area, NaN where nothing came; ``cpu_seconds`` of fit or update and prediction.
        """
        return self.frame.copy()

    def scores(self, label: str, name: str) -> Floats:
        """Return one score of one forecaster, shape (dates,).

        Raises
        ------
        ParameterError
            Where there is no such forecaster or score.
        """
        if label not in self.labels:
            raise ParameterError(f"The backtest has no forecaster '{label}'. {did_you_mean(label, self.labels)}")
        if name not in self.frame:
            known = [str(column) for column in self.frame.columns[3:]]
            raise ParameterError(f"The backtest has no score '{name}'. {did_you_mean(name, known)}")
        return self.frame.loc[self.frame["forecaster"] == label, name].to_numpy(dtype=np.float64)

    def compared(self, label: str, name: str, baseline: str) -> tuple[float, float]:
        """Return the mean over dates of what a score lies above that of a baseline, and its paired standard error.

        Raises
        ------
        ParameterError
            As `scores`.
        """
        return mean_and_error(self.scores(label, name) - self.scores(baseline, name), self.overlap)

    def nats(self, label: str, baseline: str) -> tuple[float, float]:
        """Return the log score over a baseline, in nats per event, and its paired standard error.

        Raises
        ------
        ParameterError
            As `scores`.
        """
        with np.errstate(invalid="ignore"):
            difference = self.scores(label, "log_likelihood") - self.scores(baseline, "log_likelihood")
        return ratio_and_error(difference, self.scores(label, "events"), self.overlap)

    def calibration(self, label: str, group: npt.ArrayLike | None = None) -> pd.DataFrame:
        """Return what a forecaster expected beside what came, over all dates.

        Parameters
        ----------
        label : str
            Of the forecaster.
        group : array, shape (zones,), optional
            Group of every zone. Default: tenths of the zones by what was expected at each date, the lowest first.

        Returns
        -------
        DataFrame
            As `beatwright.forecast.scores.calibration` gives it; ``zones`` of tenths counts each zone once a date.

        Raises
        ------
        ParameterError
            Where there is no such forecaster, or not one group per zone.
        """
        self.scores(label, "events")
        if group is not None:
            return calibration(self.expected[label], self.came, group)
        expected, came = self.bins[label].sum(axis=0)
        table = calibration(expected, came, np.arange(1, len(came) + 1))
        sizes = np.bincount(equal_bins(self.expected[label], len(came)), minlength=len(came))
        return table.assign(zones=sizes * len(self.bins[label]))

    @cached_property
    def table(self) -> Table:
        """Forecaster x measure: means over the dates, and differences to the baselines with their standard errors."""
        columns = [*self._hit_columns(), *self._nat_columns(), *self._mean_columns(), *self._cost_columns()]
        dates, events = len(self.bins[self.labels[0]]), int(self.came.sum())
        return Table(
            "backtest",
            list(self.labels),
            columns,
            index_name="forecaster",
            caption=f"{dates:,} dates, {events:,} incidents; se: standard error of the difference to a baseline",
            strong=[row for row, label in enumerate(self.labels) if label not in self.baselines],
            place="files",
        )

    def figure(self, label: str, name: str) -> float:
        """Return the figure of one forecaster in the column `name` of the table."""
        return float(self.table[name].values[self.labels.index(label)])

    def _hit_columns(self) -> list[Column]:
        columns = []
        for area in self.areas:
            name = f"PAI at {area}"
            columns.append(Column(name, [self._mean(label, name) for label in self.labels], "times", "higher"))
            for baseline in self.baselines:
                errors = [self._error(label, name, baseline) for label in self.labels]
                columns.append(Column(f"{name}, se to {baseline}", errors, "times"))
            for index, unit in (("PEI", "share"), ("RRI", "times")):
                values = [self._mean(label, f"{index} at {area}") for label in self.labels]
                columns.append(Column(f"{index} at {area}", values, unit, "higher" if index == "PEI" else "none"))
        return columns

    def _nat_columns(self) -> list[Column]:
        columns = []
        for baseline in self.baselines:
            both = [self.nats(label, baseline) if label != baseline else (0.0, math.nan) for label in self.labels]
            name = f"nats per event over {baseline}"
            columns.append(Column(name, [value for value, _ in both], "nats", "higher"))
            columns.append(Column(f"{name}, se", [error for _, error in both], "nats"))
        return columns

    def _mean_columns(self) -> list[Column]:
        return [
            Column(_TITLES[name], [self._mean(label, name) for label in self.labels], unit, direction)  # type: ignore[arg-type]
            for name, (unit, direction) in _MEANS.items()
        ]

    def _cost_columns(self) -> list[Column]:
        seconds = [float(self.scores(label, "cpu_seconds").sum()) for label in self.labels]
        memory = [self.megabytes[label] for label in self.labels]
        return [Column("CPU time", seconds, "s", "lower"), Column("memory of the process", memory, "MB", "lower")]

    def _mean(self, label: str, name: str) -> float:
        return mean_and_error(self.scores(label, name))[0]

    def _error(self, label: str, name: str, baseline: str) -> float:
        return math.nan if label == baseline else self.compared(label, name, baseline)[1]


def sum_of(arrays: Sequence[Floats]) -> Floats:
    """Return the sum of arrays of one shape."""
    return np.asarray(np.sum(arrays, axis=0, dtype=np.float64))
