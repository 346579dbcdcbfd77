"""What a calibration says, in words, tables and pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from beatwright.base.estimate import Estimate
from beatwright.base.words import listed, significant
from beatwright.core.chart import LineChart
from beatwright.core.chart_parts import Line, Panel
from beatwright.core.dispatch_calibration import Calibration
from beatwright.core.finding import Finding
from beatwright.core.table import Column, Table
from beatwright.study.calibration.back_test import LIMITS, BackTest, Compared
from beatwright.study.calibration.fit_records import Fitted

__all__ = ["back_test_text", "calibration_finding", "calibration_text"]

Floats = npt.NDArray[np.float64]

_BINS = 24
_WIDE = 0.6  # spread of the logarithm of travel from which on posts explain little
_BENT = 0.15  # distance of the slope from 1 from which on the table has the wrong shape


def calibration_finding(fitted: Fitted, tested: BackTest | None) -> Finding:
    """Return the finding: the figures with their errors, what to doubt, the back-test, the pictures."""
    found = fitted.calibration
    tables = [_figures(found)]
    charts = [_scene_chart(fitted)]
    if fitted.trips is not None:
        charts.append(_travel_chart(fitted))
    if tested is not None:
        tables += [_compared("back_test", "Back-test by class", "class", (tested.whole, *tested.by_class)),
                   _compared("back_test_hours", "Back-test by hour of day", "calls from", tested.by_hour)]  # fmt: skip
        charts.append(_hour_chart(tested))
    return Finding(
        name="calibration",
        title="What the dispatch records say",
        sentences=[*_verdict(tested), *_doubts(found), *found.notes],
        tables=tables,
        charts=charts,
        short="Calibration",
    )


def _verdict(tested: BackTest | None) -> Iterator[str]:
    if tested is None:
        yield "There was no back-test. Response minutes of a simulation are comparisons then, not forecasts."
        return
    whole = tested.whole
    yield (
        f"Back-test of {whole.calls:,} calls: mean response {whole.recorded:.2f} min recorded, "
        f"{whole.simulated:.2f} min simulated ({whole.off:+.1%}); {whole.recorded_delayed:.1%} and "
        f"{whole.simulated_delayed:.1%} waited for a car."
    )
    wrong = [one.name for one in (*tested.by_class, *tested.by_hour) if one.verdict.startswith("off")]
    if tested.passed:
        yield "All calls together and every class are within the limits: " + _limits()
    else:
        yield "The simulation does not give these records again. Its response minutes are comparisons, not forecasts."
    if wrong:
        yield f"Beyond the limits: {listed(wrong)}. The limits are {_limits()}"
    yield (
        f"A call counts as delayed where its first car was sent more than {tested.delay_limit:.1f} min after it came. "
        f"On average {tested.cars:.1f} cars were on duty, by their first and last records of a tour. "
        f"{tested.aside:,} calls were not simulated: no time, no place, or too few cars on duty."
    )
    yield {
        "together": "Cars of a call are sent together, as the records show.",
        "first": "The first car of a call is sent at once and others follow, as the records show.",
    }[tested.start]


def _limits() -> str:
    return (
        f"mean response within {LIMITS.mean:.0%}, distance of the distributions at most {LIMITS.distance:.2f}, share "
        f"delayed within {100 * LIMITS.delayed:.0f} points."
    )


def _doubts(found: Calibration) -> Iterator[str]:
    if found.travel_spread.value > _WIDE:
        yield (
            f"Minutes of travel scatter widely around the fit (spread {found.travel_spread.value:.2f}). Cars do not "
            "start from one place each; a simulation with cars at posts is doubtful here."
        )
    slope = found.travel_slope
    if abs(slope.value - 1) > max(_BENT, 3 * slope.error):
        yield (
            f"Recorded minutes of travel grow as the power {slope.value:.2f} of those of the table, not in "
            "proportion. Short trips are "
            + ("longer" if slope.value < 1 else "shorter")
            + " than the table and the factor say."
        )


def _figures(found: Calibration) -> Table:
    rows = [row for row in found.rows() if row[1].seen]
    names, figures, units = zip(*rows, strict=True)
    return Table(
        "figures",
        names,
        [
            Column("value", [_digits(one.value) for one in figures]),
            Column("standard error", [_digits(one.error) for one in figures]),
            Column("unit", list(units)),
            Column("observations", [f"{one.seen:,}" for one in figures]),
        ],
        index_name="figure",
        title="Fitted figures",
    )


def _digits(value: float) -> str:
    return "–" if math.isnan(value) else significant(value, 3 if value < 100 else 4)


def _compared(name: str, title: str, of: str, rows: Iterable[Compared]) -> Table:
    rows = list(rows)
    return Table(
        name,
        [one.name for one in rows],
        [
            Column("calls", [float(one.calls) for one in rows]),
            Column("recorded mean response", [one.recorded for one in rows], "min"),
            Column("simulated mean response", [one.simulated for one in rows], "min"),
            Column("difference", [one.off for one in rows], "share"),
            Column("distance of distributions", [one.distance for one in rows]),
            Column("recorded delayed", [one.recorded_delayed for one in rows], "share"),
            Column("simulated delayed", [one.simulated_delayed for one in rows], "share"),
            Column("verdict", [one.verdict for one in rows]),
        ],
        index_name=of,
        title=title,
    )


def _scene_chart(fitted: Fitted) -> LineChart:
    """Return the histogram of minutes on the scene of the class with the most calls, with the law fitted."""
    answers = fitted.answers
    number = int(np.bincount(answers.priority, minlength=1).argmax())
    one = fitted.calibration.classes[number]
    minutes = answers.scene[np.append(answers.priority == number, False)[answers.row_call] & ~np.isnan(answers.scene)]
    most = float(np.quantile(minutes, 0.98)) if len(minutes) else 1.0
    edges = np.linspace(0.0, max(most, 1.0), _BINS + 1)
    middle = (edges[1:] + edges[:-1]) / 2
    counts = 100.0 * np.histogram(minutes, edges)[0] / max(len(minutes), 1)
    law = 100.0 * np.diff(_lognormal_below(edges, one.service, one.service_spread))
    step = edges[1]
    lines = (Line("recorded", middle.tolist(), counts.tolist()), Line("lognormal fit", middle.tolist(), law.tolist()))
    return LineChart(
        name="minutes_on_scene",
        alt=f"Share of cars by minutes on the scene of calls of priority {one.name}, recorded and as fitted.",
        caption=f"Minutes on the scene, calls of priority {one.name}: share of cars in steps of {step:.3g} minutes. "
        "The longest 2 % are not drawn.",
        x_name="minutes on the scene",
        panels=(Panel("cars, %", lines),),
    )


def _lognormal_below(edges: Floats, mean: Estimate, spread: Estimate) -> Floats:
    """Return the share of a lognormal law below some minutes."""
    if not spread.value > 0:
        return np.asarray((edges >= mean.value).astype(np.float64))
    middle = math.log(mean.value) - spread.value**2 / 2
    with np.errstate(divide="ignore"):
        z = (np.log(edges) - middle) / spread.value
    return np.array([0.5 * math.erfc(-one / math.sqrt(2)) for one in z])


def _travel_chart(fitted: Fitted) -> LineChart:
    """Return recorded minutes of travel by those of the table, in equal groups, with the factor fitted."""
    trips = fitted.trips
    assert trips is not None
    groups = np.array_split(np.argsort(trips.tabled, kind="stable"), min(_BINS, len(trips.tabled)))
    at = np.array([trips.tabled[rows].mean() for rows in groups])
    kept = np.append(True, np.diff(at) > 0)
    recorded = np.array([np.median(trips.minutes[rows]) for rows in groups])
    factor = fitted.calibration.travel_factor.value
    lines = (
        Line("recorded, in the middle", at[kept], recorded[kept]),
        Line("table times the factor", at[kept], factor * at[kept]),
    )
    return LineChart(
        name="travel_fit",
        alt="Recorded minutes of travel by the minutes of the table, and the factor fitted.",
        caption=f"Minutes of travel: trips in groups of the same size, {len(trips.tabled):,} in all. The factor is "
        f"{factor:.3g}.",
        x_name="minutes of the table",
        panels=(Panel("recorded minutes", lines, "min"),),
    )


def _hour_chart(tested: BackTest) -> LineChart:
    hours = range(len(tested.by_hour))
    real = Line("recorded", list(hours), [one.recorded for one in tested.by_hour])
    made = Line("simulated", list(hours), [one.simulated for one in tested.by_hour])
    return LineChart(
        name="back_test_by_hour",
        alt="Mean response by hour of the day, recorded and simulated.",
        caption="Back-test: mean minutes from a call until its first car arrives.",
        x_name="hour of the day",
        panels=(Panel("mean response", (real, made), "min"),),
    )


def calibration_text(found: Calibration) -> str:
    """Return the figures in plain words, one a line."""
    rows = [(name, one, unit) for name, one, unit in found.rows() if one.seen]
    wide = max(len(name) for name, _, _ in rows)
    return "\n".join(
        f"  {name.ljust(wide)}  {_digits(one.value):>7} ± {_digits(one.error):<7} {unit:<3}  {one.seen:>9,} observed"
        for name, one, unit in rows
    )


def back_test_text(tested: BackTest) -> str:
    """Return the table of a back-test as text."""
    head = f"  {'':<12} {'calls':>8} {'recorded':>9} {'simulated':>9} {'off':>7} {'distance':>8} "
    head += f"{'delayed':>8} {'simulated':>9}"
    lines = [
        f"  {one.name[:12]:<12} {one.calls:>8,} {one.recorded:>7.2f} m {one.simulated:>7.2f} m {one.off:>+7.1%} "
        f"{one.distance:>8.3f} {one.recorded_delayed:>8.1%} {one.simulated_delayed:>9.1%}  {one.verdict}"
        for one in (tested.whole, *tested.by_class, *tested.by_hour)
    ]
    return "\n".join([head, *lines])
