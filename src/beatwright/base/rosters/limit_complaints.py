"""What is wrong with the limits that a contract sets to a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from beatwright.base import check

__all__ = ["limit_complaints"]

_LEAST = {"least_minutes": 0, "most_minutes": 0, "most_weekends": 0, "least_run": 1, "most_run": 1, "least_off": 1}


def limit_complaints(owner: str, limits: Any) -> Iterator[str | None]:
    """Yield what is wrong with each limit of minutes, runs, weekends and shifts of a name; None where it is not set.

    Parameters
    ----------
    owner : str
        Whose limits they are, in complaints.
    limits : object
        With the limits of a contract as attributes, of any kind yet.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> asked = SimpleNamespace(**dict.fromkeys(_LEAST), most_of={"N": -2})
    >>> [said for said in limit_complaints("Contract", asked) if said]
    ["The 'most_of N' parameter of Contract must be an integer in [0, inf). Got -2."]
    """
    for name, low in _LEAST.items():
        value = getattr(limits, name)
        yield None if value is None else check.integer(owner, name, value, low)
    if not isinstance(limits.most_of, Mapping):
        yield check.sentence(owner, "most_of", "a table by shift", repr(limits.most_of))
        return
    for shift, most in limits.most_of.items():
        yield check.integer(owner, f"most_of {shift}", most, 0)
