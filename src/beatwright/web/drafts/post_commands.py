"""Commands about posts: add, move, remove, lock, officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from beatwright.web.drafts.draft import Draft, DraftGround
from beatwright.web.drafts.draft_errors import DraftError, DraftLockedError
from beatwright.web.drafts.patch import Patch, post_key

__all__ = ["AddPost", "LockPost", "MovePost", "RemovePost", "SetOfficers", "site_claim"]


def site_claim(site: str) -> str:
    """Return the word for a site in what a command touches: two posts cannot come to stand at one."""
    return f"site:{site}"


def _free_site(draft: Draft, ground: DraftGround, site: str) -> None:
    if site not in ground.sites:
        raise DraftError(f"There is no candidate site '{site}'. Choose one of the map.")
    slot = draft.slot_at(site)
    if slot is not None:
        raise DraftError(f"Post {slot} stands at '{site}' already. Choose another site.")


def _post_in(draft: Draft, slot: int) -> dict[str, Any]:
    record = draft.record(post_key(slot))
    if record is None:
        raise DraftError(f"There is no post {slot}; it may have been removed. Choose another.")
    return record


def _free_post(draft: Draft, slot: int) -> dict[str, Any]:
    record = _post_in(draft, slot)
    if record["locked"]:
        raise DraftLockedError(f"Post {slot} is locked. Unlock it first.")
    return record


@dataclass(frozen=True)
class AddPost:
    """Put a new post at a free site; it takes a slot that no post had before."""

    verb: ClassVar[str] = "add_post"
    site: str

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({site_claim(self.site)})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        _free_site(draft, ground, self.site)
        record = {"site": self.site, "locked": False, "officers": None, "size": None, "reach": None}
        return Patch.between(draft.values, {post_key(draft.last_number + 1): record})


@dataclass(frozen=True)
class MovePost:
    """Move a post to a free site; it keeps its slot, officers, size and reach."""

    verb: ClassVar[str] = "move_post"
    slot: int
    site: str

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({post_key(self.slot), site_claim(self.site)})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        record = _free_post(draft, self.slot)
        if record["site"] == self.site:
            return Patch({}, {})
        _free_site(draft, ground, self.site)
        return Patch.between(draft.values, {post_key(self.slot): {**record, "site": self.site}})


@dataclass(frozen=True)
class RemovePost:
    """Take a post away; one must stay."""

    verb: ClassVar[str] = "remove_post"
    slot: int

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({post_key(self.slot)})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        _free_post(draft, self.slot)
        if len(draft.slots) == 1:
            raise DraftError(f"Post {self.slot} is the last one. Move it, or add another first.")
        return Patch.between(draft.values, {post_key(self.slot): None})


@dataclass(frozen=True)
class LockPost:
    """Lock a post where it stands, or unlock it."""

    verb: ClassVar[str] = "lock_post"
    slot: int
    locked: bool

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({post_key(self.slot)})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        record = _post_in(draft, self.slot)
        return Patch.between(draft.values, {post_key(self.slot): {**record, "locked": self.locked}})


@dataclass(frozen=True)
class SetOfficers:
    """Give a post so many officers."""

    verb: ClassVar[str] = "set_officers"
    slot: int
    officers: int

    @property
    def touches(self) -> frozenset[str]:
        """What the command changes."""
        return frozenset({post_key(self.slot)})

    def patch(self, draft: Draft, ground: DraftGround) -> Patch:
        """Return what it changes in a draft."""
        if self.officers < 0:
            raise DraftError(f"Officers at a post are 0 or more. Got {self.officers}.")
        record = _free_post(draft, self.slot)
        return Patch.between(draft.values, {post_key(self.slot): {**record, "officers": self.officers}})
