"""Plans by another name, into the bin and out of it, and gone after thirty days there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy
from sqlalchemy import select

from beatwright.web.drafts.draft_errors import DraftError
from beatwright.web.store.database import Database, now
from beatwright.web.store.tables import plans

__all__ = ["KEPT_IN_BIN", "empty_bin", "rename_plan", "set_binned"]

KEPT_IN_BIN = timedelta(days=30)


def rename_plan(database: Database, plan_id: int, name: str) -> None:
    """Give a plan another name.

    Raises
    ------
    DraftError
        Where the case has a plan of that name, in the bin or out of it.
    """
    with database.writing() as connection:
        try:
            connection.execute(plans.update().where(plans.c.id == plan_id).values(name=name))
        except sqlalchemy.exc.IntegrityError:
            raise DraftError(f"There is a plan '{name}' already, or one in the bin. Choose another name.") from None


def set_binned(database: Database, plan_id: int, binned: bool) -> None:
    """Put a plan into the bin, or take it out; one that is there already keeps its time."""
    which = plans.c.id == plan_id
    chosen = which & plans.c.binned.is_(None) if binned else which
    with database.writing() as connection:
        connection.execute(plans.update().where(chosen).values(binned=now() if binned else None))


def empty_bin(database: Database, at: datetime | None = None) -> int:
    """Remove the plans that have lain in the bin too long, with all that hangs on them; return how many."""
    before = ((at or datetime.now(UTC)) - KEPT_IN_BIN).isoformat(timespec="milliseconds")
    with database.writing() as connection:
        old = connection.scalars(select(plans.c.id).where(plans.c.binned < before)).all()
        connection.execute(plans.delete().where(plans.c.id.in_(old)))
    return len(old)
