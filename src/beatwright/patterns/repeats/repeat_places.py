"""Repeat places: how many of the incidents happen at how few of the places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import count_of, significant
from beatwright.patterns.repeats.concentration import (
    Curve,
    expected_hit,
    expected_lorenz_curve,
    gini_of_curve,
    lorenz_curve,
    share_at,
)

__all__ = ["RepeatPlaces", "repeat_places"]

_SHARES = (0.01, 0.05, 0.1, 0.2, 0.5, 0.8)
_RULE = 0.2  # of the places: the 80/20 rule
_ALL = 0.995  # of the incidents: from here a sentence reads 100 %
_FEW = 10  # places that are the busiest few


@dataclass(frozen=True, eq=False)
class RepeatPlaces:
    """Places and their incidents, those with the most first.

    Parameters
    ----------
    places : array, shape (n,) or (n, 2)
        Ids, or coordinates, of the places with an incident.
    counts : array of int, shape (n,)
        Incidents at each, descending.
    place : array of int, shape (incidents,)
        Position of each incident's place in `places`.
    number_of_places : int
        All places: those without an incident too, where their number was given.
    all_known : bool
        Whether that number was given.
    marks : array, shape (kinds,)
        Kinds of incident, sorted; of length 0 where none were given.
    mark_counts : array of int, shape (n, kinds)
        Incidents of each kind at each place.
    """

    places: npt.NDArray[Any]
    counts: npt.NDArray[np.int64]
    place: npt.NDArray[np.int64]
    number_of_places: int
    all_known: bool
    marks: npt.NDArray[Any]
    mark_counts: npt.NDArray[np.int64]

    @property
    def incidents(self) -> int:
        """How many incidents there are."""
        return int(self.counts.sum())

    @cached_property
    def curve(self) -> Curve:
        """Share of the places, and of the incidents at them, from (0, 0) to (1, 1), the worst places first."""
        return lorenz_curve(self.counts, self.number_of_places)

    @cached_property
    def expected_curve(self) -> Curve:
        """The same, were all places alike: each with a Poisson number of incidents."""
        return expected_lorenz_curve(self.incidents, self.number_of_places, all_known=self.all_known)

    @property
    def gini(self) -> float:
        """Gini index: twice the area between the curve and the diagonal; 0 where there is no incident."""
        return gini_of_curve(self.curve)

    @property
    def generalised_gini(self) -> float:
        """Gini index against the most equal division that the incidents allow (Bernasco and Steenbeek 2017).

        That is one incident a place where they are fewer than the places; with as many or more it is `gini`. 0 where
        there is no incident.
        """
        sparse = max(1.0, self.number_of_places / self.incidents) if self.incidents else 1.0
        return 1.0 - sparse * (1.0 - self.gini)

    @property
    def expected_gini(self) -> float:
        """Gini index of the expected curve: what chance alone makes."""
        return gini_of_curve(self.expected_curve)

    def shares(self, of_places: Sequence[float] = _SHARES) -> pd.DataFrame:
        """Return the 80/20 table: the share of the incidents that each share of the places has.

        Returns
        -------
        DataFrame
            Columns `of_places`, `of_incidents` and `expected`, the last for places that are all alike; all from 0
            to 1.
        """
        complaint = check.at_least_zero("RepeatPlaces.shares", "of_places", np.asarray(of_places, dtype=np.float64))
        if complaint:
            raise ParameterError(complaint)
        rows = [(x, share_at(x, self.curve), share_at(x, self.expected_curve)) for x in of_places]
        return pd.DataFrame(rows, columns=["of_places", "of_incidents", "expected"], dtype=np.float64)

    def places_with(self, of_incidents: float = 0.8) -> float:
        """Return the smallest share of the places that has this share of the incidents."""
        complaint = check.number("RepeatPlaces.places_with", "of_incidents", of_incidents, 0, 1)
        if complaint:
            raise ParameterError(complaint)
        x, y = self.curve
        rising = np.concatenate([[True], np.diff(y) > 0])
        return float(np.interp(of_incidents, y[rising], x[rising]))

    def by_count(self) -> pd.DataFrame:
        """Return one row for each number of incidents: places with that many, and their shares of all."""
        number, places = np.unique(self.counts, return_counts=True)
        table = pd.DataFrame({"incidents": number, "places": places})
        idle = self.number_of_places - len(self.counts)
        table = pd.concat([pd.DataFrame({"incidents": [0], "places": [idle]}), table], ignore_index=True)
        table = table if self.all_known else table.iloc[1:].reset_index(drop=True)
        table["of_places"] = table["places"] / max(self.number_of_places, 1)
        table["of_incidents"] = table["incidents"] * table["places"] / max(self.incidents, 1)
        return table

    def top(self, number: int = 10) -> pd.DataFrame:
        """Return the places with the most incidents: place (or x and y), incidents, shares, and one column a kind."""
        kept = slice(0, number)
        named = (
            {"place": self.places[kept]} if self.places.ndim == 1 else dict(zip("xy", self.places[kept].T, strict=True))
        )
        table = pd.DataFrame({**named, "incidents": self.counts[kept]})
        table["share"] = self.counts[kept] / max(self.incidents, 1)
        table["cumulated"] = table["share"].cumsum()
        kinds = pd.DataFrame(self.mark_counts[kept], columns=[str(mark) for mark in self.marks])
        return pd.concat([table, kinds], axis=1)

    @property
    def expected_hit(self) -> float:
        """How many places would have an incident in the mean, were all alike: N (1 - (1 - 1/N)^n)."""
        return expected_hit(self.incidents, self.number_of_places)

    @property
    def rule_informs(self) -> bool:
        """Whether the 80/20 rule says more than that few places were hit.

        It does not where a fifth of the places holds every incident, as it is or by chance: with far fewer incidents
        than places anything does.
        """
        row = self.shares((_RULE,)).iloc[0]
        return not self.all_known or bool(max(row["of_incidents"], row["expected"]) < _ALL)

    def sentences(self, place: str = "place", places: str = "") -> list[str]:
        """Return what these incidents say of places in words; `place` and its plural say what a place is.

        That is the 80/20 rule where it informs; else how many places were hit, beside chance, and what the busiest few
        have.
        """
        many = places or f"{place}s"
        if not self.incidents:
            return ["There is no incident."]
        rule = [self._rule(many)] if self.rule_informs else [self._hit(place, many), *self._busiest_few()]
        again = self.counts > 1
        share = self.counts[again].sum() / self.incidents
        repeat = f"{count_of(int(again.sum()), place, many)} had two incidents or more, {100 * share:.0f} % of all."
        return [*rule, repeat]

    def _rule(self, many: str) -> str:
        row = self.shares((_RULE,)).iloc[0]
        known = "" if self.all_known else " with an incident"
        return (
            f"20 % of the {many}{known} have {100 * row['of_incidents']:.0f} % of the incidents; "
            f"were all {many} alike, chance would give them {100 * row['expected']:.0f} %."
        )

    def _hit(self, place: str, many: str) -> str:
        hit, every, chance = len(self.counts), self.number_of_places, self.expected_hit
        return (
            f"{hit:,} of the {count_of(every, place, many)} ({_per_cent(hit / every)}) had an incident; were all "
            f"{many} alike, chance would hit about {chance:,.0f} ({_per_cent(chance / every)})."
        )

    def _busiest_few(self) -> list[str]:
        """Return what at most ten places have, of no more than half of those hit."""
        few = min(_FEW, len(self.counts) // 2)
        if few < 2:
            return []
        have = self.counts[:few].sum() / self.incidents
        chance = share_at(few / self.number_of_places, self.expected_curve)
        return [
            f"The {few} busiest have {_per_cent(have)} of the incidents; chance would give the busiest {few} about "
            f"{_per_cent(chance)}."
        ]


def _per_cent(share: float) -> str:
    """Return a share to two digits, so that a small one is not 0 %; near all of it to three."""
    return f"{significant(100 * share, 3 if share > 0.99 else 2)} %"


def repeat_places(
    places: npt.ArrayLike,
    marks: npt.ArrayLike | None = None,
    *,
    tolerance: float = 0.0,
    number_of_places: int | None = None,
) -> RepeatPlaces:
    """Count incidents by place.

    Parameters
    ----------
    places : array, shape (n,) or (n, 2)
        Of each incident: the id of its address, street segment or zone; or its coordinates, in a projected unit.
    marks : array, shape (n,), optional
        Kinds.
    tolerance : float, default 0
        With coordinates: they are rounded to multiples of it, in their unit, so that addresses that differ by
        rounding are one. 0 takes them as they are.
    number_of_places : int, optional
        How many places there are, those without an incident too. Not given: only places with an incident count, and
        concentration is understated.

    Returns
    -------
    RepeatPlaces

    Raises
    ------
    ParameterError
        Where an argument cannot be used; all complaints at once.

    References
    ----------
    Sherman, L. W., Gartin, P. R. and Buerger, M. E. (1989). Hot spots of predatory crime: routine activities and the
    criminology of place. Criminology 27, 27-55.
    Bernasco, W. and Steenbeek, W. (2017). More places than crimes: implications for evaluating the law of crime
    concentration at place. Journal of Quantitative Criminology 33, 451-467.

    Examples
    --------
    >>> found = repeat_places(["Elm 1", "Oak 7", "Elm 1", "Elm 1", "Ash 2"], number_of_places=10)
    >>> found.counts.tolist(), round(found.gini, 2), round(found.generalised_gini, 2)
    ([3, 1, 1], 0.78, 0.56)
    >>> found.top(1).to_dict("records")
    [{'place': 'Elm 1', 'incidents': 3, 'share': 0.6, 'cumulated': 0.6}]
    """
    complaints = Complaints()
    given = _read_places(places, complaints)
    complaints.add(check.number("repeat_places", "tolerance", tolerance, 0))
    kinds = np.asarray([] if marks is None else marks)
    if marks is not None:
        complaints.add(check.shape_is("repeat_places", "marks", kinds.shape, (len(given),), "incident"))
    complaints.raise_if_any(ParameterError)
    snapped = np.round(given / tolerance) * tolerance if given.ndim == 2 and tolerance > 0 else given
    unique, place, counts = np.unique(snapped, axis=0, return_inverse=True, return_counts=True)
    complaints.add(_number_complaint(number_of_places, len(unique)))
    complaints.raise_if_any(ParameterError)
    return _ranked(unique, place.ravel(), counts, kinds=kinds, number=number_of_places)


def _ranked(
    unique: npt.NDArray[Any],
    place: npt.NDArray[np.int64],
    counts: npt.NDArray[np.int64],
    *,
    kinds: npt.NDArray[Any],
    number: int | None,
) -> RepeatPlaces:
    order = np.argsort(-counts, kind="stable")
    rank = np.argsort(order)[place]
    marks, kind = np.unique(kinds, return_inverse=True)
    by_kind = np.zeros((len(unique), len(marks)), dtype=np.int64)
    np.add.at(by_kind, (rank[: len(kind)], kind), 1)
    return RepeatPlaces(
        places=unique[order],
        counts=counts[order],
        place=rank,
        number_of_places=len(unique) if number is None else int(number),
        all_known=number is not None,
        marks=marks,
        mark_counts=by_kind,
    )


def _read_places(places: npt.ArrayLike, complaints: Complaints) -> npt.NDArray[Any]:
    expected = "ids of shape (n,) or finite coordinates of shape (n, 2)"
    given = np.asarray(places)
    if given.ndim == 2 and given.shape[1] == 2 and given.dtype.kind in "iuf":
        finite = np.isfinite(given).all(axis=1)
        got = f"{(~finite).sum():,} that are not, first in row {finite.argmin()}"
        complaints.add(None if finite.all() else check.sentence("repeat_places", "places", expected, got))
        return given.astype(np.float64)
    if given.ndim != 1:
        complaints.add(check.sentence("repeat_places", "places", expected, f"shape {given.shape}"))
        return given.ravel()
    lost = pd.isna(given)
    if lost.any():
        got = f"{lost.sum():,} that are missing, first in row {lost.argmax()}"
        complaints.add(check.sentence("repeat_places", "places", expected, got))
    return given.astype(str) if given.dtype.kind == "O" else given


def _number_complaint(number: int | None, known: int) -> str | None:
    wrong = number is not None and check.integer("repeat_places", "number_of_places", number, known)
    if not wrong:
        return None
    expected = f"an integer of at least {known:,}, the places with an incident, or None"
    return check.sentence("repeat_places", "number_of_places", expected, repr(number))
