"""Tests of chance in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from beatwright.base.quantity import p_words
from beatwright.base.words import joined
from beatwright.patterns.randomness.envelope_result import Departure, Envelope
from beatwright.patterns.randomness.kolmogorov import KolmogorovTest
from beatwright.patterns.randomness.quadrat_test import QuadratTest

__all__ = ["TestRow", "curve_row", "gap_row", "level_word", "quadrat_row", "stretch_words"]

_SURE = 0.05
_WHAT = {
    "L": "More incidents lie near each other than chance puts there",
    "G": "The nearest other incident is nearer than by chance",
    "F": "More of the city is far from any incident than by chance",
}


@dataclass(frozen=True)
class TestRow:
    """One test and what it says.

    Parameters
    ----------
    name : str
        Of the test.
    statistic : float
        Its figure.
    statistic_name : str
        What the figure is.
    p_value : float
        Chance of so large a figure were the incidents at random places.
    says : str
        The answer in one sentence.
    """

    name: str
    statistic: float
    statistic_name: str
    p_value: float
    says: str

    @property
    def sure(self) -> bool:
        """Whether chance is no explanation, at 5 %."""
        return self.p_value <= _SURE


def level_word(simulations: int) -> str:
    """Return how much of chance an envelope of so many random patterns holds at one distance.

    >>> level_word(199), level_word(39)
    ('99 %', '95 %')
    """
    return f"{100 * (1 - 2 / (simulations + 1)):g} %"


def curve_row(curve: Envelope, beyond: str = "") -> TestRow:
    """Return what the envelope of L, G or F says: where the curve leaves it, and whether the whole curve does.

    `beyond` says what the random patterns have too, such as "beyond where people live".
    """
    test, level = curve.mad(), level_word(len(curve.simulated))
    outside = curve.departures()
    name = "K, as L" if curve.name.startswith("L") else curve.name[0]
    if not outside:
        says = f"No sign of clustering{_given(beyond)}: {name[0]} lies within the {level} envelope at all distances."
    else:
        # That of the nearest distances: beyond a cluster, or between the rows of a grid, it turns.
        way = outside[0].direction
        says = _way(name[0], f"{way}{_given(beyond)}", [one for one in outside if one.direction == way], level)
        says += _beyond(way, [one for one in outside if one.direction != way])
        if test.p_value > _SURE:
            says = (
                f"Perhaps {says[0].lower()}{says[1:]} Over all distances together that may be chance "
                f"({p_words(test.p_value)})."
            )
    return TestRow(name, test.statistic, "largest deviation (MAD)", test.p_value, says)


def _given(beyond: str) -> str:
    return f" {beyond}" if beyond else ""


def stretch_words(stretches: Sequence[Departure]) -> str:
    """Return up to four stretches of distances in words, nothing where there are none.

    >>> stretch_words([Departure(0.0, 80.2, "clustered"), Departure(120.0, 1500.0, "clustered")])
    'from 0 m to 80 m and from 120 m to 1,500 m'
    >>> stretch_words([Departure(81.0, 81.2, "clustered")])
    'at 81 m'
    """
    return joined(_stretch(f"{one.from_r:,.0f} m", f"{one.to_r:,.0f} m") for one in stretches[:4])


def _stretch(start: str, end: str) -> str:
    return f"at {start}" if start == end else f"from {start} to {end}"


def _beyond(way: str, stretches: list[Departure]) -> str:
    """Say where a curve lies on the other side; beyond clusters what is in none lies apart."""
    if not stretches:
        return ""
    where = stretch_words(stretches)
    why = ": what is in no cluster lies farther apart than by chance" if way == "clustered" else ""
    return f" It lies on the other side {where}{why}."


def _way(name: str, found: str, stretches: list[Departure], level: str) -> str:
    clustered = stretches[0].direction == "clustered"
    side = "above" if clustered == (name != "F") else "below"
    meaning = f" {_WHAT['L' if name == 'K' else name]}." if clustered else ""
    says = f"{found.capitalize()}: {name} lies {side} the {level} envelope {stretch_words(stretches)}."
    return says + meaning


def quadrat_row(found: QuadratTest) -> TestRow:
    """Return what counts in quadrats say."""
    index = found.index_of_dispersion
    if found.p_value > _SURE:
        says = f"Quadrats: counts vary as by chance (index of dispersion {index:.2g})."
    else:
        way = "Clustered" if index > 1 else "Regular"
        says = f"{way}: counts in quadrats vary {index:,.1f} times as much as by chance."
    few = f" In {found.few} of {len(found.counts)} quadrats under 5 are expected, so p is rough." if found.few else ""
    return TestRow("quadrats", found.statistic, "chi-square", found.p_value, says + few)


def gap_row(found: KolmogorovTest, along: str, ends: tuple[str, str]) -> TestRow:
    """Return what the test on a covariate says; `ends` name where it is low and where it is high."""
    towards = ends[0] if float(np.mean(found.expected)) < 0.5 else ends[1]
    where = f"more {towards}" if towards.startswith(("near", "far")) else f"more in the {towards}"
    says = f"Uneven {along}: {where} than by chance." if found.p_value <= _SURE else f"Even {along}, as by chance."
    return TestRow(f"Kolmogorov–Smirnov {along}", found.statistic, "largest gap of shares (D)", found.p_value, says)
