"""What is wrong with the rules of a rotation, before the shifts of the roster are known that it is built on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from beatwright.base import check
from beatwright.base.errors import Complaints
from beatwright.base.rosters import RosterRules

__all__ = ["rule_complaints"]

_HOURS_OF_DAY = 24
_BY_SHIFT = ("runs_of", "not_after", "not_after_day_off", "clocks")
_OTHERS = "the other shifts"  # which no rule names, and which may follow each other


def rule_complaints(owner: str, rules: Mapping[str, Any], names: Collection[str] | None = None) -> Iterator[str]:
    """Yield every complaint: unknown rules, values that cannot be, and shifts that are none of `names`.

    Parameters
    ----------
    owner : str
        Whose rules they are.
    rules : mapping
        The rules by name, as `RosterRules` has them.
    names : collection of str, optional
        Names of the shifts; by default those that the rules speak of, and others.

    Examples
    --------
    >>> list(rule_complaints("Rotation", {"most_run": 6, "not_after": {"N": "D"}}))
    ["The 'not_after['N']' parameter of RosterRules must be names of shifts. Got 'D'."]
    """
    asked = dict(rules)
    known = tuple(names) if names is not None else (*_spoken_of(rules), _OTHERS)
    # The clocks of shifts that are not known yet say nothing of rest: its number is looked at alone.
    if "least_rest" in asked and not check.number("", "", asked["least_rest"], 0, _HOURS_OF_DAY):
        del asked["least_rest"]
    complaints = Complaints()
    complaints.attempt(lambda: RosterRules.read(owner, {**asked, "shifts": known}))
    yield from complaints.texts


def _spoken_of(rules: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of shifts in the rules."""
    found: list[Any] = list(_listed_names(rules.get("shifts")))
    for name in _BY_SHIFT:
        table = rules.get(name)
        if isinstance(table, Mapping):
            found += table
            if name.startswith("not_after"):
                found += [other for after in table.values() for other in _listed_names(after)]
    return tuple(dict.fromkeys(name for name in found if isinstance(name, str) and name.strip()))


def _listed_names(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()
