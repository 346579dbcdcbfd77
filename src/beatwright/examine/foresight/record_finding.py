"""How earlier forecasts turned out, as a chapter of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.base.words import count_of
from beatwright.core import Finding, Measure
from beatwright.core.chart import LineChart
from beatwright.core.chart_parts import Line, Panel
from beatwright.core.table import Column, Table
from beatwright.examine.foresight.calibration_chart import calibration_chart
from beatwright.forecast import JournalEntry, JournalScore, periods_between

__all__ = ["record_finding"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Pages:
    """Pages that are over, with their scores, the earliest first."""

    entries: Sequence[JournalEntry]
    scores: Sequence[JournalScore]
    late: Sequence[JournalScore]
    missing: int

    @property
    def incidents(self) -> int:
        return sum(score.incidents for score in self.scores)

    @property
    def chance(self) -> float:
        """What flagged places of that size would have caught by chance, of all incidents."""
        caught = sum(score.incidents * entry.share for score, entry in zip(self.scores, self.entries, strict=True))
        return caught / self.incidents if self.incidents else float("nan")

    def caught(self, which: str) -> float:
        return sum(getattr(score, which) for score in self.scores) / self.incidents if self.incidents else float("nan")


def record_finding(
    entries: Sequence[JournalEntry], scores: Sequence[JournalScore], late: Sequence[JournalScore], period: str
) -> Finding:
    """Return how the pages of a journal turned out.

    Parameters
    ----------
    entries : sequence of JournalEntry
        What was foreseen.
    scores, late : sequence of JournalScore
        How it turned out by the first records, and by later ones where these say otherwise.
    period : {"hour", "day", "week", "month", "year"}
        Length of a period.

    Returns
    -------
    Finding
        Hit rate beside chance and beside the map of the period before, coverage of intervals, calibration.
    """
    over = {score.start: score for score in scores}
    told = [entry for entry in entries if entry.start in over]
    if not told:
        return Finding(
            name="record",
            title="How earlier forecasts turned out",
            short="Record",
            sentences=(
                f"No {period} that was foreseen is over in these records yet. Run the command again with newer ones.",
            ),
        )
    missing = periods_between(told[0].start, told[-1].start, period) + 1 - len(told)
    pages = _Pages(told, [over[entry.start] for entry in told], late, missing)
    return Finding(
        name="record",
        title="How earlier forecasts turned out",
        short="Record",
        sentences=tuple(_sentences(pages, period)),
        measures=_measures(pages),
        tables=(_table(pages),),
        charts=(_hits(pages, period), _calibration(pages)),
    )


def _sentences(pages: _Pages, period: str) -> Iterator[str]:
    number = len(pages.scores)
    foreseen = sum(entry.city_expected for entry in pages.entries)
    yield (
        f"{count_of(number, period).capitalize()} foreseen {'is' if number == 1 else 'are'} over: "
        f"{foreseen:,.0f} incidents were expected and {pages.incidents:,} came."
    )
    if pages.incidents:
        yield (
            f"Flagged places caught {100 * pages.caught('hits'):.1f}\u00a0% of them; as much area by chance would "
            f"catch {100 * pages.chance:.1f}\u00a0%, and the map of the {period} before "
            f"{100 * pages.caught('hits_last'):.1f}\u00a0%."
        )
    inside = sum(score.city_inside for score in pages.scores)
    zones = float(np.mean([score.zones_inside for score in pages.scores]))
    yield (
        f"The count of the city lay in its 90\u00a0% interval in {inside} of {number}; that of a zone in "
        f"{100 * zones:.0f}\u00a0% of all cases."
    )
    if pages.missing:
        yield f"{count_of(pages.missing, period).capitalize()} between the first and the last were not foreseen."
    yield from _late_sentence(pages)


def _late_sentence(pages: _Pages) -> Iterator[str]:
    first = {score.start: score.incidents for score in pages.scores}
    last = {score.start: score.incidents for score in pages.late if score.start in first}
    change = sum(count - first[start] for start, count in last.items())
    if last:
        yield (
            f"Records changed after their score was written: {change:+,} incidents in {len(last)} of {len(first)}. "
            "The scores stand as they were.".replace("-", "\u2212")
        )


def _measures(pages: _Pages) -> tuple[Measure, ...]:
    zones = float(np.mean([score.zones_inside for score in pages.scores]))
    city = float(np.mean([score.city_inside for score in pages.scores]))
    return (
        Measure("caught in flagged places", pages.caught("hits"), "share", "higher"),
        Measure("caught by chance", pages.chance, "share"),
        Measure("caught by the map of before", pages.caught("hits_last"), "share", "higher"),
        Measure("zones inside their interval", zones, "share"),
        Measure("city inside its interval", city, "share"),
    )


def _table(pages: _Pages) -> Table:
    pairs = list(zip(pages.entries, pages.scores, strict=True))
    late = {score.start: score.incidents for score in pages.late}
    columns = (
        Column("expected", [entry.city_expected for entry in pages.entries], "count"),
        Column("at least", [entry.city_low for entry in pages.entries], "count"),
        Column("at most", [entry.city_high for entry in pages.entries], "count"),
        Column("came", [score.incidents for score in pages.scores], "count"),
        Column("came by later records", [late.get(score.start) for score in pages.scores], "count"),
        Column("in flagged places", [_share(score.hits, score) for score in pages.scores], "share", "higher"),
        Column("by the map of before", [_share(score.hits_last, score) for score in pages.scores], "share", "higher"),
        Column("by chance", [entry.share for entry, _ in pairs], "share"),
        Column("zones inside", [score.zones_inside for score in pages.scores], "share"),
        Column("forecaster", [entry.forecaster for entry in pages.entries]),
    )
    return Table(
        "record of forecasts",
        [entry.name for entry in pages.entries],
        columns,
        index_name="from",
        caption="Every period that was foreseen and is over, by the first records that held all of it",
    )


def _share(part: int, score: JournalScore) -> float:
    return part / score.incidents if score.incidents else float("nan")


def _hits(pages: _Pages, period: str) -> LineChart:
    """Draw the share caught so far, period by period."""
    x = np.arange(1, len(pages.scores) + 1, dtype=float)
    total = np.cumsum([score.incidents for score in pages.scores], dtype=float)
    chance = np.cumsum([s.incidents * e.share for s, e in zip(pages.scores, pages.entries, strict=True)])
    parts = {
        "in flagged places": np.cumsum([score.hits for score in pages.scores], dtype=float),
        f"by the map of the {period} before": np.cumsum([score.hits_last for score in pages.scores], dtype=float),
        "by chance": chance,
    }
    lines = [Line(name, x.tolist(), _ratio(part, total).tolist()) for name, part in parts.items()]
    return LineChart(
        name="caught_so_far",
        alt="Share of incidents in flagged places, over all forecasts so far, beside last time's map and chance.",
        caption="Share of all incidents so far that came in flagged places.",
        x_name=f"{period}s foreseen",
        panels=[Panel("caught", lines, "share")],
    )


def _calibration(pages: _Pages) -> LineChart:
    expected = np.concatenate([entry.expected for entry in pages.entries])
    pairs = zip(pages.entries, pages.scores, strict=True)
    came = [[score.counts.get(zone, 0) for zone in entry.zones] for entry, score in pairs]
    return calibration_chart(expected, np.concatenate(came).astype(np.float64))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0))
