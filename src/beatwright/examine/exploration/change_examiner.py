"""The examiner of change: which zones went up or down between two periods, and how hotspots came and went."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.quantity import p_words
from beatwright.base.words import count_of
from beatwright.core.area_map import AreaMap, MapArea
from beatwright.core.case import Case
from beatwright.core.chart import ZoneMap
from beatwright.core.city import City
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.measure import Measure
from beatwright.core.table import Column, Table
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.examine.exploration.nearest_site import nearest_site_names
from beatwright.examine.exploration.periods import Periods, equal_periods, two_periods
from beatwright.examine.exploration.set_aside import in_no_zone
from beatwright.patterns.change.change_by_zone import ZoneChange, change_by_zone
from beatwright.patterns.change.emerging_hotspots import EmergingHotspots, emerging_hotspots
from beatwright.patterns.change.poisson_rates import e_test
from beatwright.patterns.hotspots.local_statistics import getis_ord

__all__ = ["Change"]

_FEWEST = 20  # incidents of which a change says anything
_A_PERIOD = 30  # incidents a period, of which a map of hot zones says anything
_TOP = 30  # zones in the table
_YEAR = 365.25  # days


@dataclass(frozen=True, repr=False)
class Change(IncidentExaminer):
    """Which zones went up or down between two periods, and how hotspots came and went over more.

    Parameters
    ----------
    date : str
        First day of the second period; the first one is as long and ends there. Empty: the last year of the records
        and the year before, or their two halves where they are shorter.
    alpha : float, default 0.05
        False-discovery rate: the share of the zones told that may be chance in the mean.
    periods : int, default 12
        Periods of one length over which hotspots come and go; fewer where they would hold under 30 incidents each.
    """

    finding: ClassVar[str] = "change"
    title: ClassVar[str] = "What changed"
    short: ClassVar[str] = "Change"
    date: str = ""
    alpha: float = 0.05
    periods: int = 12

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.number("Change", "alpha", self.alpha, 0, 0.5, open_low=True)
        yield check.integer("Change", "periods", self.periods, 2, 120)
        try:
            wrong = not isinstance(self.date, str) or (self.date != "" and pd.isna(pd.Timestamp(self.date)))
        except (ValueError, TypeError):
            wrong = True
        if wrong:
            yield check.sentence("Change", "date", "a date such as 2018-07-01, or empty", repr(self.date))

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return the zones that changed, and those where hotspots came and went."""
        city = case.problem.city
        rows = incidents.select(zones=range(len(city.zones)))
        if len(rows) < _FEWEST:
            raise ParameterError(
                f"{count_of(len(rows), 'incident')} in the zones of the city: of a change something can be said from "
                f"{_FEWEST} on."
            )
        two = two_periods(rows, self.date)
        counts = two.counts(rows, len(city.zones))
        found = change_by_zone(counts[:, 0], counts[:, 1], *two.days, alpha=self.alpha)
        emerged, changed = self._emerging(rows, city), bool((found.label != "no change").any())
        return self.found(
            [*_city_sentences(two, counts), *found.sentences(), *emerged[0]],
            [in_no_zone(incidents)],
            measures=_measures(two, counts, found),
            tables=[_table(city, two, found)] if changed else [],
            charts=[*([_map(case, two, found)] if changed else []), *emerged[1]],
        )

    def _emerging(self, rows: Incidents, city: City) -> tuple[list[str], list[AreaMap]]:
        """Return what is said of emerging hotspots, and their map; why not, where nothing can be said."""
        number = min(self.periods, len(rows) // _A_PERIOD)
        if city.zones.geom_type.iloc[0] == "Point":
            return ["The zones are points without neighbours, so no hotspots are followed over time."], []
        if rows.precision == "month":
            return ["Times give the month only, so no hotspots are followed over periods of equal length."], []
        if number < 4 or len(city.zones) < 3:
            return ["There are too few incidents or zones to follow hotspots over four periods or more."], []
        spans = equal_periods(rows, number)
        counts = spans.counts(rows, len(city.zones))
        shapes = city.zones.geometry.to_numpy()
        z = np.column_stack([getis_ord(counts[:, k], shapes, permutations=0).z for k in range(number)])
        found = emerging_hotspots(z, alpha=self.alpha)
        return [_with_length(found.sentences()[0], spans), *_few_periods(number)], _emerging_maps(found, shapes)


def _with_length(sentence: str, spans: Periods) -> str:
    return sentence.replace(" periods,", f" periods of {spans.days[0]:.0f} days each,", 1)


def _few_periods(number: int) -> list[str]:
    return [] if number >= 10 else ["Ten periods or more would tell lasting hotspots from passing ones better."]


def _city_sentences(two: Periods, counts: npt.NDArray[np.int64]) -> Iterator[str]:
    before, after = counts.sum(axis=0) / np.array(two.days)
    p = float(np.ravel(e_test(*counts.sum(axis=0), *two.days))[0])
    change = f", {100 * (after / before - 1):+.1f}\u00a0%".replace("-", "\u2212") if before else ""
    sure = "more than chance would change it" if p <= 0.05 else "no more than chance would change it"
    yield (
        f"The city went from {before:,.1f} incidents a day ({two.words(0)}) to {after:,.1f} ({two.words(1)}){change}: "
        f"{sure} ({p_words(p)})."
    )
    if not two.same_season:
        yield "The two periods are different seasons: a part of the change may come again every year."


def _measures(two: Periods, counts: npt.NDArray[np.int64], found: ZoneChange) -> list[Measure]:
    before, after = counts.sum(axis=0) / np.array(two.days)
    return [
        Measure("incidents a day before", float(before), "count"),
        Measure("incidents a day after", float(after), "count"),
        Measure("zones that went up", int((found.label == "up").sum()), "zones"),
        Measure("zones that went down", int((found.label == "down").sum()), "zones"),
    ]


def _a_year(two: Periods, found: ZoneChange) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return found.before / two.days[0] * _YEAR, found.after / two.days[1] * _YEAR


def _table(city: City, two: Periods, found: ZoneChange) -> Table:
    before, after = _a_year(two, found)
    changed = np.flatnonzero(found.label != "no change")
    order = changed[np.lexsort((changed, found.q_value[changed]))][:_TOP]
    columns = (
        Column("where", nearest_site_names(city, city.zone_xy[order])),
        Column("before, a year", before[order].tolist(), "count", suppression="count"),
        Column("after, a year", after[order].tolist(), "count", suppression="count"),
        Column("ratio", [value if math.isfinite(value) else math.nan for value in found.ratio[order].tolist()],
               suppression="derived"),
        Column("from", found.low[order].tolist(), suppression="derived"),
        Column("to", [value if math.isfinite(value) else math.nan for value in found.high[order].tolist()],
               suppression="derived"),
        Column("q, false discoveries held", found.q_value[order].tolist(), "p", suppression="derived"),
        Column("went", found.label[order].tolist()),
    )  # fmt: skip
    return Table(
        "zones that changed",
        [city.zone_ids[zone] for zone in order],
        columns,
        index_name="zone",
        caption=f"Zones that changed by more than chance, the surest first: {two.words(0)} against {two.words(1)}",
        of_places=True,
    )


def _map(case: Case, two: Periods, found: ZoneChange) -> ZoneMap:
    before, after = _a_year(two, found)
    told = (found.label != "no change") & (np.maximum(before, after) >= case.fewest_shown)
    return ZoneMap(
        name="zones_changed",
        alt="Map of the zones where incidents went up or down by more than chance.",
        caption=_coloured(np.where(told, after - before, 0.0)),
        zones=case.problem.city.zone_ids,
        values=np.where(told, after - before, 0.0).tolist(),
        legend="Change in incidents a year",
        unit="count",
        counts_calls=True,
    )


def _short(category: str, zones: int) -> str:
    """Return the name of a category as a legend has room for it.

    >>> _short("new hotspot", 4), _short("new coldspot", 1)
    ('new (4)', 'cold: new (1)')
    """
    kind, _, spot = category.rpartition(" ")
    return f"{'cold: ' if spot == 'coldspot' else ''}{kind} ({zones})"


def _coloured(change: npt.NDArray[np.float64]) -> str:
    """Say what the colours are: a map without a fall has one scale."""
    which = "green went down, brown went up" if (change < 0).any() else "the darker the more they went up"
    return f"Only zones that changed by more than chance are coloured: {which}."


def _emerging_maps(found: EmergingHotspots, shapes: npt.NDArray[np.object_]) -> list[AreaMap]:
    named = [name for name in EmergingHotspots.categories[:-1] if (found.category == name).any()]
    areas = [
        MapArea.of(shapely.union_all(shapes[found.category == name]), _short(name, (found.category == name).sum()))
        for name in named
    ]
    if not areas:
        return []
    return [
        AreaMap(
            name="emerging_hotspots",
            alt=f"Map of the zones where hotspots came, stayed or went: {', '.join(named)}.",
            caption="Zones by how they and their neighbours came to be hot or cold (Gi* in each period).",
            areas=areas,
            legend="What became of hotspots, and in how many zones",
        )
    ]
