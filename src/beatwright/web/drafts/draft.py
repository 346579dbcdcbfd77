"""A draft: what stands on the planner's table, as values by key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from beatwright.web.drafts.patch import Patch, Value, number_of_key

__all__ = ["Draft", "DraftGround"]


@dataclass(frozen=True)
class DraftGround:
    """The places of a case that a draft may name.

    Parameters
    ----------
    sites, units : frozenset of str
        Ids of the candidate sites and of the zones.
    """

    sites: frozenset[str]
    units: frozenset[str]


@dataclass(frozen=True)
class Draft:
    """A state of a draft.

    Parameters
    ----------
    values : mapping of str to value
        ``post:SLOT``: site, lock, officers, size and reach; ``district:NUMBER``: name and lock; ``unit:ID``: number of
        its district. A unit without a district, or a slot without a post, has no key.
    last_number : int
        The highest number that any slot or district ever had in this draft: no number is given twice.

    Examples
    --------
    >>> draft = Draft({"post:2": {"site": "r08c10", "locked": False}}, last_number=4)
    >>> draft.slots, draft.slot_at("r08c10"), draft.slot_at("r01c01")
    ((2,), 2, None)
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    last_number: int = 0

    @classmethod
    def folded(cls, patches: Iterable[Patch]) -> Draft:
        """Return the draft that a whole log makes, from nothing."""
        draft = cls()
        for patch in patches:
            draft = draft.after(patch)
        return draft

    def after(self, patch: Patch) -> Draft:
        """Return the draft with a patch applied."""
        return Draft(patch.applied(self.values), max(self.last_number, patch.highest_number))

    def record(self, key: str) -> dict[str, Any] | None:
        """Return what stands at the key of a post or a district."""
        value = self.values.get(key)
        return value if isinstance(value, dict) else None

    @cached_property
    def slots(self) -> tuple[int, ...]:
        """Slots with a post, ascending."""
        return self._numbers("post")

    @cached_property
    def district_numbers(self) -> tuple[int, ...]:
        """Numbers of the districts, ascending."""
        return self._numbers("district")

    def _numbers(self, kind: str) -> tuple[int, ...]:
        return tuple(sorted(number_of_key(key) for key in self.values if key.startswith(f"{kind}:")))

    @cached_property
    def labels(self) -> dict[str, str]:
        """District number of every unit that has one."""
        return {key[5:]: str(value) for key, value in self.values.items() if key.startswith("unit:")}

    @cached_property
    def _slot_of_site(self) -> dict[str, int]:
        return {self.values[f"post:{slot}"]["site"]: slot for slot in self.slots}  # type: ignore[index]

    def slot_at(self, site: str) -> int | None:
        """Return the slot of the post at a site."""
        return self._slot_of_site.get(site)

    def units_of(self, number: str) -> Collection[str]:
        """Return the units of a district."""
        return [unit for unit, district in self.labels.items() if district == number]
