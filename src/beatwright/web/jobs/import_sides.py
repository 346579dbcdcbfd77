"""The server's side of reading an import and of running its study."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import select

from beatwright.base.errors import InputError
from beatwright.web.accounts.roles import Role
from beatwright.web.imports.import_folder import ImportFolder
from beatwright.web.jobs.job_ground import JobGround
from beatwright.web.store.import_store import ImportRecord, ImportStore
from beatwright.web.store.job_store import PlannerJob
from beatwright.web.store.tables import accounts, members

__all__ = ["import_inputs", "open_imported_case"]


def import_inputs(ground: JobGround, job: PlannerJob) -> dict[str, Any]:
    """Return where the files of an import lie and what was chosen; InputError where it is gone."""
    found = _import_of(ground, job)
    return {
        "folder": str(ground.settings.imports / found.folder),
        "mapping": dict(found.mapping),
        "label": str((found.file or {}).get("name", "")),
        "name": found.name,
        "options": dict(job.options.get("study", {})),
    }


def open_imported_case(ground: JobGround, job: PlannerJob, result: dict[str, Any]) -> dict[str, Any]:
    """Put the case folder where cases stay, open it, and make whoever imported it its planner."""
    if not result:
        return {"case": None}  # it was stopped
    found = _import_of(ground, job)
    ground.settings.cases.mkdir(parents=True, exist_ok=True)
    target = ground.settings.cases / secrets.token_hex(16)
    ImportFolder(ground.settings.imports / found.folder).case.rename(target)
    case = ground.shelf.shelve(target).id
    _join(ground, found.account, case)
    ImportStore(ground.database).change(found.id, case_id=case)
    return {**result, "case": case}


def _import_of(ground: JobGround, job: PlannerJob) -> ImportRecord:
    found = ImportStore(ground.database).get(int(job.options["import"]))
    if found is None:
        raise InputError("The import was removed meanwhile.")
    return found


def _join(ground: JobGround, account: int, case: int) -> None:
    """Make somebody a planner of a case; an admin is one of every case anyhow."""
    with ground.database.writing() as connection:
        if not connection.scalar(select(accounts.c.admin).where(accounts.c.id == account)):
            connection.execute(members.insert().values(case_id=case, account=account, role=Role.PLANNER.word))
