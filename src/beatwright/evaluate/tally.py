"""Totals and pieces of districts while they are drawn: the figures of `Districts` that follow every stroke."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.natural_order import natural_key
from beatwright.base.words import listed
from beatwright.core import Plan, Problem
from beatwright.core.criteria import criteria_of
from beatwright.evaluate.districts import usual_criteria
from beatwright.evaluate.flood_pieces import flood_pieces, neighbours_of

__all__ = ["Tally"]


class Tally:
    """Totals of the criteria, and pieces with their units, of districts that somebody is drawing.

    After every move they equal what `Districts` says of the same districts, to the last digit. Zones in no district
    are no district, and a district without zones is none either. Borders are those of the city, bridges included.

    Parameters
    ----------
    problem : Problem
        Its zones are the units; they must be polygons.
    label : Plan or mapping of str to str
        The districts to begin with: a plan that decides them, or the name of the district by zone id. Zones that are
        left out, or given None, are in no district.
    criteria : tuple of str, default ()
        As for `Districts`: ``calls``, ``officers``, ``penalty``, ``minutes``, ``area``, ``population`` or other columns
        of the zones. Empty: calls, minutes, population where it is known, and area.

    Attributes
    ----------
    criteria : tuple of str
        What is summed.

    Raises
    ------
    ParameterError
        Where the zones are points, or a zone or criterion is not known.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> problem = small_problem()
    >>> tally = Tally(problem, dict(problem.city.zones["parent"]), criteria=("area",))
    >>> tally.totals
    {'east': {'area': 3.0}, 'west': {'area': 3.0}}
    >>> tally.move(["z1"], "east")
    ('east', 'west')
    >>> tally.totals["east"], tally.broken, tally.pieces["east"][1]
    ({'area': 3.25}, ('east',), ('z1',))
    """

    def __init__(
        self, problem: Problem, label: Plan | Mapping[str, str | None], criteria: tuple[str, ...] = ()
    ) -> None:
        city = problem.city
        amounts = criteria_of(problem, criteria or usual_criteria(problem), type(self).__name__)
        self.criteria = tuple(amounts)
        self._amounts = tuple(amounts.values())
        self._ids = city.zone_ids
        self._position = {zone: number for number, zone in enumerate(city.zone_ids)}
        self._start, self._to = neighbours_of(city.borders.edges, len(city.zone_ids))
        self._known: dict[str, int] = {}  # number of every district that there has been
        self._label = np.full(len(city.zone_ids), -1, dtype=np.int64)
        self._piece = np.full(len(city.zone_ids), -1, dtype=np.int64)
        self._units: dict[int, tuple[tuple[str, ...], ...]] = {}
        self._begin(label)

    def move(self, units: Iterable[str], to: str | None) -> tuple[str, ...]:
        """Put units into a district, whichever they were in.

        Parameters
        ----------
        units : iterable of str
            Ids of zones. One that is in that district already stays.
        to : str or None
            Name of the district; one that is not there yet begins here. None: in no district.

        Returns
        -------
        tuple of str
            Names of the districts that have changed, in natural order; one that holds no zone any more is among them.

        Raises
        ------
        ParameterError
            Where a zone is not known or `to` is no name; nothing is moved then.
        """
        units = [units] if isinstance(units, str) else list(units)
        complaints = Complaints()
        complaints.extend(self._unknown(units))
        complaints.need(
            to is None or (isinstance(to, str) and bool(to)),
            f"The 'to' parameter of Tally.move must be the name of a district or None. Got {to!r}.",
        )
        complaints.raise_if_any(ParameterError)
        where = np.array([self._position[unit] for unit in units], dtype=np.int64)
        number = -1 if to is None else self._known.setdefault(to, len(self._known))
        where = where[self._label[where] != number]
        changed = np.zeros(len(self._known) + 1, dtype=np.bool_)  # the last one is that of no district
        if len(where):
            changed[self._label[where]] = changed[number] = True
            self._label[where] = number
            self._renew(changed)
        return tuple(sorted((name for name, n in self._known.items() if changed[n]), key=natural_key))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the districts that hold a zone, in natural order."""
        held = np.bincount(self._label[self._label >= 0], minlength=len(self._known))
        return tuple(sorted((name for name, number in self._known.items() if held[number]), key=natural_key))

    @property
    def totals(self) -> dict[str, dict[str, float]]:
        """Total of every criterion in every district, by its name, in the units of `Districts`."""
        inside = self._label >= 0
        label, sums = self._label[inside], {}
        for name, amount in zip(self.criteria, self._amounts, strict=True):
            sums[name] = np.bincount(label, weights=amount[inside], minlength=len(self._known)).tolist()
        return {name: {c: sums[c][self._known[name]] for c in self.criteria} for name in self.names}

    @property
    def pieces(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Ids of the zones of every contiguous piece of every district, the piece of the most zones first."""
        return {name: self._pieces_of(self._known[name]) for name in self.names}

    @property
    def broken(self) -> tuple[str, ...]:
        """Names of the districts that are in more than one piece."""
        return tuple(name for name, parts in self.pieces.items() if len(parts) > 1)

    @property
    def unassigned(self) -> tuple[str, ...]:
        """Ids of the zones in no district."""
        return tuple(self._ids[zone] for zone in np.flatnonzero(self._label < 0))

    @property
    def districts(self) -> dict[str, str]:
        """District of every zone that has one, by zone id: the layer `districts` of a plan."""
        names = list(self._known)
        return {zone: names[n] for zone, n in zip(self._ids, self._label.tolist(), strict=True) if n >= 0}

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: totals, pieces and zones of every district, and the zones in none."""
        totals, pieces = self.totals, self.pieces
        return {
            "districts": {
                name: {
                    "zones": sum(map(len, pieces[name])),
                    "totals": totals[name],
                    "pieces": [list(part) for part in pieces[name]],
                }
                for name in totals
            },
            "unassigned": list(self.unassigned),
        }

    def _begin(self, label: Plan | Mapping[str, str | None]) -> None:
        if isinstance(label, Plan):
            label.need("districts")
            label = dict(label.districts or {})
        if not isinstance(label, Mapping):
            raise ParameterError(
                "The 'label' parameter of Tally must be a plan with districts, or the name of the district by zone id. "
                f"Got {type(label).__name__}."
            )
        given = {zone: name for zone, name in label.items() if name is not None}
        complaints = Complaints()
        complaints.extend(self._unknown(given))
        complaints.need(
            all(isinstance(name, str) and name for name in given.values()),
            "The 'label' parameter of Tally must give districts names, as text, or None.",
        )
        complaints.raise_if_any(ParameterError)
        for zone, name in given.items():
            self._label[self._position[zone]] = self._known.setdefault(name, len(self._known))
        self._renew(np.ones(len(self._known) + 1, dtype=np.bool_))

    def _unknown(self, units: Iterable[str]) -> Iterable[str]:
        strange = [str(unit) for unit in units if unit not in self._position]
        if strange:
            yield f"Tally knows no zones {listed(strange)} in this city. Give ids of its zones."

    def _renew(self, changed: npt.NDArray[np.bool_]) -> None:
        """Look for the pieces of the districts that have changed."""
        flood_pieces(self._start, self._to, self._label, changed, self._piece)
        for number in np.flatnonzero(changed).tolist():
            self._units.pop(number, None)

    def _pieces_of(self, number: int) -> tuple[tuple[str, ...], ...]:
        if number not in self._units:
            parts: dict[int, list[str]] = {}
            zones = np.flatnonzero(self._label == number)
            for zone, piece in zip(zones.tolist(), self._piece[zones].tolist(), strict=True):
                parts.setdefault(piece, []).append(self._ids[zone])
            # Pieces come in the order of their first zones, and sorting keeps it among pieces of one size.
            self._units[number] = tuple(sorted(map(tuple, parts.values()), key=len, reverse=True))
        return self._units[number]
