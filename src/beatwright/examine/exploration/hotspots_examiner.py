"""The examiner of hotspots: clusters of incidents as areas with their kinds and hours, and zones that stand out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.core.area_map import AreaMap, MapArea
from beatwright.core.case import Case
from beatwright.core.chart import LineChart, ZoneMap
from beatwright.core.chart_parts import Line, Panel
from beatwright.core.city import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.measure import Measure
from beatwright.core.table import Column, Table
from beatwright.examine.exploration.cluster_choice import METHODS, ClusterChoice, choose_clusters
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.examine.exploration.incident_pattern import IncidentPattern, incident_pattern
from beatwright.examine.exploration.nearest_site import by_name, nearest_site_names
from beatwright.examine.exploration.set_aside import in_no_zone
from beatwright.patterns.hotspots.hotspot import Hotspot
from beatwright.patterns.hotspots.hotspot_outline import geometric_median
from beatwright.patterns.hotspots.local_statistics import LocalStatistics, getis_ord

__all__ = ["Hotspots"]

_FEWEST = 20  # incidents of which a hotspot says anything
_KM2 = 1e6
_PROFILES = 4  # hotspots whose hours are drawn


@dataclass(frozen=True, repr=False)
class Hotspots(IncidentExaminer):
    """Clusters of incidents as areas with their kinds and hours, and zones that stand out.

    Parameters
    ----------
    method : {"auto", "dbscan", "hdbscan"}, default "auto"
        How clusters are found. "dbscan": with the radius of the clusters of a fitted Matérn process, as the San Miguel
        study does. "hdbscan": at any density. "auto": the first where its number of validity allows it, else the
        second.
    eps : float, optional
        Distance within which incidents are neighbours in DBSCAN, in metres. None: that of the fitted process.
    smallest : int, default 0
        Fewest incidents of a hotspot. 0: one in two hundred of all, but at least ten.
    denser : float, default 2
        How many times as dense as the city a hotspot is at least.
    most : int, default 20
        How many hotspots, the largest, are shown.
    alpha : float, default 0.05
        False-discovery rate of the zones that stand out.
    seed : int, default 0
        Of the tests of zones.
    """

    finding: ClassVar[str] = "hotspots"
    title: ClassVar[str] = "Hotspots"
    short: ClassVar[str] = "Hotspots"
    method: str = "auto"
    eps: float | None = None
    smallest: int = 0
    denser: float = 2.0
    most: int = 20
    alpha: float = 0.05
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.one_of("Hotspots", "method", self.method, METHODS)
        yield check.number("Hotspots", "eps", self.eps, 0, open_low=True, optional=True)
        yield check.integer("Hotspots", "smallest", self.smallest, 0)
        yield check.number("Hotspots", "denser", self.denser, 0)
        yield check.integer("Hotspots", "most", self.most, 1, 200)
        yield check.number("Hotspots", "alpha", self.alpha, 0, 0.5, open_low=True)
        yield check.integer("Hotspots", "seed", self.seed, 0)

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return the hotspots as areas, their kinds and hours, and the zones that stand out."""
        city = case.problem.city
        placed = incident_pattern(incidents, city)
        if len(placed.pattern) < _FEWEST:
            raise ParameterError(
                f"{count_of(len(placed.pattern), 'incident')} inside the boundary of the city: of hotspots something "
                f"can be said from {_FEWEST} on."
            )
        self.tell(0, 3, "clusters of incidents")
        smallest = self.smallest or max(10, len(placed.pattern) // 200)
        choice = choose_clusters(placed.pattern, self.method, self.eps, smallest, hours=_hours(placed.incidents))
        least = self.denser * placed.pattern.intensity
        shown = [spot for spot in choice.clusters if spot.count >= smallest and spot.density >= least][: self.most]
        self.tell(2, 3, "zones that stand out")
        zones = self._zones(city, placed.incidents)
        rows = _rows(city, placed, shown)
        return self.found(
            [
                *_sentences(rows, choice, placed),
                *self._left_out(len(shown), len(choice.clusters), smallest),
                *choice.notes,
                *_zone_sentences(zones, self.alpha),
            ],
            [placed.aside, *([] if zones is None else [in_no_zone(placed.incidents, "What is said of zones")])],
            measures=_measures(shown, choice, placed, zones),
            tables=[*_tables(rows), *choice.tables],
            charts=[*_maps(city, shown, rows), *_profiles(shown, rows), *_zone_map(city, zones)],
            details={"clusters": choice.clusters.method},
        )

    def _left_out(self, shown: int, found: int, smallest: int) -> Iterator[str]:
        """Say which clusters are no hotspots, where some are not."""
        if found > shown:
            yield (
                f"Of {count_of(found, 'cluster')} {shown} {'is' if shown == 1 else 'are'} shown: those of {smallest} "
                f"incidents or more, at least {self.denser:g} times as dense as the city, and of these at most the "
                f"{self.most} largest."
            )

    def _zones(self, city: City, rows: Incidents) -> LocalStatistics | None:
        """Return Gi* of the zones; None where they have no common borders or are too few."""
        if city.zones.geom_type.iloc[0] == "Point" or len(city.zones) < 3:
            return None
        zone = rows.frame["zone"].to_numpy()
        counts = np.bincount(zone[zone >= 0], minlength=len(city.zones)).astype(np.float64)
        return getis_ord(counts, city.zones.geometry.to_numpy(), alpha=self.alpha, permutations=0, seed=self.seed)


@dataclass(frozen=True)
class _Rows:
    """What there is to tell of each hotspot, one entry each."""

    names: list[str]
    where: list[str]
    a_year: list[float]
    share: list[float]
    hectares: list[float]
    times: list[float]
    kind: list[str]
    hours: list[str]
    longitude: list[float]
    latitude: list[float]


def _rows(city: City, placed: IncidentPattern, shown: list[Hotspot]) -> _Rows:
    years = placed.incidents.hours / HOURS_OF_YEAR
    # Their middle, to some ten metres, and not the place of one of them: this goes into files that are shared.
    local = [geometric_median(placed.pattern.local[spot.members]) for spot in shown]
    centres = np.array(local).reshape(-1, 2) + placed.pattern.window.origin
    on_earth = gpd.GeoSeries(gpd.points_from_xy(*centres.T), crs=city.crs).to_crs(4326)
    total, mean = len(placed.pattern), placed.pattern.intensity
    return _Rows(
        names=[str(number) for number in range(1, len(shown) + 1)],
        where=nearest_site_names(city, centres) if len(shown) else [],
        a_year=[spot.count / years if years > 0 else float("nan") for spot in shown],
        share=[spot.count / total for spot in shown],
        hectares=[spot.area / 1e4 for spot in shown],
        times=[spot.density / mean for spot in shown],
        kind=[_kind_word(spot) for spot in shown],
        hours=[_hours_word(spot.hours) for spot in shown],
        longitude=on_earth.x.round(4).tolist(),
        latitude=on_earth.y.round(4).tolist(),
    )


def _hours(incidents: Incidents) -> npt.NDArray[np.int64] | None:
    """Return the hour of the day of each incident; None where not all of them have one."""
    if not incidents.has_clock.all():
        return None
    return np.asarray(incidents.frame["time"].dt.hour, dtype=np.int64)


def _kind_word(spot: Hotspot) -> str:
    if not spot.counts:
        return ""
    kind, count = next(iter(spot.counts.items()))
    return f"{kind} ({100 * count / spot.count:.0f}\u00a0%)"


def _hours_word(hours: npt.NDArray[np.int64] | None) -> str:
    """Return the six hours in a row with the most incidents, and their share."""
    if hours is None or not hours.sum():
        return ""
    sums = np.convolve(np.concatenate([hours, hours[:5]]), np.ones(6, dtype=np.int64), mode="valid")
    start = int(sums.argmax())
    return f"{start} to {(start + 6) % 24 or 24} o'clock ({100 * sums[start] / hours.sum():.0f}\u00a0%)"


def _sentences(rows: _Rows, choice: ClusterChoice, placed: IncidentPattern) -> Iterator[str]:
    if not rows.names:
        yield "No hotspot was found: nowhere do so many incidents lie so much closer together than elsewhere."
        yield f"Looked for by {choice.clusters.method}: {choice.why}"
        return
    area = sum(rows.hectares) * 1e4 / placed.pattern.window.area
    hold = f"{count_of(len(rows.names), 'hotspot')} {'hold' if len(rows.names) > 1 else 'holds'}"
    share, where = f"{100 * sum(rows.share):.0f}\u00a0%", by_name(rows.where[0])
    yield (
        f"{hold} {share} of the incidents on {100 * area:.1f}\u00a0% of the area. The largest, {where}, has "
        f"{rows.a_year[0]:,.0f} a year, {rows.times[0]:.1f} times as dense as the city on average."
    )
    yield f"Found by {choice.clusters.method}: {choice.why}"


def _zone_sentences(zones: LocalStatistics | None, alpha: float) -> Iterator[str]:
    if zones is None:
        return
    hot, cold = int((zones.label == "hot").sum()), int((zones.label == "cold").sum())
    held = f"false-discovery rate {100 * alpha:g}\u00a0%, Gi*"
    yield (
        f"Of {count_of(len(zones.label), 'zone')}, {hot} {'is' if hot == 1 else 'are'} hot and {cold} "
        f"{'is' if cold == 1 else 'are'} cold with {'its' if hot + cold == 1 else 'their'} neighbours ({held})."
    )
    if zones.note:
        yield zones.note


def _measures(
    shown: list[Hotspot], choice: ClusterChoice, placed: IncidentPattern, zones: LocalStatistics | None
) -> list[Measure]:
    held = sum(spot.count for spot in shown) / len(placed.pattern)
    area = sum(spot.area for spot in shown) / placed.pattern.window.area
    found = [
        Measure("hotspots", len(shown), "hotspots"),
        Measure("share of the incidents in hotspots", held, "share"),
        Measure("share of the area in hotspots", area, "share"),
    ]
    if choice.overlap is not None:
        found.append(Measure("clusters over a place (kappa pi R²)", choice.overlap, "index", kind="validity"))
    if zones is not None:
        found.append(Measure("hot zones", int((zones.label == "hot").sum()), "zones"))
    return found


def _tables(rows: _Rows) -> Iterator[Table]:
    if not rows.names:
        return
    columns = (
        Column("where", rows.where),
        Column("incidents a year", rows.a_year, "count", suppression="count"),
        Column("share of all", rows.share, "share", suppression="derived"),
        Column("hectares", rows.hectares, "ha", suppression="none"),
        Column("times as dense as the city", rows.times, suppression="derived"),
        Column("most frequent kind", rows.kind),
        Column("busiest six hours", rows.hours),
        Column("latitude", rows.latitude, suppression="none"),
        Column("longitude", rows.longitude, suppression="none"),
    )
    caption = "The hotspots, the largest first; the place is the middle of the incidents of each"
    named = {"index_name": "hotspot", "caption": caption, "of_places": True}
    # Coordinates are for files, where a GIS and the table [city] read them: a report rounds them to nothing.
    yield Table("hotspots", rows.names, columns, place="files", **named)  # type: ignore[arg-type]
    yield Table("hotspots found", rows.names, columns[:-2], place="report", **named)  # type: ignore[arg-type]


def _maps(city: City, shown: list[Hotspot], rows: _Rows) -> Iterator[AreaMap]:
    if shown:
        yield AreaMap(
            name="hotspots",
            alt=f"Map of {count_of(len(shown), 'hotspot')}, numbered from the largest down.",
            caption="Hotspots, numbered as in the table.",
            areas=[
                MapArea.of(spot.polygon, name, times)
                for spot, name, times in zip(shown, rows.names, rows.times, strict=True)
            ],
            legend="Times as dense as the city",
            unit="times",
        )


def _profiles(shown: list[Hotspot], rows: _Rows) -> Iterator[LineChart]:
    kept = [(name, spot.hours) for name, spot in zip(rows.names, shown, strict=True) if spot.hours is not None]
    if kept:
        lines = [Line(f"hotspot {name}", range(24), _profile(hours)) for name, hours in kept[:_PROFILES]]
        yield LineChart(
            name="hotspot_hours",
            alt="Curves of the share of the incidents of the largest hotspots in each hour of the day.",
            caption="Each hour holds 4.2 % where incidents are even over the day.",
            x_name="hour of the day",
            panels=[Panel("share of the hotspot's incidents", lines, "%", 100 / 24)],
            level_name="even",
        )


def _profile(hours: Any) -> list[float]:
    shares: list[float] = (100 * hours / max(hours.sum(), 1)).tolist()
    return shares


def _zone_map(city: City, zones: LocalStatistics | None) -> Iterator[ZoneMap]:
    if zones is not None and zones.significant.any():
        z = np.where(zones.significant, zones.z, 0.0)
        yield ZoneMap(
            name="hot_zones",
            alt="Map of the zones that are hot or cold with their neighbours.",
            caption="Only zones that stand out are coloured: "
            + ("brown is hot, green is cold." if (z < 0).any() else "the darker the hotter; none is cold."),
            zones=city.zone_ids,
            values=z.tolist(),
            legend="Gi*: standard deviations from what zones at random have",
            counts_calls=False,
        )
