"""From a plan to a draft, and from a draft back to a plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from beatwright.base.natural_order import natural_key
from beatwright.base.words import listed
from beatwright.core.plan import Plan
from beatwright.core.post import Post
from beatwright.web.drafts.draft import Draft, DraftGround
from beatwright.web.drafts.draft_errors import DraftError, DraftLockedError
from beatwright.web.drafts.draft_log import EVERYTHING
from beatwright.web.drafts.patch import Patch, Value, district_key, post_key, unit_key

__all__ = ["BY_HAND", "UsePlan", "complain_of_lock", "draft_start", "plan_of_draft"]

BY_HAND = "hand"  # who made the plan of a draft: "six posts placed by hand"


def draft_start(plan: Plan, ground: DraftGround) -> Patch:
    """Return the patch that lays a plan on an empty table: posts in slots 1, 2, ... and districts by natural order.

    Raises
    ------
    DraftError
        Where the plan names places that the case does not have, or decides neither posts nor districts.
    """
    return UsePlan(plan).patch(Draft(), ground)


def plan_of_draft(draft: Draft, base: Plan, *, name: str, made_by: str) -> Plan:
    """Return the plan that a draft shows.

    Parameters
    ----------
    draft : Draft
        At least one post or one unit in a district.
    base : Plan
        The plan it was made from: layers that drafts do not hold, crews and roster, stay where the posts stayed.
    name, made_by : str
        Name of the plan, and who made it.
    """
    # Districts come last: to put 2,000 of them in order takes longer than all the rest.
    plan = replace(base, districts=None, certificate=None, today=False, on="")
    if draft.slots:
        posts, officers = _posts_of(draft)
        plan = plan.with_posts(posts, name=name, made_by=made_by)
        plan = replace(plan, officers=officers)
    names = {number: str((draft.record(district_key(number)) or {})["name"]) for number in draft.district_numbers}
    districts = {unit: names[int(number)] for unit, number in draft.labels.items()}
    return replace(plan, districts=districts or None, name=name, made_by=made_by)


def _posts_of(draft: Draft) -> tuple[tuple[Post, ...], tuple[int, ...] | None]:
    """Return the posts by site, as plans order them, and their officers: 0 where only others have a number."""
    records = [draft.record(post_key(slot)) or {} for slot in draft.slots]
    records.sort(key=lambda record: natural_key(record["site"]))
    posts = tuple(Post(record["site"], record["size"], record["reach"]) for record in records)
    officers = [record["officers"] for record in records]
    return posts, None if set(officers) == {None} else tuple(count or 0 for count in officers)


@dataclass(frozen=True)
class UsePlan:
    """Put a whole plan on the table: an answer of a search, or an earlier version.

    Posts that stand where the plan has one keep their slots; the others move to the sites that are left, in order.
    Districts keep their numbers by name. What the plan leaves undecided stays as it is: officers, with their posts.
    """

    verb: ClassVar[str] = "use_plan"
    plan: Plan

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes; what it changes of the draft it finds is known only there, so: everything."""
        return frozenset({EVERYTHING})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft; what is locked must be in the plan as it is."""
        _complain_of_places(self.plan, ground)
        patch = Patch.between(draft.values, {**dict(self._posts(draft)), **self._districts(draft)})
        for key in patch.keys:
            for value in (patch.before[key], patch.after[key]):
                complain_of_lock(draft, value)
        return patch

    def _posts(self, draft: Draft) -> Iterator[tuple[str, Value]]:
        if self.plan.posts is None:
            return
        records = dict(zip(self.plan.site_ids, _records_of(self.plan), strict=True))
        staying = [slot for slot in draft.slots if _site_of(draft, slot) in records]
        free = [slot for slot in draft.slots if slot not in staying]
        for slot in staying:
            was = draft.record(post_key(slot)) or {}
            yield post_key(slot), self._staffed(records.pop(was["site"]), was) | {"locked": was["locked"]}
        number = draft.last_number
        for record in records.values():
            slot, number = (free.pop(0), number) if free else (number + 1, number + 1)
            yield post_key(slot), self._staffed(record, draft.record(post_key(slot)) or {})
        yield from ((post_key(slot), None) for slot in free)

    def _staffed(self, record: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
        return record if self.plan.officers is not None else record | {"officers": was.get("officers")}

    def _districts(self, draft: Draft) -> dict[str, Value]:
        if self.plan.districts is None:
            return {}
        numbers = {str((draft.record(district_key(n)) or {})["name"]): n for n in draft.district_numbers}
        named = sorted(set(self.plan.districts.values()), key=natural_key)
        # Posts that the same plan adds take the numbers after the last one.
        number = draft.last_number + len(self.plan.posts or ())
        values: dict[str, Value] = {}
        for name in named:
            if name not in numbers:
                number += 1
                numbers[name] = number
                values[district_key(number)] = {"name": name, "locked": False}
        gone = [n for name, n in numbers.items() if name not in named]
        values |= {district_key(n): None for n in gone}
        values |= {unit_key(unit): None for unit in draft.labels if unit not in self.plan.districts}
        values |= {unit_key(unit): str(numbers[name]) for unit, name in self.plan.districts.items()}
        return values


def _site_of(draft: Draft, slot: int) -> str:
    return str((draft.record(post_key(slot)) or {})["site"])


def _records_of(plan: Plan) -> Iterator[dict[str, Any]]:
    officers = plan.officers or [None] * len(plan.posts or ())
    for post, count in zip(plan.posts or (), officers, strict=True):
        yield {"site": post.site, "locked": False, "officers": count, "size": post.size, "reach": post.reach}


def _complain_of_places(plan: Plan, ground: DraftGround) -> None:
    if plan.posts is None and plan.districts is None:
        raise DraftError(f"The plan '{plan.name}' decides neither posts nor districts.")
    sites = [site for site in plan.site_ids if site not in ground.sites]
    units = [unit for unit in plan.districts or () if unit not in ground.units]
    if sites or units:
        named = listed([f"site '{site}'" for site in sites] + [f"unit '{unit}'" for unit in units])
        raise DraftError(f"The plan '{plan.name}' is of another city: this one has no {named}.")


def complain_of_lock(draft: Draft, value: Value) -> None:
    """Raise DraftLockedError where a record is locked, or the district of a unit is, on either side of a change."""
    holder = draft.record(district_key(int(value))) if isinstance(value, str) else value
    if holder is not None and holder["locked"]:
        name = f"District '{holder['name']}'" if "name" in holder else f"The post at '{holder['site']}'"
        raise DraftLockedError(f"{name} is locked, and the plan has it otherwise. Unlock it first.")
