"""What the server's side of a job works on."""

from __future__ import annotations

from dataclasses import dataclass

from beatwright.web.cases.case_shelf import CaseShelf
from beatwright.web.planner_settings import PlannerSettings
from beatwright.web.store.database import Database
from beatwright.web.store.draft_store import DraftStore

__all__ = ["JobGround"]


@dataclass(frozen=True)
class JobGround:
    """What the server's side of a job may use.

    Parameters
    ----------
    database, drafts, shelf, settings
        Those of the planner.
    """

    database: Database
    drafts: DraftStore
    shelf: CaseShelf
    settings: PlannerSettings
