"""What the routes share: the settings, the database, the people, the drafts, and how often anybody may ask."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from beatwright.web.cases.case_shelf import CaseShelf
from beatwright.web.cases.warm_tallies import WarmTallies
from beatwright.web.jobs.job_desk import JobDesk
from beatwright.web.jobs.job_ground import JobGround
from beatwright.web.planner_settings import PlannerSettings
from beatwright.web.store.account_store import Account, AccountStore
from beatwright.web.store.audit_store import AuditStore
from beatwright.web.store.comment_store import CommentStore
from beatwright.web.store.database import Database
from beatwright.web.store.draft_store import DraftStore
from beatwright.web.store.import_store import ImportStore
from beatwright.web.store.version_store import VersionStore
from beatwright.web.token_buckets import TokenBuckets

__all__ = ["PlannerServer"]

_MINUTE = 60.0
_HOUR = 60 * _MINUTE


@dataclass(frozen=True)
class PlannerServer:
    """A planner at work.

    Parameters
    ----------
    settings : PlannerSettings
        How it is set up.
    database : Database
        Opened and migrated.
    people : AccountStore
        Who may come in.
    token : str, default ""
        Without a team: opens one session, once.
    opened : callable () -> object, optional
        Called after a case was read into memory.
    """

    settings: PlannerSettings
    database: Database
    people: AccountStore
    token: str = ""
    opened: Callable[[], object] | None = None
    sign_ins_by_name: TokenBuckets = field(default_factory=lambda: TokenBuckets(5 / _MINUTE, 5))
    sign_ins_by_address: TokenBuckets = field(default_factory=lambda: TokenBuckets(20 / _MINUTE, 20))
    jobs_by_account: TokenBuckets = field(default_factory=lambda: TokenBuckets(30 / _HOUR, 30))
    uploads_by_account: TokenBuckets = field(default_factory=lambda: TokenBuckets(20 / _HOUR, 20))
    _used: dict[str, object] = field(default_factory=dict, repr=False)

    @cached_property
    def drafts(self) -> DraftStore:
        """The drafts of the database."""
        return DraftStore(self.database)

    @cached_property
    def versions(self) -> VersionStore:
        """The versions that were saved of them."""
        return VersionStore(self.database)

    @cached_property
    def comments(self) -> CommentStore:
        """The comments on them."""
        return CommentStore(self.database)

    @cached_property
    def audit(self) -> AuditStore:
        """Who did what."""
        return AuditStore(self.database)

    @cached_property
    def shelf(self) -> CaseShelf:
        """The cases that are open."""
        return CaseShelf(self.database, (*self.settings.roots, self.settings.cases), self.opened)

    @cached_property
    def imports(self) -> ImportStore:
        """The imports of the database."""
        return ImportStore(self.database)

    @cached_property
    def jobs(self) -> JobDesk:
        """Where jobs are handed in; they are done between its start and its close."""
        return JobDesk(JobGround(self.database, self.drafts, self.shelf, self.settings))

    @property
    def first_address(self) -> str:
        """Without a team: the address that opens the planner once."""
        return f"{self.settings.origin}/?token={self.token}"

    @cached_property
    def tallies(self) -> WarmTallies:
        """Totals and pieces of the drafts that are drawn on."""
        return WarmTallies()

    def use_token(self, token: str) -> Account | None:
        """Return who opens the planner by its one-time token; None where it is another, or was used."""
        use = object()
        if not self.token or not secrets.compare_digest(token.encode(), self.token.encode()):
            return None
        if self._used.setdefault(token, use) is not use:  # of several at once, one is the first
            return None
        return self.people.keeper_of_house()

    def close(self) -> None:
        """End what the planner keeps running; nothing may be asked of it afterwards."""
        self.database.close()
