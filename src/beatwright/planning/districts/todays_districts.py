"""Today's districts: names that new districts inherit, zones that are locked, a bound on change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import City, Plan

__all__ = ["Present", "drawn_of", "present_of"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Present:
    """The districts of today.

    Parameters
    ----------
    label : ndarray of int, shape (zones,)
        District of every zone as a position among the names; -1 where it has none.
    names : tuple of str
        Names of the districts; empty where they are not known.
    """

    label: Ints
    names: tuple[str, ...]

    def named(self, k: int) -> bool:
        """Whether new districts, `k` of them, take the names of these."""
        return bool(self.names) and len(self.names) <= k

    def with_drawn(self, drawn: Present, asked: Iterable[str]) -> Present:
        """Return these districts, and after them those of `drawn` among the names `asked` that they lack."""
        new = [name for name in dict.fromkeys(asked) if name in drawn.names and name not in self.names]
        return replace(self, names=(*self.names, *new)) if new else self

    def kept(
        self,
        k: int,
        city: City,
        locked: Mapping[str, str],
        closed: Sequence[str],
        *,
        drawn: Present,
        max_moved: int | None,
        owner: str,
    ) -> dict[str, Any]:
        """Return what `DistrictRules` say of today's districts, and of those of `drawn`: what is closed stays as there.

        Raises
        ------
        ParameterError
            Where today's districts are asked for but not known, or are more than `k`, or a name is none of theirs.
        """
        used = [word for word, value in (("locked", locked), ("closed", closed), ("max_moved", max_moved)) if value]
        complaints = Complaints()
        if used and not self.names:
            complaints.add(
                f"{owner} was given {' and '.join(used)}, which speak of the districts of today, but those are not "
                "known. Give the column of the zones that holds them as 'present'."
            )
            complaints.raise_if_any(ParameterError)
        complaints.need(
            not used or len(self.names) <= k,
            f"{owner} was given {' and '.join(used)}, but there are {len(self.names)} districts today and only {k} are "
            f"asked for. Ask for k >= {len(self.names)}.",
        )
        rank = {name: number for number, name in enumerate(self.names)}
        for name in [*locked.values(), *closed]:
            if used and name not in rank:
                complaints.add(f"{owner}: there is no district '{name}' today. {did_you_mean(name, self.names)}")
        for name in closed:
            if name in rank and name not in drawn.names:
                complaints.add(
                    f"{owner}: the plan that is given has no district '{name}' that could stay as it is. "
                    f"{did_you_mean(name, drawn.names)}"
                )
        complaints.raise_if_any(ParameterError)
        if not self.named(k):
            return {}
        lock = np.full(len(self.label), -1, dtype=np.int64)
        if locked:
            lock[city.zone_positions(tuple(locked))] = [rank[name] for name in locked.values()]
        for name in closed:
            lock[drawn.label == drawn.names.index(name)] = rank[name]
        return {
            "max_moved": max_moved,
            "locked": lock,
            "closed": [rank[name] for name in closed],
        }


def present_of(city: City, column: str, plan: Plan | None) -> Present:
    """Return today's districts: those of `plan`, else of a column of the zones.

    Parameters
    ----------
    city : City
    column : str
        Column with the districts; empty: those of `plan`, else the column ``district``, where there is one.
    plan : Plan, optional

    Raises
    ------
    ParameterError
        Where the zones have no such column.
    """
    zones = city.zones
    if not column and plan is not None and plan.districts is not None:
        return Present(*plan.zone_districts(city))
    if column and column not in zones:
        columns = [str(name) for name in zones.columns if name != "geometry"]
        raise ParameterError(f"The zones have no column '{column}'. {did_you_mean(column, columns)}")
    column = column or ("district" if "district" in zones else "")
    if not column:
        return Present(np.full(len(zones), -1, dtype=np.int64), ())
    known = zones[column].notna().to_numpy()
    districts = dict(zip(zones.index[known], zones[column][known].astype(str), strict=True))
    return Present(*Plan(districts=districts, name="today").zone_districts(city))


def drawn_of(city: City, plan: Plan | None, present: Present) -> Present:
    """Return the districts that locks speak of: those of `plan` where it has any, else those of today."""
    return present if plan is None or plan.districts is None else Present(*plan.zone_districts(city))
