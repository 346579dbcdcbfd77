"""Versions in the database: a plan as it stood, with a note, its test on unseen incidents, and who approved it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from beatwright.core.plan import Plan
from beatwright.web.drafts.draft_errors import DraftError
from beatwright.web.store.database import Database, inserted_id, now
from beatwright.web.store.tables import accounts, plans, versions

__all__ = ["Version", "VersionStore"]

_approvers = accounts.alias("approver")


@dataclass(frozen=True)
class Version:
    """A plan as it was saved.

    Parameters
    ----------
    id, plan_id, seq : int
        Its number, that of its draft, and the command after which it was saved.
    note, by, at : str
        Why, who and when.
    plan : Plan
        Whole: it can be read without the draft.
    evaluation : mapping
        By layer, what was judged of it on the demand planned on.
    test : mapping, optional
        By layer, what was judged of it on the held-out incidents; None: it was not tested.
    tests : int
        How often its lineage had been tested when it was tested, or, where it was not, when it was saved.
    approved_by, approved_at : str, optional
        Who approved it, and when.
    """

    id: int
    plan_id: int
    seq: int
    note: str
    by: str
    at: str
    plan: Plan
    evaluation: Mapping[str, Any]
    test: Mapping[str, Any] | None
    tests: int
    approved_by: str | None
    approved_at: str | None


@dataclass(frozen=True)
class VersionStore:
    """The versions of a database.

    Parameters
    ----------
    database : Database
        Opened and migrated.
    """

    database: Database

    def save(
        self, plan_id: int, plan: Plan, *, seq: int, note: str, account: int, evaluation: Mapping[str, Any]
    ) -> Version:
        """Keep a plan as it stands after the command `seq`; `evaluation` is by layer."""
        values = {
            "plan_id": plan_id,
            "seq": seq,
            "note": note,
            "account": account,
            "at": now(),
            "plan": plan.to_dict(),
            "evaluation": dict(evaluation),
            "tests": plan.edited_from.tests if plan.edited_from else 0,
            "digest": plan.digest,
        }
        with self.database.writing() as connection:
            number = inserted_id(connection.execute(versions.insert().values(values)))
        return self[number]

    def __getitem__(self, number: int) -> Version:
        """Return a version; KeyError where there is none of that number."""
        found = self.get(number)
        if found is None:
            raise KeyError(number)
        return found

    def get(self, number: int) -> Version | None:
        """Return a version; None where there is none of that number."""
        with self.database.reading() as connection:
            row = connection.execute(_asked().where(versions.c.id == number)).one_or_none()
        return None if row is None else _version(row)

    def of_plan(self, plan_id: int) -> tuple[Version, ...]:
        """Return the versions of a draft, the first one first."""
        asked = _asked().where(versions.c.plan_id == plan_id).order_by(versions.c.id)
        with self.database.reading() as connection:
            return tuple(_version(row) for row in connection.execute(asked))

    def test(self, number: int, judged: Callable[[int], tuple[Plan, Mapping[str, Any]]]) -> Version:
        """Test a version, and count it for every plan of its lineage; one that was tested is answered as it was then.

        Parameters
        ----------
        number : int
            Of the version.
        judged : callable (int) -> (Plan, mapping)
            Told how often the lineage will have been tested with this test, gives the plan that says so, and what is
            judged of it by layer. It is asked again where another test came in between.
        """
        while (version := self[number]).test is None:
            with self.database.writing() as connection:
                tests = _tests(connection, version.plan_id) + 1
            plan, found = judged(tests)
            with self.database.writing() as connection:
                _write_test(connection, version, plan, found, tests)
        return version

    def approve(self, number: int, account: int) -> Version:
        """Note who approved a version; the first who did stays."""
        values = {"approved_by": account, "approved_at": now()}
        fresh = (versions.c.id == number) & versions.c.approved_by.is_(None)
        with self.database.writing() as connection:
            connection.execute(versions.update().where(fresh).values(values))
        return self[number]


def _asked() -> Any:
    return (
        select(versions, accounts.c.name, _approvers.c.name.label("approver"))
        .join(accounts, accounts.c.id == versions.c.account)
        .outerjoin(_approvers, _approvers.c.id == versions.c.approved_by)
    )


def _tests(connection: Connection, plan_id: int) -> int:
    """Return how often the lineage of a plan was tested; its plans are held until the transaction ends."""
    lineage = select(plans.c.lineage).where(plans.c.id == plan_id).scalar_subquery()
    found = connection.scalars(select(plans.c.tests).where(plans.c.lineage == lineage).with_for_update()).all()
    if not found:
        raise DraftError("The plan was removed meanwhile.")
    return int(max(found))


def _write_test(connection: Connection, version: Version, plan: Plan, found: Mapping[str, Any], tests: int) -> None:
    """Write a test and count it, unless another came first: of this version, or of any in its lineage."""
    if _tests(connection, version.plan_id) != tests - 1:
        return
    lineage = select(plans.c.lineage).where(plans.c.id == version.plan_id).scalar_subquery()
    connection.execute(plans.update().where(plans.c.lineage == lineage).values(tests=tests))
    values = {"plan": plan.to_dict(), "test": dict(found), "tests": tests, "digest": plan.digest}
    connection.execute(versions.update().where(versions.c.id == version.id).values(values))


def _version(row: Row[Any]) -> Version:
    return Version(
        id=row.id,
        plan_id=row.plan_id,
        seq=row.seq,
        note=row.note,
        by=row.name,
        at=row.at,
        plan=Plan.from_dict(row.plan),
        evaluation=row.evaluation,
        test=row.test,
        tests=row.tests,
        approved_by=row.approver,
        approved_at=row.approved_at,
    )
