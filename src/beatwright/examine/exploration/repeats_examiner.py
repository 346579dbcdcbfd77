"""The examiner of repeats: few places with many incidents, and incidents that follow another one near and soon."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.core.case import Case
from beatwright.core.chart import LineChart
from beatwright.core.chart_parts import Line, Panel
from beatwright.core.city import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.measure import INDEX, Measure
from beatwright.core.table import Column, Table
from beatwright.examine.exploration.counted_places import (
    SAME_PLACE,
    TOP,
    CountedPlaces,
    counted_by_point,
    counted_by_street,
    counted_by_zone,
)
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.examine.exploration.incident_pattern import incident_pattern
from beatwright.patterns.repeats.knox import knox
from beatwright.patterns.repeats.knox_table import KnoxTable
from beatwright.patterns.repeats.near_repeats import near_repeats
from beatwright.patterns.repeats.repeat_places import RepeatPlaces

__all__ = ["Repeats"]

# Sentences, measures, tables and charts.
_Parts = tuple[list[str], list[Measure], list[Table], list[LineChart]]

_BY = ("place", "street", "zone")
_FEWEST = 10  # incidents of which repeats say anything


@dataclass(frozen=True, repr=False)
class Repeats(IncidentExaminer):
    """Few places with many incidents, and incidents that follow another one near and soon.

    Parameters
    ----------
    by : {"place", "street", "zone"}, default "place"
        What a place is: a point to the metre, such as an address; a street segment, from crossing to crossing, where
        the city knows its streets (``[network] edges`` of a study); or a zone of the city. Near repeats are always
        looked for among points.
    max_snap : float, default 50
        With streets: metres within which the nearest one must lie. Incidents further away are set aside and told.
    distances : list of float, default [0, 100, 200, 400]
        Upper ends of the bands of distance in the table of near repeats, in metres, ascending; 0 is the same place.
    days : list of float, default [7, 14, 28]
        Upper ends of the bands of time after an incident, in days, ascending.
    simulations : int, default 249
        Random orders of the times that the table is compared with.
    seed : int, default 0
        Of the random orders.
    """

    finding: ClassVar[str] = "repeats"
    title: ClassVar[str] = "Repeat places and near repeats"
    short: ClassVar[str] = "Repeats"
    by: str = "place"
    max_snap: float = 50.0
    distances: tuple[float, ...] = (0.0, 100.0, 200.0, 400.0)
    days: tuple[float, ...] = (7.0, 14.0, 28.0)
    simulations: int = 249
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.one_of("Repeats", "by", self.by, _BY)
        yield check.number("Repeats", "max_snap", self.max_snap, 0)
        yield _ascending("distances", self.distances, "metres")
        yield _ascending("days", self.days, "days")
        yield check.integer("Repeats", "simulations", self.simulations, 19)
        yield check.integer("Repeats", "seed", self.seed, 0)

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return the 80/20 table, the table of near repeats, and what both say."""
        placed = incident_pattern(incidents, case.problem.city)
        rows, xy = placed.incidents, placed.pattern.xy
        if len(rows) < _FEWEST:
            raise ParameterError(
                f"{count_of(len(rows), 'incident')} inside the boundary of the city: of repeats something can be said "
                f"from {_FEWEST} on."
            )
        self.tell(0, self.simulations, "repeat places")
        places = self._places(rows, xy, case.problem.city)
        years = rows.hours / HOURS_OF_YEAR
        sentences, measures, tables, charts = self._near_repeats(rows, xy)
        return self.found(
            [*places.sentences(), *sentences],
            [placed.aside, *places.aside],
            measures=[*_place_measures(places.found), *measures],
            tables=[_shares_table(places), _top_table(places, years), *tables],
            charts=[_curve(places.found, places.word), *places.maps(years, case.fewest_shown), *charts],
        )

    def _near_repeats(self, rows: Incidents, xy: npt.NDArray[np.float64]) -> _Parts:
        """Return what is found of incidents that are near in place and time; why nothing, where days are not known."""
        if rows.precision == "month":
            return ["Times give the month only: near repeats need the day of each incident."], [], [], []
        times = rows.frame["time"].to_numpy()
        table = knox(xy, times, self.distances, self.days, self.simulations, self.seed, self._progress)
        near = near_repeats(xy, times, self._near, self.days[0], same_place=SAME_PLACE)
        sentences = [*table.sentences(), *near.sentences()]
        return sentences, _near_measures(table, near.counts, len(rows)), [_knox_table(table)], [*_knox_chart(table)]

    def _progress(self, done: int, total: int, text: str) -> None:
        self.tell(done, total, text)

    @property
    def _near(self) -> float:
        """How near an incident must be to one before it: the first band beyond the same place."""
        return next((end for end in self.distances if end > 0), SAME_PLACE)

    def _places(self, rows: Incidents, xy: npt.NDArray[np.float64], city: City) -> CountedPlaces:
        if self.by == "place":
            return counted_by_point(xy, city)
        return counted_by_street(xy, city, self.max_snap) if self.by == "street" else counted_by_zone(rows, city)


def _ascending(name: str, ends: Any, unit: str) -> str | None:
    fine = isinstance(ends, tuple) and bool(ends) and all(check.number("Repeats", name, end, 0) is None for end in ends)
    if fine and all(low < high for low, high in pairwise(ends)):
        return None
    return check.sentence("Repeats", name, f"ascending numbers of {unit}, at least one, from 0 or above", repr(ends))


def _place_measures(places: RepeatPlaces) -> list[Measure]:
    again = int(places.counts[places.counts > 1].sum())
    return [
        Measure("incidents at places with two or more", again / max(places.incidents, 1), "share"),
        Measure("Gini index of places", places.gini, "index", kind=INDEX),
        Measure("Gini index of places that are alike", places.expected_gini, "index", kind=INDEX),
    ]


def _near_measures(table: KnoxTable, labels: dict[str, int], total: int) -> list[Measure]:
    first = float(table.ratio[0, 0])
    return [
        Measure("pairs at the nearest and soonest, as a multiple of chance", first, "times"),
        Measure("repeats at the same place", labels["repeat"] / total, "share"),
        Measure("near repeats", labels["near repeat"] / total, "share"),
    ]


def _shares_table(places: CountedPlaces) -> Table:
    word, shares, of_those_hit = places.word, places.found.shares(), places.of_those_hit
    columns = [
        Column("share of the incidents", shares["of_incidents"].tolist(), "share"),
        Column(f"were all {word}s alike", shares["expected"].tolist(), "share"),
    ]
    if of_those_hit is not None:
        hit = of_those_hit.shares()["of_incidents"].tolist()
        columns.append(Column(f"of the {word}s with an incident alone", hit, "share"))
    known = "" if places.found.all_known else " with an incident"
    return Table(
        "repeat places",
        [f"the busiest {100 * share:g} %" for share in shares["of_places"]],
        columns,
        index_name=f"{word}s{known}",
        caption=f"How much of all happens at few {word}s",
    )


def _top_table(places: CountedPlaces, years: float) -> Table:
    top = places.found.counts[:TOP]
    columns = (
        *places.top,
        Column("incidents a year", (top / years).tolist() if years > 0 else [math.nan] * len(top), "count",
               suppression="count"),
        Column("share of all", (top / places.found.incidents).tolist(), "share", suppression="derived"),
    )  # fmt: skip
    return Table(
        "busiest places",
        [str(number) for number in range(1, len(top) + 1)],
        columns,
        index_name="rank",
        caption=f"The {places.word}s with the most incidents",
        of_places=True,
    )


def _knox_table(table: KnoxTable) -> Table:
    cells = table.cells()
    columns = (
        Column("pairs", cells["observed"].tolist(), "count"),
        Column("pairs by chance", cells["expected"].tolist(), "count"),
        Column("multiple of chance", cells["ratio"].tolist()),
        Column("p", cells["p_value"].tolist(), "p"),
        Column("q, false discoveries held", cells["q_value"].tolist(), "p"),
    )
    sure = [row for row, q in enumerate(cells["q_value"]) if q <= 0.05]
    return Table(
        "near repeats",
        [f"{distance}, {lag}" for distance, lag in zip(cells["distance"], cells["lag"], strict=True)],
        columns,
        index_name="how near, how soon",
        caption=f"Pairs of incidents by distance and time (Knox), beside {table.simulations:,} random orders of times",
        strong=sure,
    )


def _curve(places: RepeatPlaces, word: str) -> LineChart:
    lines = [
        Line(name, *_thinned(x, y))
        for name, (x, y) in ((f"{word}s as they are", places.curve), (f"{word}s all alike", places.expected_curve))
    ]
    known = "" if places.all_known else " with an incident"
    return LineChart(
        name="repeat_places",
        alt=f"Curve of the share of the incidents over the share of the {word}s, the busiest first, beside chance.",
        caption=f"The busiest {word}s first: the higher the curve, the fewer {word}s hold the incidents.",
        x_name=f"share of the {word}s{known}, per cent",
        panels=[Panel("share of the incidents", lines, "share")],
    )


def _thinned(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> tuple[list[float], list[float]]:
    """Return at most 21 points of a curve, at the same steps of x."""
    at = np.linspace(0, 1, 21)
    return (100 * at).tolist(), np.interp(at, x, y).tolist()


def _knox_chart(table: KnoxTable) -> Iterator[LineChart]:
    if len(table.time_bands) < 2:
        return
    labels = table.cells()["distance"].to_numpy().reshape(table.ratio.shape)[:, 0]
    lines = [
        Line(str(name), list(table.time_bands), row.tolist()) for name, row in zip(labels, table.ratio, strict=True)
    ]
    yield LineChart(
        name="near_repeats",
        alt="Curves of the pairs of incidents as a multiple of chance over the days between them, by distance.",
        caption="1 is chance: the times of the same incidents in random order.",
        x_name="days after an incident, up to",
        panels=[Panel("pairs, as a multiple of chance", lines, "", 1.0)],
        level_name="chance",
    )
