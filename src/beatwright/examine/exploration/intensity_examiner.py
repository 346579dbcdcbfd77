"""The examiner of where incidents are dense: a smooth map of all, and small ones by kind, year and hours of the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.quantity import amount
from beatwright.base.raster import Raster
from beatwright.core.case import Case
from beatwright.core.chart import RasterMap, SmallMultiples
from beatwright.core.city import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.measure import Measure
from beatwright.core.table import Column, Table
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.examine.exploration.incident_pattern import IncidentPattern, incident_pattern, kinds_by_count
from beatwright.examine.exploration.kind_ratio import KindRatio, kind_ratio
from beatwright.examine.exploration.months import days_by_year
from beatwright.examine.exploration.nearest_site import by_name, nearest_site_names
from beatwright.examine.exploration.set_aside import SetAside
from beatwright.examine.exploration.usual_bandwidths import Widths, usual_bandwidths
from beatwright.patterns.intensity.kernel_density import kde
from beatwright.patterns.point_pattern import PointPattern

__all__ = ["Intensity"]

_CELLS = 160  # along the longer side: 70 m in a city of 11 km, finer than any useful bandwidth
_SMALL = 80  # the same of small maps
_FEWEST = 30  # incidents of which a small map says anything
_KM2 = 1e6
_LEVELS = (0.5, 0.75, 0.9)  # of the highest density: where contours are drawn
_BLOCKS = tuple((start, start + 6, f"{start} to {start + 6} o'clock") for start in (0, 6, 12, 18))


@dataclass(frozen=True, repr=False)
class Intensity(IncidentExaminer):
    """Where incidents are dense: a smooth map of all, and small ones by kind, year and hours of the day.

    Parameters
    ----------
    sigma : float, optional
        Standard deviation of the Gaussian that smooths the map, in metres. None, the default: the middle one of the
        widths that the usual methods choose, of two the wider; all of them are shown.
    most : int, default 6
        How many kinds, the most frequent ones, have a small map.
    compare : list of two str
        Two kinds, such as ["burglary", "theft"]: where is the first more frequent beside the second than in the whole
        city, and where is that no chance? Empty, the default: none are compared.
    seed : int, default 0
        Of the sample that stands for many incidents where a width is chosen, and of the test of two kinds.
    """

    finding: ClassVar[str] = "intensity"
    title: ClassVar[str] = "Where incidents are dense"
    short: ClassVar[str] = "Density"
    sigma: float | None = None
    most: int = 6
    compare: tuple[str, ...] = ()
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.number("Intensity", "sigma", self.sigma, 0, open_low=True, optional=True)
        yield check.integer("Intensity", "most", self.most, 1, 24)
        yield _two_kinds(self.compare, self.kinds)
        yield check.integer("Intensity", "seed", self.seed, 0)

    @property
    def kinds_named(self) -> tuple[str, ...]:
        """Those that count, and those that are compared."""
        return (*self.kinds, *self.compare)

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return the maps and the widths that they could have had."""
        placed = incident_pattern(incidents, case.problem.city)
        if not len(placed.pattern):
            raise ParameterError("No incident lies inside the boundary of the city, so there is no density to map.")
        years = incidents.hours / HOURS_OF_YEAR
        widths = usual_bandwidths(placed.pattern, self.sigma, self.seed, self.tell)
        whole = _per_year(placed.pattern, widths.used, _CELLS, years)
        ratio = self._ratio(case.problem.city, placed, widths.used)
        return self.found(
            [*_sentences(case.problem.city, whole, widths), *ratio.sentences, *placed.notes],
            [placed.aside, _hourless(placed.incidents)],
            measures=[
                Measure("bandwidth of the map", widths.used, "m"),
                Measure("highest density", float(np.nanmax(whole.values)), "a year per km²"),
                Measure("share of incidents in the densest tenth of the area", _held(whole, 0.1), "share"),
                *ratio.measures,
            ],
            tables=[_table(widths)],
            charts=[_map(case, whole), *ratio.charts, *self._small_maps(case, placed, widths.used, years)],
        )

    def _ratio(self, city: City, placed: IncidentPattern, sigma: float) -> KindRatio:
        """Return what is said of the two kinds that are compared; nothing where none are."""
        if not self.compare:
            return KindRatio()
        first, second = self.compare
        return kind_ratio(placed, city, (first, second), sigma=sigma, seed=self.seed, progress=self.progress)

    def _small_maps(self, case: Case, placed: IncidentPattern, sigma: float, years: float) -> Iterator[SmallMultiples]:
        kinds = _kinds(placed, self.most)
        if len(kinds) > 1:
            self.tell(1, 4, "maps of kinds")
            yield SmallMultiples(
                name="density_by_kind",
                alt=f"Maps of the density of the {len(kinds)} most frequent kinds, side by side.",
                charts=[_against_even(placed.pattern, rows, sigma, named) for named, rows in kinds],
                legend="Density as a multiple of what an even spread over the city would be",
            )
        by_year = _years(placed.incidents)
        if len(by_year) > 1:
            self.tell(2, 4, "maps of years")
            yield SmallMultiples(
                name="density_by_year",
                alt="Maps of the density in each year, side by side.",
                charts=[_density(placed.pattern, rows, sigma, (text, length)) for text, rows, length in by_year],
                legend="Incidents per km² and year",
            )
        by_hours = _hours(placed.incidents)
        if len(by_hours) > 1:
            self.tell(3, 4, "maps of hours")
            yield SmallMultiples(
                name="density_by_hours",
                alt="Maps of the density by hours of the day, side by side.",
                charts=[_density(placed.pattern, rows, sigma, (text, years / 4)) for text, rows in by_hours],
                legend="Incidents per km² and year (as if these hours went on all day)",
            )


def _two_kinds(compare: Any, kinds: Any) -> str | None:
    fine = isinstance(compare, tuple) and all(isinstance(kind, str) for kind in compare)
    if not fine or len(compare) not in (0, 2) or len(set(compare)) != len(compare):
        return check.sentence("Intensity", "compare", "a list of two different kinds, or empty", repr(compare))
    if isinstance(kinds, tuple) and kinds and not set(compare) <= set(kinds):
        return check.sentence("Intensity", "compare", "two of 'kinds', where those are given", repr(compare))
    return None


def _per_year(pattern: PointPattern, sigma: float, cells: int, years: float) -> Raster:
    """Return incidents per square kilometre and year on a grid with `cells` along the longer side."""
    left, bottom, right, top = pattern.window.bounds
    side = max(right - left, top - bottom) / cells
    shape = max(1, round((top - bottom) / side)), max(1, round((right - left) / side))
    found = kde(pattern, sigma, shape=shape)
    return Raster(found.values * _KM2 / max(years, 1e-9), found.bounds, "a year per km²")


def _map(case: Case, whole: Raster) -> RasterMap:
    highest = float(np.nanmax(whole.values))
    return RasterMap.of(
        whole,
        name="density",
        alt="Map of the density of all incidents, smoothed.",
        caption="All incidents, smoothed. Lines: a half, three quarters and nine tenths of the highest density.",
        legend="Incidents per km² and year",
        window=case.problem.city.boundary,
        levels=[highest * share for share in _LEVELS],
    )


def _density(
    pattern: PointPattern,
    rows: npt.NDArray[np.bool_],
    sigma: float,
    named: tuple[str, float],
) -> RasterMap:
    caption, years = named
    part = PointPattern(pattern.xy[rows], pattern.window)
    raster = _per_year(part, sigma, _SMALL, years)
    return RasterMap.of(
        raster, name=caption, alt=f"Density, {caption}.", caption=f"{caption} ({rows.sum():,})", legend=""
    )


def _against_even(pattern: PointPattern, rows: npt.NDArray[np.bool_], sigma: float, named: str) -> RasterMap:
    part = PointPattern(pattern.xy[rows], pattern.window)
    raster = _per_year(part, sigma, _SMALL, 1.0)
    even = len(part) / part.window.area * _KM2
    times = Raster(raster.values / even, raster.bounds, "times even")
    return RasterMap.of(times, name=named, alt=f"Density of {named}.", caption=f"{named} ({rows.sum():,})", legend="")


def _kinds(placed: IncidentPattern, most: int) -> list[tuple[str, npt.NDArray[np.bool_]]]:
    kinds = [kind for kind, count in kinds_by_count(placed.incidents)[:most] if count >= _FEWEST]
    marks = placed.incidents.frame["kind"].astype(str).to_numpy()
    return [(kind, marks == kind) for kind in kinds]


def _years(incidents: Incidents) -> list[tuple[str, npt.NDArray[np.bool_], float]]:
    """Return the last twelve years with incidents enough, which rows are theirs, and how long each is covered."""
    of = incidents.frame["time"].dt.year.to_numpy()
    covered = days_by_year(incidents)
    known = [year for year in sorted(set(of.tolist())) if (of == year).sum() >= _FEWEST and covered.get(year, 0) > 0]
    return [(str(year), of == year, covered[year] * 24 / HOURS_OF_YEAR) for year in known[-12:]]


def _hours(incidents: Incidents) -> list[tuple[str, npt.NDArray[np.bool_]]]:
    hour = incidents.frame["time"].dt.hour.to_numpy()
    blocks = [(text, incidents.has_clock & (hour >= low) & (hour < high)) for low, high, text in _BLOCKS]
    return [block for block in blocks if block[1].sum() >= _FEWEST]


def _hourless(incidents: Incidents) -> SetAside:
    """Return those that no map of hours shows."""
    why = "{} no time of day and {} on no map of hours"
    none = int((~incidents.has_clock).sum()) if incidents.has_clock.any() else 0
    rest = "Maps of hours show the others alone."
    return SetAside(none, len(incidents), why.format("has", "is"), why.format("have", "are"), rest)


def _sentences(city: City, whole: Raster, widths: Widths) -> Iterator[str]:
    row, column = np.unravel_index(np.nanargmax(whole.values), whole.shape)
    highest, mean = float(np.nanmax(whole.values)), float(np.nanmean(whole.values))
    (near,) = nearest_site_names(city, [[whole.x[column], whole.y[row]]])
    tenth, half = (f"{100 * _held(whole, share):.0f}\u00a0%" for share in (0.1, 0.5))
    peak = f"{amount(highest, 'count')} a year per km²"
    yield (
        f"Incidents are densest {by_name(near)}: {peak}, {highest / mean:.1f} times the mean of the city. The densest "
        f"tenth of the area holds {tenth} of the incidents, the densest half {half}."
    )
    yield widths.sentence


def _held(whole: Raster, share: float) -> float:
    """Return the share of the incidents in the densest cells that make up this share of the area."""
    values = np.sort(whole.values[whole.inside])[::-1]
    total = values.sum()
    return float(values[: max(1, round(share * len(values)))].sum() / total) if total > 0 else float("nan")


def _table(widths: Widths) -> Table:
    columns = (
        Column("width", list(widths.sigmas), "m"),
        Column("what it is for", list(widths.meanings)),
        Column("to know", list(widths.warnings)),
    )
    return Table(
        "bandwidths",
        list(widths.methods),
        columns,
        index_name="method",
        caption="How wide the map could be smoothed: the usual methods disagree, so all of them are shown",
        roles=["used for the maps" if used else "" for used in widths.is_used],
        strong=[row for row, used in enumerate(widths.is_used) if used],
    )
