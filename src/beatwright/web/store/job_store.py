"""Jobs in the database: the table is the queue, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from beatwright.base.errors import BeatwrightError
from beatwright.web.store.database import Database, inserted_id, now
from beatwright.web.store.tables import jobs

__all__ = ["LONG_JOBS", "JobRunningError", "JobStore", "PlannerJob", "QueueFullError", "next_in_line"]

_LONGEST_QUEUE = 20
# Kinds that take minutes, or as long as a study takes; the others are what somebody sits in front of.
LONG_JOBS = frozenset({"read_import", "run_study"})


class JobRunningError(BeatwrightError):
    """Whoever asks has such a job already."""


class QueueFullError(BeatwrightError):
    """Too many jobs wait."""


@dataclass(frozen=True)
class PlannerJob:
    """A job as the database holds it.

    Parameters
    ----------
    id : int
        Its number.
    kind : str
        What is done.
    case, plan : int, optional
        What it is about.
    account : int
        Who asked for it.
    state : {"queued", "running", "done", "cancelled", "failed", "interrupted"}
        Where it stands.
    seq : int, optional
        Of the draft that it starts from.
    options : mapping
        As they were chosen.
    progress, result : mapping, optional
        What was told last, and what came of it.
    error : str, optional
        Why it failed.
    queued, started, ended : str
        When; None where that has not been.
    """

    id: int
    kind: str
    case: int | None
    plan: int | None
    account: int
    state: str
    seq: int | None
    options: Mapping[str, Any]
    progress: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    error: str | None
    queued: str
    started: str | None
    ended: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in ("queued", "running")


@dataclass(frozen=True)
class JobStore:
    """The jobs of a database.

    Parameters
    ----------
    database : Database
        Opened and migrated.
    """

    database: Database

    def enter(
        self,
        kind: str,
        *,
        account: int,
        case: int | None = None,
        plan: int | None = None,
        seq: int | None = None,
        options: Mapping[str, Any],
    ) -> PlannerJob:
        """Put a job at the end of the queue.

        Raises
        ------
        JobRunningError
            Where whoever asks has one of that kind for that plan (without a plan: with the same options) already.
        QueueFullError
            Where too many wait.
        """
        values = {
            "kind": kind,
            "account": account,
            "case_id": case,
            "plan_id": plan,
            "seq": seq,
            "options": dict(options),
            "state": "queued",
            "queued": now(),
        }
        with self.database.writing() as connection:
            _complain_of_same(connection, values)
            waiting = connection.scalar(select(func.count()).where(jobs.c.state == "queued")) or 0
            if waiting >= _LONGEST_QUEUE:
                raise QueueFullError(f"{waiting} jobs wait already. Try again when some are done.")
            number = inserted_id(connection.execute(jobs.insert().values(values)))
            return _job(connection.execute(select(jobs).where(jobs.c.id == number)).one())

    def take(self, *, short: bool = False) -> PlannerJob | None:
        """Return the job whose turn it is, which is running from now on; None where there is none.

        Parameters
        ----------
        short : bool, default False
            Leave those of `LONG_JOBS` in the queue.
        """
        with self.database.writing() as connection:
            waiting = _in_state(connection, "queued")
            if short:
                waiting = [one for one in waiting if not one[2]]
            busy = [(account, long) for _, account, long in _in_state(connection, "running")]
            last = connection.execute(select(jobs.c.account, func.max(jobs.c.started)).group_by(jobs.c.account)).all()
            number = next_in_line(waiting, busy, {who: at or "" for who, at in last})
            if number is None:
                return None
            which = (jobs.c.id == number) & (jobs.c.state == "queued")
            if not connection.execute(jobs.update().where(which).values(state="running", started=now())).rowcount:
                return None
            return _job(connection.execute(select(jobs).where(jobs.c.id == number)).one())

    def tell(self, number: int, progress: Mapping[str, Any]) -> None:
        """Note how far a job is."""
        with self.database.writing() as connection:
            values = {"progress": dict(progress), "heartbeat": now()}
            connection.execute(jobs.update().where(jobs.c.id == number, jobs.c.state == "running").values(values))

    def end(
        self, number: int, state: str, *, result: Mapping[str, Any] | None = None, error: str | None = None
    ) -> PlannerJob:
        """Note what came of a job, and return it."""
        values = {"state": state, "result": result, "error": error, "ended": now()}
        with self.database.writing() as connection:
            connection.execute(jobs.update().where(jobs.c.id == number).values(values))
            return _job(connection.execute(select(jobs).where(jobs.c.id == number)).one())

    def drop(self, number: int) -> bool:
        """Take a job out of the queue; return whether it was still there."""
        which = (jobs.c.id == number) & (jobs.c.state == "queued")
        with self.database.writing() as connection:
            dropped = connection.execute(jobs.update().where(which).values(state="cancelled", ended=now()))
        return bool(dropped.rowcount)

    def interrupt_running(self) -> None:
        """Note that whatever was running when the server went down is not any more."""
        values = {"state": "interrupted", "ended": now(), "error": "The server went down meanwhile. Start it again."}
        with self.database.writing() as connection:
            connection.execute(jobs.update().where(jobs.c.state == "running").values(values))

    def get(self, number: int) -> PlannerJob | None:
        """Return a job; None where there is none of that number."""
        with self.database.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == number)).one_or_none()
        return None if row is None else _job(row)

    def of_case(self, case: int, kind: str | None = None) -> tuple[PlannerJob, ...]:
        """Return the jobs of a case, of one kind where that is asked, the newest first."""
        which = jobs.c.case_id == case
        asked = select(jobs).where(which if kind is None else which & (jobs.c.kind == kind)).order_by(jobs.c.id.desc())
        with self.database.reading() as connection:
            return tuple(_job(row) for row in connection.execute(asked))


def next_in_line(
    waiting: Sequence[tuple[int, int, bool]], busy: Collection[tuple[int, bool]], last: Mapping[int, str]
) -> int | None:
    """Return the job whose turn it is: of whoever waits the longest since their last one began, their oldest.

    Parameters
    ----------
    waiting : sequence of (int, int, bool)
        Numbers of the jobs in the queue, whose they are, and whether they are long.
    busy : collection of (int, bool)
        Whose jobs run now, and whether they are long: everybody has one short and one long one at a time.
    last : mapping of int to str
        When the last job of everybody began.

    Examples
    --------
    >>> waiting = [(1, 7, False), (2, 7, False), (3, 8, False)]
    >>> next_in_line(waiting, [], {7: "10:00", 8: "09:00"})
    3
    >>> next_in_line(waiting, [(8, False)], {7: "10:00", 8: "09:00"})
    1
    """
    free = [(last.get(account, ""), number) for number, account, long in waiting if (account, long) not in busy]
    return min(free)[1] if free else None


def _in_state(connection: Connection, state: str) -> list[tuple[int, int, bool]]:
    found = connection.execute(select(jobs.c.id, jobs.c.account, jobs.c.kind).where(jobs.c.state == state))
    return [(row.id, row.account, row.kind in LONG_JOBS) for row in found]


def _complain_of_same(connection: Connection, values: Mapping[str, Any]) -> None:
    asked = select(jobs.c.id, jobs.c.options).where(jobs.c.state.in_(("queued", "running")))
    for name in ("kind", "account", "plan_id"):
        asked = asked.where(jobs.c[name].is_(None) if values[name] is None else jobs.c[name] == values[name])
    for row in connection.execute(asked):
        if values["plan_id"] is not None or row.options == values["options"]:
            raise JobRunningError(f"Job {row.id} does that already. Wait for it, or cancel it.")


def _job(row: Row[Any]) -> PlannerJob:
    return PlannerJob(
        id=row.id,
        kind=row.kind,
        case=row.case_id,
        plan=row.plan_id,
        account=row.account,
        state=row.state,
        seq=row.seq,
        options=row.options,
        progress=row.progress,
        result=row.result,
        error=row.error,
        queued=row.queued,
        started=row.started,
        ended=row.ended,
    )
