"""What one command changes in a draft: values by key, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from beatwright.base.errors import ParameterError

__all__ = ["Patch", "Value", "district_key", "kind_of_key", "number_of_key", "post_key", "unit_key"]

# A post's or a district's record, the district of a unit, or None where there is none.
Value = dict[str, Any] | str | None


def post_key(slot: int) -> str:
    """Return the key of the post in a slot.

    >>> post_key(3)
    'post:3'
    """
    return f"post:{slot}"


def district_key(number: int) -> str:
    """Return the key of a district."""
    return f"district:{number}"


def unit_key(unit: str) -> str:
    """Return the key of a unit, which is a zone by its id."""
    return f"unit:{unit}"


def kind_of_key(key: str) -> str:
    """Return what a key names.

    >>> kind_of_key("unit:a:b")
    'unit'
    """
    return key.partition(":")[0]


def number_of_key(key: str) -> int:
    """Return the number of a post's slot or of a district; 0 for a unit.

    >>> number_of_key("post:12"), number_of_key("unit:12")
    (12, 0)
    """
    kind, _, name = key.partition(":")
    return 0 if kind == "unit" else int(name)


@dataclass(frozen=True)
class Patch:
    """Values by key, before and after a command.

    Parameters
    ----------
    before, after : mapping of str to value
        The same keys; None where nothing stands there.

    Examples
    --------
    >>> patch = Patch({"unit:z1": "1"}, {"unit:z1": "2"})
    >>> patch.applied({"unit:z1": "1", "unit:z2": "1"})
    {'unit:z1': '2', 'unit:z2': '1'}
    >>> patch.inverse.applied(patch.applied({"unit:z1": "1"}))
    {'unit:z1': '1'}
    """

    before: Mapping[str, Value]
    after: Mapping[str, Value]

    def __post_init__(self) -> None:
        if set(self.before) != set(self.after):
            raise ParameterError("A patch names the same keys before and after.")

    @classmethod
    def between(cls, values: Mapping[str, Value], after: Mapping[str, Value]) -> Patch:
        """Return the patch that brings `values` to those of `after`; what is the same already is left out."""
        changed = {key: value for key, value in after.items() if values.get(key) != value}
        return cls({key: values.get(key) for key in changed}, changed)

    @classmethod
    def from_dict(cls, values: Mapping[str, Mapping[str, Value]]) -> Patch:
        """Read what `to_dict` wrote."""
        return cls(dict(values["before"]), dict(values["after"]))

    def to_dict(self) -> dict[str, dict[str, Value]]:
        """Return plain values for JSON."""
        return {"before": dict(self.before), "after": dict(self.after)}

    @property
    def inverse(self) -> Patch:
        """The patch that takes it back."""
        return Patch(self.after, self.before)

    @property
    def keys(self) -> frozenset[str]:
        """What it changes."""
        return frozenset(self.after)

    @property
    def highest_number(self) -> int:
        """The highest number of a slot or district that it names; 0 where it names none."""
        return max(map(number_of_key, self.after), default=0)

    def stands_in(self, values: Mapping[str, Value]) -> bool:
        """Return whether `values` are, in all that it changes, as it left them."""
        return all(values.get(key) == value for key, value in self.after.items())

    def applied(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return the values after it; the order of the keys that stay is kept."""
        changed = {**values, **self.after}
        for key, value in self.after.items():
            if value is None:
                del changed[key]
        return changed
