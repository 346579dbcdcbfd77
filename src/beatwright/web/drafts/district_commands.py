"""Commands about districts: paint units, add, remove, rename, lock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from beatwright.base.words import listed
from beatwright.web.drafts.draft import Draft, DraftGround
from beatwright.web.drafts.draft_errors import DraftError, DraftLockedError
from beatwright.web.drafts.patch import Patch, Value, district_key, unit_key

__all__ = ["MOST_UNITS", "AddDistrict", "LockDistrict", "Paint", "RemoveDistrict", "RenameDistrict"]

MOST_UNITS = 5_000  # units in one stroke
_LONGEST_NAME = 60


def _district_in(draft: Draft, number: int) -> dict[str, Any]:
    record = draft.record(district_key(number))
    if record is None:
        raise DraftError(f"There is no district {number}; it may have been removed. Choose another.")
    return record


def _free_district(draft: Draft, number: int) -> dict[str, Any]:
    record = _district_in(draft, number)
    if record["locked"]:
        raise DraftLockedError(f"District '{record['name']}' is locked. Unlock it first.")
    return record


def _free_name(draft: Draft, name: str, number: int = 0) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise DraftError(f"A district's name has 1 to {_LONGEST_NAME} characters. Got {len(name)}.")
    for other in draft.district_numbers:
        if other != number and _district_in(draft, other)["name"] == name:
            raise DraftError(f"There is a district '{name}' already. Choose another name.")
    return name


@dataclass(frozen=True)
class Paint:
    """Give units to a district, or to none: one stroke of the brush.

    Parameters
    ----------
    units : tuple of str
        At most 5,000 of them.
    district : int, optional
        None takes them out of any district.
    """

    verb: ClassVar[str] = "paint"
    units: tuple[str, ...]
    district: int | None

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset(map(unit_key, self.units))

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft; a unit of a locked district refuses the whole stroke."""
        if len(self.units) > MOST_UNITS:
            raise DraftError(f"One stroke takes at most {MOST_UNITS:,} units. Got {len(self.units):,}.")
        strange = [unit for unit in self.units if unit not in ground.units]
        if strange:
            raise DraftError(f"These are no units of this city: {listed(strange)}.")
        if self.district is not None:
            _free_district(draft, self.district)
        to = None if self.district is None else str(self.district)
        patch = Patch.between(draft.values, {unit_key(unit): to for unit in self.units})
        for number in sorted({str(was) for was in patch.before.values() if was is not None}):
            _free_district(draft, int(number))
        return patch


@dataclass(frozen=True)
class AddDistrict:
    """Add a district without units."""

    verb: ClassVar[str] = "add_district"
    name: str

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({f"name:{' '.join(self.name.split())}"})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        record = {"name": _free_name(draft, self.name), "locked": False}
        return Patch.between(draft.values, {district_key(draft.last_number + 1): record})


@dataclass(frozen=True)
class RemoveDistrict:
    """Remove a district; its units are in no district afterwards."""

    verb: ClassVar[str] = "remove_district"
    number: int

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({district_key(self.number)})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        _free_district(draft, self.number)
        freed: Mapping[str, Value] = {unit_key(unit): None for unit in draft.units_of(str(self.number))}
        return Patch.between(draft.values, {**freed, district_key(self.number): None})


@dataclass(frozen=True)
class RenameDistrict:
    """Give a district another name; its number stays."""

    verb: ClassVar[str] = "rename_district"
    number: int
    name: str

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({district_key(self.number), f"name:{' '.join(self.name.split())}"})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        record = _free_district(draft, self.number)
        name = _free_name(draft, self.name, self.number)
        return Patch.between(draft.values, {district_key(self.number): {**record, "name": name}})


@dataclass(frozen=True)
class LockDistrict:
    """Lock a district as it is, or unlock it."""

    verb: ClassVar[str] = "lock_district"
    number: int
    locked: bool

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({district_key(self.number)})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        record = _district_in(draft, self.number)
        return Patch.between(draft.values, {district_key(self.number): {**record, "locked": self.locked}})
