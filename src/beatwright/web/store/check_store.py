"""Ask of a planner's database whether its rows are what its logs make."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from beatwright.base.words import count_of, listed
from beatwright.web.drafts.draft_log import draft_at
from beatwright.web.store.database import Database
from beatwright.web.store.draft_store import log_entries, rows_of_draft
from beatwright.web.store.tables import plans

__all__ = ["plans_kept", "store_faults"]


def plans_kept(database: Database) -> int:
    """Return how many drafts a database holds."""
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(plans)) or 0


def store_faults(database: Database) -> Iterator[str]:
    """Yield a sentence for every draft whose log has a gap, or makes something else than its rows hold."""
    with database.reading() as connection:
        for plan in connection.execute(select(plans)).all():
            log = log_entries(connection, plan.id)
            if [entry.seq for entry in log] != list(range(1, plan.head + 1)):
                found = count_of(len(log), "command")
                yield f"The log of plan {plan.id} ('{plan.name}') has a gap: {found} of {plan.head}."
            held, made = rows_of_draft(connection, plan), draft_at(log)
            different = {key for key in {**held.values, **made.values} if held.values.get(key) != made.values.get(key)}
            if different:
                yield f"Plan {plan.id} ('{plan.name}') is not what its log makes: {listed(sorted(different))}."
            if held.last_number != made.last_number:
                yield f"Plan {plan.id} ('{plan.name}') counts its numbers otherwise than its log."
