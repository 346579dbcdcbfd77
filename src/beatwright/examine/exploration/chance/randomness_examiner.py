"""The examiner of chance: whether incidents cluster more than random places would, and over which distances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of, joined
from beatwright.core.area_map import AreaMap, MapArea
from beatwright.core.case import Case
from beatwright.core.chart import LineChart
from beatwright.core.city import City
from beatwright.core.criteria import HOURS_OF_YEAR
from beatwright.core.finding import Finding
from beatwright.core.incidents import Incidents
from beatwright.core.measure import Measure
from beatwright.core.table import Column, Table
from beatwright.examine.exploration.chance.beside_others import beside_others
from beatwright.examine.exploration.chance.beyond_population import beyond_population
from beatwright.examine.exploration.chance.further_answer import FurtherAnswer, curve_panel
from beatwright.examine.exploration.chance.randomness_words import TestRow, curve_row, gap_row, level_word, quadrat_row
from beatwright.examine.exploration.incident_examiner import IncidentExaminer
from beatwright.examine.exploration.incident_pattern import IncidentPattern, incident_pattern
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.covariates import distance_to
from beatwright.patterns.randomness.envelope import envelope
from beatwright.patterns.randomness.envelope_result import Envelope
from beatwright.patterns.randomness.kolmogorov import ks_test
from beatwright.patterns.randomness.quadrat_test import QuadratTest, quadrat_test

__all__ = ["Randomness"]

_ALL = "*"  # stands for all other kinds
_FEWEST = 10  # incidents of which a test says anything
_MANY = 5000  # incidents from which fewer random patterns are drawn
_NEIGHBOURS = 200  # of an incident, within the largest distance looked at: what the time grows with
_STEPS = 60  # distances: a sentence says them to a sixtieth of the largest
_LABELS = 40  # quadrats whose counts are written on the map; more would cover it


@dataclass(frozen=True, repr=False)
class Randomness(IncidentExaminer):
    """Whether incidents cluster more than random places would, and over which distances.

    Parameters
    ----------
    simulations : int, default 0
        Random patterns that the curves are compared with. 0: 199 (an envelope of 99 %), or 99 (98 %) where there are
        more than 5,000 incidents.
    quadrats : int, default 6
        Quadrats side by side, and above each other.
    reach : float, optional
        Largest distance looked at, in metres. None: a quarter of the shorter side of the city's frame, or less where an
        incident would have more than 200 others about it.
    beside : list of str
        Kinds, such as ["theft"], that those of `kinds` are held against: do the latter cluster more, and over which
        distances? ["*"]: all other kinds. Empty, the default: not asked.
    given : {"", "population"}, default ""
        "population": do incidents cluster beyond where people live, as the zones of the city have it?
    seed : int, default 0
        Of the random patterns.
    """

    finding: ClassVar[str] = "randomness"
    title: ClassVar[str] = "Clustered or by chance"
    short: ClassVar[str] = "Chance"
    simulations: int = 0
    quadrats: int = 6
    reach: float | None = None
    beside: tuple[str, ...] = ()
    given: str = ""
    seed: int = 0

    def complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the options."""
        yield from super().complaints()
        yield check.integer("Randomness", "simulations", self.simulations, 0)
        yield check.integer("Randomness", "quadrats", self.quadrats, 2, 100)
        yield check.number("Randomness", "reach", self.reach, 0, open_low=True, optional=True)
        yield _other_kinds(self.beside, self.kinds)
        yield check.one_of("Randomness", "given", self.given, ("", "population"))
        yield check.integer("Randomness", "seed", self.seed, 0)

    @property
    def kinds_named(self) -> tuple[str, ...]:
        """Those that count, and those that they are held against."""
        return (*self.kinds, *(kind for kind in self.beside if kind != _ALL))

    @property
    def kinds_needed(self) -> tuple[str, ...]:
        """Those that count, and those that they are held against; empty: all."""
        return () if _ALL in self.beside else (*self.kinds, *self.beside)

    def look(self, case: Case, incidents: Incidents) -> Finding:
        """Return the tests and what they say in plain words."""
        city = case.problem.city
        placed = incident_pattern(incidents, city, self.kinds or None)
        pattern = placed.pattern
        if len(pattern) < _FEWEST or not (pattern.xy != pattern.xy[0]).any():
            raise ParameterError(_why_not(pattern))
        runs = self.simulations or (99 if len(pattern) > _MANY else 199)
        r = self._distances(pattern)
        quadrats = quadrat_test(pattern, self.quadrats)
        curves = [envelope(pattern, name, runs, self.seed, r=r, progress=self.progress) for name in "LGF"]
        rows = [curve_row(curve) for curve in curves] + [quadrat_row(quadrats), *_gaps(pattern, city, self.seed)]
        further = list(self._further(placed, incidents, city, runs))
        return self.found(
            [
                *_sentences(rows, curves[0], r[-1]),
                *(text for test in further for text in test.sentences),
                *_fewer(len(pattern), runs, self.simulations),
                *placed.notes,
            ],
            [placed.aside],
            measures=[
                Measure("index of dispersion of quadrats", quadrats.index_of_dispersion, "index", kind="dispersion"),
                Measure("p of the curve L by chance", curves[0].mad().p_value, "p"),
                *(measure for test in further for measure in test.measures),
            ],
            tables=[_table(rows, [row for test in further for row in test.rows])],
            charts=[
                _chart(curves),
                *(chart for test in further for chart in test.charts),
                _quadrat_map(quadrats, case.fewest_shown, placed.incidents.hours / HOURS_OF_YEAR),
            ],
            details={"quadrats": quadrats.counts.tolist()},
        )

    def _distances(self, pattern: PointPattern) -> npt.NDArray[np.float64]:
        left, bottom, right, top = pattern.window.bounds
        near = float(np.sqrt(_NEIGHBOURS / (np.pi * pattern.intensity)))
        return np.linspace(0, self.reach or min(min(right - left, top - bottom) / 4, near), _STEPS + 1)

    def _further(self, placed: IncidentPattern, incidents: Incidents, city: City, runs: int) -> Iterator[FurtherAnswer]:
        """Yield the tests that are asked for: beside other kinds, and given where people live."""
        if self.beside:
            yield self._beside_others(placed.pattern, incident_pattern(incidents, city).pattern, runs)
        if self.given:
            r = self._distances(placed.pattern)
            yield beyond_population(placed.pattern, city, r=r, runs=runs, seed=self.seed, progress=self.progress)

    def _beside_others(self, cases: PointPattern, every: PointPattern, runs: int) -> FurtherAnswer:
        rest = ~np.isin(np.asarray(every.marks), self.kinds)
        others = "other incidents" if _ALL in self.beside else _named(self.beside)
        return beside_others(
            cases,
            PointPattern(every.xy[rest], cases.window),
            (_named(self.kinds), others),
            r=self._distances(every),
            runs=runs,
            seed=self.seed,
            progress=self.progress,
        )


def _named(kinds: tuple[str, ...]) -> str:
    return f"incidents of {joined(repr(kind) for kind in kinds)}"


def _other_kinds(beside: Any, kinds: Any) -> str | None:
    if not isinstance(beside, tuple) or not all(isinstance(kind, str) for kind in beside):
        return check.sentence("Randomness", "beside", 'a list of kinds, or ["*"] for all others', repr(beside))
    if beside and not kinds:
        return check.sentence("Randomness", "kinds", "the kinds that 'beside' are held against", "none")
    both = [kind for kind in beside if isinstance(kinds, tuple) and kind in kinds]
    return check.sentence("Randomness", "beside", "other kinds than 'kinds'", f"both with {both}") if both else None


def _why_not(pattern: PointPattern) -> str:
    if len(pattern) < _FEWEST:
        return (
            f"{count_of(len(pattern), 'incident')} inside the boundary of the city: whether they cluster can be tested "
            f"from {_FEWEST} on."
        )
    return f"All {len(pattern):,} incidents lie at one place: that is no pattern to test."


def _gaps(pattern: PointPattern, city: City, seed: int) -> Iterator[TestRow]:
    """Yield the tests on x, y and the distance to the posts of today, where there are any."""
    yield gap_row(ks_test(pattern, "x", seed=seed), "from west to east", ("west", "east"))
    yield gap_row(ks_test(pattern, "y", seed=seed), "from south to north", ("south", "north"))
    if len(city.current_sites):
        found = ks_test(pattern, distance_to(city.site_xy[city.current_sites]), seed=seed)
        yield gap_row(found, "by distance to today's posts", ("near the posts", "far from the posts"))


def _sentences(rows: list[TestRow], curve: Envelope, reach: float) -> Iterator[str]:
    yield f"{rows[0].says} Looked at up to {reach:,.0f} m, against {count_of(len(curve.simulated), 'random pattern')}."
    others = [row for row in rows[3:] if row.sure]
    if others:
        yield " ".join(row.says for row in others)


def _fewer(n: int, runs: int, asked: int) -> Iterator[str]:
    if n > _MANY and not asked:
        yield (
            f"With {n:,} incidents only {runs} random patterns were drawn, an envelope of {level_word(runs)}: set "
            "'simulations' of Randomness for more."
        )


def _table(usual: list[TestRow], asked: list[TestRow]) -> Table:
    rows = [*usual, *asked]
    columns = (
        Column("statistic", [row.statistic for row in rows]),
        Column("which one", [row.statistic_name for row in rows]),
        Column("p", [row.p_value for row in rows], "p"),
        Column("in plain words", [row.says for row in rows]),
    )
    return Table(
        "tests of chance",
        [row.name for row in rows],
        columns,
        index_name="test",
        caption="Each test asks whether places drawn at random over the city would look like this"
        + ("; the last rows, whether kinds dealt out among the same places, or residents, would" if asked else ""),
        strong=[number for number, row in enumerate(rows) if row.sure],
    )


def _chart(curves: list[Envelope]) -> LineChart:
    by_l, by_g = curves[0], curves[1]
    return LineChart(
        name="chance",
        alt="Curves of L and G of the incidents, beside the highest and the lowest of random patterns.",
        caption="Left: L less the distance, above 0 where more others lie within a distance than an even spread "
        "would put there. Right: G, the share of incidents whose nearest other one lies within a distance. Outside the "
        "two thin curves chance is no explanation.",
        x_name="distance, m",
        panels=[curve_panel(by_l, "L(r) − r", "m", less_r=True), curve_panel(by_g, "G(r)", "share")],
    )


def _quadrat_map(found: QuadratTest, fewest: float, years: float) -> AreaMap:
    """Draw the counts; those under `fewest` a year are shown as few, without the figure that would give them away."""
    tiles = found.quadrats.tiles[found.quadrats.inside]
    named, few = len(tiles) <= _LABELS, found.counts < fewest * years
    times = np.where(few, np.nan, found.counts / found.expected)
    words = [
        f"<{fewest:,.12g} a year" if hidden else f"{count:,}" for count, hidden in zip(found.counts, few, strict=True)
    ]
    return AreaMap(
        name="quadrats",
        alt="Map of the counts in a grid of quadrats, beside what chance would put there.",
        caption="Incidents counted in quadrats cut to the city.",
        areas=[
            MapArea.of(tile, word if named else "", float(value))
            for tile, word, value in zip(tiles, words, times, strict=True)
        ],
        legend="Incidents as a multiple of what chance would put there",
        unit="times",
    )
