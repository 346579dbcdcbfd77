"""How evenly the distance falls on places and on people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core import City, Measure
from beatwright.evaluate.gini import gini, gini_rows
from beatwright.evaluate.scenario_measure import scenario_measure
from beatwright.evaluate.served import Served
from beatwright.evaluate.travelled import mean

__all__ = ["equity_measures", "group_distance", "groups_of"]

_PREFIX = "population_"
_People = Mapping[str, npt.NDArray[np.float64]]


def groups_of(city: City, columns: tuple[str, ...]) -> dict[str, npt.NDArray[np.float64]]:
    """Return the people of every group, by group, shape (zones,); a missing count is nobody.

    Raises
    ------
    ParameterError
        Where a column is missing, holds no numbers, or holds negative ones.
    """
    zones = city.zones
    names = columns or tuple(str(name) for name in zones.columns if str(name).startswith(_PREFIX))
    complaints = Complaints()
    people = {}
    for name in names:
        if name not in zones:
            complaints.add(f"The zones have no column '{name}'. {check.did_you_mean(name, map(str, zones.columns))}")
        else:
            people[name] = _counts(zones[name], name, complaints)
    complaints.raise_if_any(ParameterError, "The 'groups' parameter of Coverage cannot be used")
    return {name.removeprefix(_PREFIX): count for name, count in people.items()}


def _counts(column: pd.Series, name: str, complaints: Complaints) -> npt.NDArray[np.float64]:
    numeric = pd.api.types.is_numeric_dtype(column)
    counts = column.fillna(0).to_numpy(dtype=np.float64) if numeric else np.zeros(len(column))
    complaints.need(
        numeric and bool((np.isfinite(counts) & (counts >= 0)).all()),
        f"The column '{name}' of the zones must count people: finite numbers of at least 0.",
    )
    return counts


def equity_measures(served: Served, city: City, groups: _People) -> Iterable[Measure]:
    """Yield the Gini index of distance over zones, people and groups, each where it applies.

    Over zones: every zone weighs its calls. Over people: every zone weighs its population, whether it calls or not.
    Over groups: the mean distances of the groups, each weighing its people.
    """
    calls = served.by_zone
    metres = np.where(served.reached, served.metres, 0.0)
    yield scenario_measure(served.weight, "Gini over zones", gini_rows(metres, calls), "index")
    if "population" in city.zones:
        people = groups_of(city, ("population",))["population"]
        yield Measure("Gini over people", gini(metres, np.where(served.reached, people, 0.0)), "index", "lower")
    if groups:
        table = group_distance(served, groups)
        known = table.dropna()
        value = gini(known["mean distance"], known["people"])
        yield Measure("Gini over groups", value, "index", "lower")


def group_distance(served: Served, groups: _People) -> pd.DataFrame:
    """Return people, mean distance (m) and mean time (min) by group; people out of reach are counted, not averaged."""
    metres, minutes = (np.where(served.reached, values, 0.0) for values in (served.metres, served.minutes))
    count = np.array(list(groups.values()))
    within = np.where(served.reached, count, 0.0)
    return pd.DataFrame(
        {
            "people": count.sum(axis=1),
            "mean distance": mean(metres, within),
            "mean time": mean(minutes, within),
            "people out of reach": (count - within).sum(axis=1),
        },
        index=pd.Index(list(groups), name="group", dtype=object),
    )
