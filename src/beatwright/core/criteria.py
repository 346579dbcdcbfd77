"""What districts are balanced and judged by: an amount of each criterion in every zone."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.problem import WEIGHTS, Problem

__all__ = ["HOURS_OF_YEAR", "criteria_of", "criterion_unit", "known_criteria"]

HOURS_OF_YEAR = 8766.0
_UNITS = {
    "calls": "calls a year",
    "officers": "officers called out a year",
    "penalty": "$ at stake a year",
    "minutes": "officer-minutes a year",
    "population": "people",
    "area": "km2",
    "street_km": "km",
}


def known_criteria(problem: Problem) -> tuple[str, ...]:
    """Return the names that `criteria_of` knows: demand, area, population and the other counts of the zones.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> known_criteria(small_problem())
    ('calls', 'officers', 'penalty', 'minutes', 'area', 'population')
    """
    zones = problem.city.zones
    columns = [
        str(name)
        for name in zones.columns
        if name not in ("area_km2", *WEIGHTS) and pd.api.types.is_numeric_dtype(zones[name]) and zones[name].ge(0).all()
    ]
    return (*WEIGHTS, *(["area"] if zones["area_km2"].notna().all() else []), *columns)


def criteria_of(problem: Problem, names: Iterable[str], owner: str) -> dict[str, npt.NDArray[np.float64]]:
    """Return the amount of each criterion in every zone.

    Parameters
    ----------
    problem : Problem
    names : iterable of str
        ``calls``, ``officers``, ``penalty``, ``minutes`` (officer-minutes on scene), each a year; ``area`` in square
        kilometres; ``population``; or another column of the zones that holds counts.
    owner : str
        Who asks, for the error.

    Returns
    -------
    dict of str to array, shape (zones,)

    Raises
    ------
    ParameterError
        Naming every criterion that is not known, and those that are.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> criteria_of(small_problem(), ["area"], "BalancedDistricts")["area"].sum().item()
    6.0
    """
    known, complaints, amounts = known_criteria(problem), Complaints(), {}
    for name in names:
        if name not in known:
            complaints.add(f"{owner} knows no criterion '{name}' in this city. {did_you_mean(name, known)}")
        elif name in WEIGHTS:
            amounts[name] = problem.zone_weight(name) * HOURS_OF_YEAR
        else:
            column = "area_km2" if name == "area" else name
            amounts[name] = problem.city.zones[column].to_numpy(dtype=np.float64)
    complaints.raise_if_any(ParameterError)
    return amounts


def criterion_unit(name: str) -> str:
    """Return the unit of a criterion; that of a column is its own name."""
    return _UNITS.get(name, name)
