"""A noun of rosters from a table of its parameters, such as one of a study file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, cast

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import listed

__all__ = ["from_table"]

Noun = TypeVar("Noun")


def from_table(noun: type[Noun], values: Noun | Mapping[str, Any], what: str) -> Noun:
    """Return a dataclass as it is, or made of a mapping of its parameters.

    Parameters
    ----------
    noun : type
        A dataclass that checks itself.
    values : noun or mapping
        The thing, or its parameters by name.
    what : str
        What it is called in complaints.

    Raises
    ------
    ParameterError
        With every name that is none of its parameters, and every parameter that must be given and is not; else with
        whatever the noun says of the values.

    Examples
    --------
    >>> from beatwright.base.rosters.roster_rules import RosterRules
    >>> from_table(RosterRules, {"shifts": ["D"], "most_run": 5}, "the rules of cyclic_roster").most_run
    5
    """
    if isinstance(values, noun):
        return values
    if not isinstance(values, Mapping):
        raise ParameterError(f"For {what} give a {noun.__name__}, or a table of its parameters. Got {values!r}.")
    parameters = {one.name: one for one in fields(cast("Any", noun))}
    complaints = Complaints()
    for name in values:
        hint = check.did_you_mean(str(name), parameters)
        complaints.need(name in parameters, f"There is no '{name}' in {what}. {hint}")
    for name, one in parameters.items():
        asked = one.default is MISSING and one.default_factory is MISSING
        missing = f"{what[0].upper()}{what[1:]} must name the '{name}'. Got {listed(values) or 'nothing'}."
        complaints.need(not asked or name in values, missing)
    complaints.raise_if_any(ParameterError)
    return noun(**cast("Mapping[str, Any]", values))
