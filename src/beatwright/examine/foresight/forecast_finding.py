"""What is foreseen of the next period, as a chapter of a report."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of, significant
from beatwright.core import City, Finding, Measure
from beatwright.core.chart import ZoneMap
from beatwright.core.table import Column, Table
from beatwright.examine.exploration.nearest_site import nearest_site_names
from beatwright.examine.foresight.period_words import period_words
from beatwright.forecast import JournalEntry

__all__ = ["forecast_finding"]

# Rows of the table of flagged places: a page.
_TOP = 40
# Incidents from which on only whole ones are told.
_MANY = 10


def forecast_finding(entry: JournalEntry, city: City) -> Finding:
    """Return what `entry` foresees of the zones of `city`.

    Parameters
    ----------
    entry : JournalEntry
        A page of the journal, of these zones.
    city : City
        Its zones.

    Returns
    -------
    Finding
        Sentences, the flagged places, a map of what is expected and one of how unsure that is.
    """
    return Finding(
        name="forecast",
        title="What comes next",
        short="What comes next",
        sentences=tuple(_sentences(entry)),
        measures=(
            Measure("incidents expected", entry.city_expected, "count", interval=(entry.city_low, entry.city_high)),
            Measure("expected in flagged places", _flagged_part(entry), "share", "higher"),
        ),
        tables=(_table(entry, city),),
        charts=(_mean_map(entry), _doubt_map(entry)),
    )


def _flagged_part(entry: JournalEntry) -> float:
    total = float(entry.expected.sum())
    return float(entry.expected[entry.flagged].sum()) / total if total > 0 else float("nan")


def _sentences(entry: JournalEntry) -> Iterator[str]:
    yield (
        f"{period_words(entry.start, entry.end)}: {_few(entry.city_expected)} incidents are expected in the city; by "
        f"this reckoning with a probability of 90\u00a0% between {entry.city_low:,.0f} and {entry.city_high:,.0f}."
    )
    flagged = int(entry.flagged.sum())
    if flagged and entry.expected.sum() > 0:
        yield (
            f"{count_of(flagged, 'zone')} with {100 * entry.share:.1f}\u00a0% of the area are flagged; "
            f"{100 * _flagged_part(entry):.0f}\u00a0% of the incidents are expected there."
        )
    yield (
        f"{entry.forecaster} foresees it from the records of before. Where police look, more is recorded: what is "
        "expected are records, not all that happens."
    )


def _few(expected: float) -> str:
    """Return a number of incidents in whole ones, and with two digits where it is small: a tenth is not none."""
    return f"{expected:,.0f}" if expected >= _MANY else significant(expected, 2)


def _table(entry: JournalEntry, city: City) -> Table:
    named = np.flatnonzero(entry.flagged)
    order = named[np.lexsort((named, -entry.expected[named]))][:_TOP]
    columns = (
        Column("where", nearest_site_names(city, city.zone_xy[order])),
        Column("expected", entry.expected[order].round(2).tolist(), "count", suppression="none"),
        Column("at least", entry.low[order].tolist(), "count", suppression="none"),
        Column("at most", entry.high[order].tolist(), "count", suppression="none"),
    )
    return Table(
        "flagged places",
        [entry.zones[zone] for zone in order],
        columns,
        index_name="zone",
        caption="Flagged places, those with most incidents expected first; the interval holds nine counts in ten",
        of_places=True,
    )


def _mean_map(entry: JournalEntry) -> ZoneMap:
    return ZoneMap(
        name="foreseen",
        alt="Map of the incidents expected in every zone.",
        caption=f"{period_words(entry.start, entry.end)}: incidents expected in every zone.",
        zones=entry.zones,
        values=entry.expected.tolist(),
        legend="Incidents expected",
        unit="count",
        counts_calls=False,
    )


def _doubt_map(entry: JournalEntry) -> ZoneMap:
    width = (entry.high - entry.low) / 2
    return ZoneMap(
        name="unsure",
        alt="Map of half the width of the 90 % interval of every zone.",
        caption="How unsure that is: the count may lie so far to either side.",
        zones=entry.zones,
        values=_known(width).tolist(),
        legend="Incidents more or less",
        unit="count",
        counts_calls=False,
    )


def _known(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.where(np.isfinite(values), values, np.nan)
