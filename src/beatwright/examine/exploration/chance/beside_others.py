"""Whether incidents of some kinds cluster more than others of the same city, by random labelling."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.base.progress import Progress
from beatwright.base.quantity import p_words
from beatwright.core.chart import LineChart
from beatwright.core.measure import Measure
from beatwright.examine.exploration.chance.further_answer import FurtherAnswer, curve_panel
from beatwright.examine.exploration.chance.randomness_words import TestRow, stretch_words
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.envelope_result import Envelope
from beatwright.patterns.randomness.random_labelling import random_labelling
from beatwright.patterns.summary.k_function import k_function

__all__ = ["beside_others"]

_SURE = 0.05
_FEWEST = 30  # incidents of each side of which a comparison says anything


def beside_others(
    cases: PointPattern,
    controls: PointPattern,
    names: tuple[str, str],
    *,
    r: npt.NDArray[np.float64],
    runs: int,
    seed: int,
    progress: Progress | None = None,
) -> FurtherAnswer:
    """Test whether cases cluster more, or less, than controls.

    Parameters
    ----------
    cases, controls : PointPattern
        Incidents in one window.
    names : (str, str)
        What they are called in a sentence, such as "incidents of 'burglary'" and "other incidents".
    r : array, shape (m,)
        Distances in metres.
    runs : int
        How often the kinds are dealt out anew.
    seed : int
        Of the dealing.
    progress : callable (done, total, text), optional
        Told how far it is.
    """
    if min(len(cases), len(controls)) < _FEWEST:
        return FurtherAnswer((_too_few(cases, controls, names),))
    curve = random_labelling(cases, controls, "L", runs, seed=seed, r=r, progress=progress)
    test = curve.mad()
    sure = test.p_value <= _SURE
    says = _more_or_less(curve, names, _ratio(curve, cases, controls)) if sure else _no_sign(curve, names)
    row = TestRow(f"L beside {names[1]}", test.statistic, "largest deviation (MAD)", test.p_value, says)
    measure = Measure(f"p of L beside {names[1]}", test.p_value, "p")
    return FurtherAnswer((says,), (measure,), (row,), (_chart(curve, names),))


def _too_few(cases: PointPattern, controls: PointPattern, names: tuple[str, str]) -> str:
    sides = [
        f"{len(pattern):,} {name if len(pattern) != 1 else name.replace('incidents', 'incident', 1)}"
        for pattern, name in zip((cases, controls), names, strict=True)
    ]
    return f"{sides[0]} and {sides[1]}: whether the former cluster more can be told from {_FEWEST} of each on."


def _away(curve: Envelope) -> npt.NDArray[np.float64]:
    """Return how far the observed curve lies above the mean of those dealt out, 0 where it has no value."""
    return np.nan_to_num(curve.observed - curve.mean)


def _ratio(curve: Envelope, cases: PointPattern, controls: PointPattern) -> float:
    """Return K of the cases over K of the controls at the distance at which L of both differ most."""
    at = curve.r[np.abs(_away(curve)).argmax()]
    if not at > 0:
        return np.nan
    one, other = (float(k_function(pattern, [0.0, at], "trans").values[-1]) for pattern in (cases, controls))
    return one / other if other > 0 else np.nan


def _more_or_less(curve: Envelope, names: tuple[str, str], ratio: float) -> str:
    away = _away(curve)
    most = int(np.abs(away).argmax())
    way, word = ("clustered", "more") if away[most] > 0 else ("regular", "less")
    where = stretch_words([one for one in curve.departures() if one.direction == way])
    said = (
        f"{_at_start(names[0])} cluster {word} than {names[1]}{f', {where}' if where else ''}: kinds dealt out at "
        f"random among the same places would hardly look so ({p_words(curve.mad().p_value)})."
    )
    if not np.isfinite(ratio):
        return said
    return (
        f"{said} The difference is largest within {curve.r[most]:,.0f} m, where {names[0]} have {ratio:.2g} times as "
        f"many of their own around them as {names[1]} have, were both equally many."
    )


def _at_start(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"


def _no_sign(curve: Envelope, names: tuple[str, str]) -> str:
    return (
        f"No sign that {names[0]} cluster more, or less, than {names[1]}, up to {curve.r[-1]:,.0f} m: kinds dealt out "
        f"at random among the same places would look so too ({p_words(curve.mad().p_value)})."
    )


def _chart(curve: Envelope, names: tuple[str, str]) -> LineChart:
    return LineChart(
        name="beside_others",
        alt=f"Curve of L of {names[0]} less L of {names[1]}, and its highest and lowest with kinds dealt out anew.",
        caption=f"L of {names[0]} less L of {names[1]}: above 0 where one of the former has more of its own side "
        "within a distance. Outside the two thin curves chance is no explanation. A kind that keeps to one part of the "
        "city lies above, and so does one whose incidents draw others.",
        x_name="distance, m",
        panels=[curve_panel(curve, "Difference of L", "m", shown="as they are")],
    )
