"""Drafts in the database: rows beside the log that makes them, changed in one transaction or not at all."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import Column, Connection, Row, select

from beatwright.core.edited_from import EditedFrom
from beatwright.core.plan import Plan
from beatwright.web.drafts.draft import Draft, DraftGround
from beatwright.web.drafts.draft_editing import TakeBack, carried_out
from beatwright.web.drafts.draft_errors import DraftError
from beatwright.web.drafts.draft_log import START, DraftCommand, LogEntry, overlapping
from beatwright.web.drafts.draft_of_plan import draft_start
from beatwright.web.drafts.patch import Patch, Value, district_key, kind_of_key, post_key, unit_key
from beatwright.web.store.database import Database, inserted_id, now
from beatwright.web.store.tables import accounts, commands, draft_districts, draft_posts, draft_units, plans

__all__ = [
    "BinnedPlanError",
    "DraftStore",
    "MissingPlanError",
    "StaleError",
    "TableState",
    "log_entries",
    "plan_columns",
    "rows_of_draft",
]

_REMEMBERED = 64  # drafts kept in memory
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class TableState:
    """A draft and the log that made it.

    Parameters
    ----------
    draft : Draft
        What stands.
    log : tuple of LogEntry
        From the first command to the last.
    """

    draft: Draft
    log: tuple[LogEntry, ...]

    @property
    def head(self) -> int:
        """Place of the last command."""
        return len(self.log)

    def after(self, entry: LogEntry) -> TableState:
        """Return the state after one more command."""
        return TableState(self.draft.after(entry.patch), (*self.log, entry))


class MissingPlanError(DraftError):
    """There is no such plan."""


class BinnedPlanError(DraftError):
    """The plan lies in the bin."""


class StaleError(DraftError):
    """A command that was meant for an earlier state of the draft.

    Parameters
    ----------
    since : sequence of LogEntry
        What happened since.
    same : sequence of LogEntry
        What of that changed the same; where it is empty, the command can be put on top as it is.
    """

    def __init__(self, since: Sequence[LogEntry], same: Sequence[LogEntry]) -> None:
        who = same[-1].user if same else since[-1].user
        what = "the same" if same else "something else"
        super().__init__(f"{who} changed {what} meanwhile; yours was not carried out.")
        self.since, self.same = tuple(since), tuple(same)


@dataclass(frozen=True)
class DraftStore:
    """The drafts of a database.

    Parameters
    ----------
    database : Database
        Opened and migrated.
    """

    database: Database
    _memory: OrderedDict[int, TableState] = field(default_factory=OrderedDict, repr=False, compare=False)
    _bases: OrderedDict[int, Plan] = field(default_factory=OrderedDict, repr=False, compare=False)

    def create(
        self, case_id: int, plan: Plan, ground: DraftGround, *, name: str, account: int, parent: int | None = None
    ) -> int:
        """Lay a plan on a new table; return the number of the draft.

        Raises
        ------
        DraftError
            Where the plan is of another city, or the case has a plan of that name.
        """
        patch, at = draft_start(plan, ground), now()
        values = {
            "case_id": case_id,
            "name": name,
            "base": plan.to_dict(),
            "parent": parent,
            "head": 1,
            "last_number": patch.highest_number,
            "tests": plan.edited_from.tests if plan.edited_from else 0,
            "created": at,
            "changed": at,
        }
        with self.database.writing() as connection:
            try:
                made = connection.execute(plans.insert().values(values))
            except sqlalchemy.exc.IntegrityError:
                raise DraftError(f"There is a plan '{name}' already. Choose another name.") from None
            number = inserted_id(made)
            line = {"lineage": number} if parent is None else _line_of(connection, parent)
            connection.execute(plans.update().where(plans.c.id == number).values(line))
            entry = LogEntry(1, f"start-{number}", _name_of(connection, account), START, patch, None, at)
            _insert(connection, number, account, entry)
            _change_rows(connection, number, patch)
        return number

    def append(
        self, plan_id: int, command: DraftCommand | TakeBack, ground: DraftGround, *, after: int, id: str, account: int
    ) -> tuple[LogEntry, TableState]:
        """Carry a command out, and return its entry and what stands afterwards.

        A command of the same `id` is carried out once, and answered again.

        Parameters
        ----------
        plan_id : int
            Number of the draft.
        command : DraftCommand or TakeBack
            What is asked.
        ground : DraftGround
            The places of the case.
        after : int
            Place of the last command that whoever asks has seen.
        id : str
            Chosen by whoever asks.
        account : int
            Who asks.

        Raises
        ------
        StaleError
            Where something happened since.
        DraftError
            Where the draft cannot follow it.
        """
        with self.database.writing() as connection:
            plan = _plan_row(connection, plan_id, self.database.is_sqlite)
            state = self._state(connection, plan)
            known = next((entry for entry in reversed(state.log) if entry.id == id), None)
            if known is not None:
                return known, state
            if plan.binned is not None:
                raise BinnedPlanError(f"The plan '{plan.name}' lies in the bin. Take it out before you change it.")
            _complain_of_stale(state.log[after:], command)
            user = _name_of(connection, account)
            entry = carried_out(command, state.draft, state.log, ground, user=user, id=id, at=now())
            state = state.after(entry)
            _insert(connection, plan_id, account, entry)
            _change_rows(connection, plan_id, entry.patch)
            head = {"head": entry.seq, "last_number": state.draft.last_number, "changed": entry.at}
            connection.execute(plans.update().where(plans.c.id == plan_id).values(head))
        self._remember(plan_id, state)
        return entry, state

    def state(self, plan_id: int) -> TableState:
        """Return what stands on a table, and the log that made it."""
        with self.database.reading() as connection:
            state = self._state(connection, _plan_row(connection, plan_id, True))
        self._remember(plan_id, state)
        return state

    def base(self, plan_id: int) -> Plan:
        """Return the plan that a draft was made from; it says which plan was first edited, so that drafts can."""
        known = self._bases.get(plan_id)
        if known is None:
            with self.database.reading() as connection:
                values = connection.scalar(select(plans.c.base).where(plans.c.id == plan_id))
            if values is None:
                raise MissingPlanError(f"There is no plan {plan_id}.")
            known = Plan.from_dict(values)
            first = known.edited_from or EditedFrom(known.name, known.digest)
            known = replace(known, edited_from=first)
            _keep(self._bases, plan_id, known)
        return known

    def _state(self, connection: Connection, plan: Row[Any]) -> TableState:
        """Return the state of a draft: from memory, with what others have written since."""
        known = self._memory.get(plan.id)
        if known is None:
            return TableState(rows_of_draft(connection, plan), log_entries(connection, plan.id))
        for entry in log_entries(connection, plan.id, known.head) if known.head < plan.head else ():
            known = known.after(entry)
        return known

    def _remember(self, plan_id: int, state: TableState) -> None:
        _keep(self._memory, plan_id, state)


def _keep(memory: OrderedDict[int, Kept], key: int, value: Kept) -> None:
    memory[key] = value
    while len(memory) > _REMEMBERED:
        memory.popitem(last=False)


def plan_columns() -> list[Column[Any]]:
    """Return the columns of a plan but the plan that it began with, which is large."""
    return [column for column in plans.c if column is not plans.c.base]


def rows_of_draft(connection: Connection, plan: Row[Any]) -> Draft:
    """Return the draft that the rows of a plan hold."""
    values: dict[str, Value] = {}
    for row in connection.execute(select(draft_posts).where(draft_posts.c.plan_id == plan.id)):
        values[post_key(row.slot)] = {"site": row.site, **row.record}
    for row in connection.execute(select(draft_districts).where(draft_districts.c.plan_id == plan.id)):
        values[district_key(row.number)] = row.record
    for row in connection.execute(select(draft_units).where(draft_units.c.plan_id == plan.id)):
        values[unit_key(row.unit)] = str(row.district)
    return Draft(values, plan.last_number)


def _line_of(connection: Connection, plan_id: int) -> dict[str, int]:
    """Return the lineage of a plan, and the tests of it."""
    row = connection.execute(select(plans.c.lineage, plans.c.tests).where(plans.c.id == plan_id)).one()
    return {"lineage": row.lineage, "tests": row.tests}


def _plan_row(connection: Connection, plan_id: int, alone: bool) -> Row[Any]:
    """Return the row of a plan without the one it began with, which is large and never changes.

    On PostgreSQL a writer holds it, as on SQLite it holds the whole file.
    """
    asked = select(*plan_columns()).where(plans.c.id == plan_id)
    row = connection.execute(asked if alone else asked.with_for_update()).one_or_none()
    if row is None:
        raise MissingPlanError(f"There is no plan {plan_id}.")
    return row


def log_entries(connection: Connection, plan_id: int, after: int = 0) -> tuple[LogEntry, ...]:
    """Return the entries of a draft's log that come after a place in it."""
    asked = (
        select(commands, accounts.c.name)
        .join(accounts, accounts.c.id == commands.c.account)
        .where(commands.c.plan_id == plan_id, commands.c.seq > after)
        .order_by(commands.c.seq)
    )
    return tuple(_entry(row) for row in connection.execute(asked))


def _entry(row: Row[Any]) -> LogEntry:
    return LogEntry(row.seq, row.id, row.name, row.verb, Patch.from_dict(row.patch), row.of, row.at)


def _name_of(connection: Connection, account: int) -> str:
    return str(connection.scalar(select(accounts.c.name).where(accounts.c.id == account)))


def _complain_of_stale(since: Sequence[LogEntry], command: DraftCommand | TakeBack) -> None:
    """Refuse a command for an earlier state, but for undo and redo, which look at the log themselves."""
    if since and not isinstance(command, TakeBack):
        raise StaleError(since, overlapping(command.touches, since))


def _insert(connection: Connection, plan_id: int, account: int, entry: LogEntry) -> None:
    values = {
        "plan_id": plan_id,
        "seq": entry.seq,
        "id": entry.id,
        "account": account,
        "at": entry.at,
        "verb": entry.verb,
        "patch": entry.patch.to_dict(),
        "of": entry.of,
    }
    connection.execute(commands.insert().values(values))
    if entry.of is not None:
        undone = (commands.c.plan_id == plan_id) & (commands.c.seq == entry.of)
        connection.execute(commands.update().where(undone).values(undone_by=entry.seq))


def _change_rows(connection: Connection, plan_id: int, patch: Patch) -> None:
    """Change the rows of a draft as a command did: what it changed goes out, what stands there now comes in."""
    for kind, (table, column) in _ROWS.items():
        after = {key.partition(":")[2]: value for key, value in patch.after.items() if kind_of_key(key) == kind}
        if not after:
            continue
        gone = [{"plan": plan_id, "key": name if kind == "unit" else int(name)} for name in after]
        which = (table.c.plan_id == sqlalchemy.bindparam("plan")) & (table.c[column] == sqlalchemy.bindparam("key"))
        connection.execute(table.delete().where(which), gone)
        rows = [_row(plan_id, kind, name, value) for name, value in after.items() if value is not None]
        if rows:
            connection.execute(table.insert(), rows)


_ROWS = {"post": (draft_posts, "slot"), "district": (draft_districts, "number"), "unit": (draft_units, "unit")}


def _row(plan_id: int, kind: str, name: str, value: Mapping[str, Any] | str) -> dict[str, Any]:
    if isinstance(value, str):
        return {"plan_id": plan_id, "unit": name, "district": int(value)}
    if kind == "post":
        record = {key: field for key, field in value.items() if key != "site"}
        return {"plan_id": plan_id, "slot": int(name), "site": value["site"], "record": record}
    return {"plan_id": plan_id, "number": int(name), "record": dict(value)}
