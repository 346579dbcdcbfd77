"""Every route of the planner, and something of everything that a path can name: for tests that walk all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from starlette.testclient import TestClient
from tests.web.api.conftest import shelved

from beatwright.core import Case
from beatwright.web.accounts.roles import Role
from beatwright.web.app import described
from beatwright.web.imports.import_folder import ImportFolder
from beatwright.web.planner_server import PlannerServer
from beatwright.web.store.account_store import Account
from beatwright.web.store.database import inserted_id, now
from beatwright.web.store.tables import accounts, files, invites, jobs
from beatwright.web.token_buckets import TokenBuckets

PEOPLE = ("nobody", "stranger", "viewer", "planner", "admin")


@dataclass(frozen=True)
class Route:
    """A route as it is described: method, path with its words in braces, and who may call it."""

    method: str
    path: str
    role: str | None
    statuses: frozenset[str]

    @property
    def words(self) -> list[str]:
        return [part[1:-1].partition(":")[0] for part in self.path.replace(".", "/").split("/") if part[:1] == "{"]

    @property
    def is_of_a_case(self) -> bool:
        return bool({"case", "plan", "version", "comment", "job", "file"} & set(self.words))


def every_route(planner: PlannerServer) -> Iterator[Route]:
    for path, methods in described(planner).openapi()["paths"].items():
        for method, operation in methods.items():
            yield Route(method.upper(), path, operation.get("x-role"), frozenset(operation["responses"]))


def unhurried(planner: PlannerServer) -> PlannerServer:
    """Return a planner that never says: too often."""
    buckets = {name: TokenBuckets(1e9, 1e9) for name, value in vars(planner).items() if isinstance(value, TokenBuckets)}
    return replace(planner, **buckets)


def account_named(planner: PlannerServer, name: str) -> Account:
    known = [account for account in planner.people.everybody() if account.name == name]
    return known[0] if known else planner.people.add(name, None)


def places_of(planner: PlannerServer, folder: Path, written: tuple[Path, Case]) -> dict[str, object]:
    """Make a case with one of everything, and return what stands for every word of a path; the job is the planner's."""
    boss, worker = planner.people.everybody()[0], account_named(planner, "planner")
    case = shelved(planner, folder, written)
    opened = planner.shelf[case]
    plan = planner.drafts.create(
        case, opened.case.plan("today"), opened.ground, name=f"of case {case}", account=boss.id
    )
    drawn = planner.drafts.base(plan)
    version = planner.versions.save(plan, drawn, seq=1, note="first", account=boss.id, evaluation={})
    comment = planner.comments.add(plan, "why here", on="post:1", account=boss.id)
    planner.people.invite(f"guest {case}", Role.ADMIN)
    with planner.database.writing() as connection:
        values = {
            "kind": "none",
            "case_id": case,
            "plan_id": plan,
            "account": worker.id,
            "state": "done",
            "options": {},
        }
        job = inserted_id(connection.execute(jobs.insert().values(**values, queued=now(), ended=now())))
        values = {"id": f"{case:032x}", "job_id": job, "name": "a.csv", "bytes": 1, "sha256": "0" * 64, "until": now()}
        connection.execute(files.insert().values(values))
        invite = connection.scalar(select(invites.c.token_sha256).where(invites.c.name == f"guest {case}"))
    return {
        "case": case,
        "plan": plan,
        "version": version.id,
        "comment": comment.id,
        "job": job,
        "file": values["id"],
        "user": account_named(planner, "stranger").id,
        "invite": str(invite)[:16],
        "layer": "zones",
        "role": "zones",
        "import": begun_import(planner, "admin"),
    }


def begun_import(planner: PlannerServer, name: str) -> int:
    """Begin an import for somebody: it is theirs alone."""
    folder = ImportFolder.made(planner.settings.imports)
    return planner.imports.begin(account_named(planner, name).id, "New town", folder.path.name).id


def sign_in_as(client: TestClient, planner: PlannerServer, account: Account | None) -> None:
    """Give a client a new session: a walk may have ended the last one."""
    client.cookies.clear()
    if account is not None:
        client.cookies.set(planner.settings.cookie, planner.people.open_session(account))


def let_in(planner: PlannerServer, name: str) -> None:
    """Undo what a walk may have done to somebody."""
    with planner.database.writing() as connection:
        values = {"disabled": False, "admin": name == "admin"}
        connection.execute(accounts.update().where(accounts.c.name == name).values(values))
