"""The server's side of an export: what is exported, and where its files are kept."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import select

from beatwright.base.digest import file_digest
from beatwright.base.errors import InputError
from beatwright.web.jobs.job_ground import JobGround
from beatwright.web.store.file_store import FileStore
from beatwright.web.store.job_store import PlannerJob
from beatwright.web.store.tables import plans, versions

__all__ = ["export_inputs", "keep_exported_files"]


def export_inputs(ground: JobGround, job: PlannerJob) -> dict[str, Any]:
    """Return how often the draft was tested, or the version that was asked for, and a folder for the files.

    The held-out incidents are judged of a version alone that was tested on them.
    """
    folder = _folder(ground, job)
    folder.mkdir(parents=True, exist_ok=True)
    number, version, tested = job.options.get("version"), None, False
    with ground.database.reading() as connection:
        tests = connection.scalar(select(plans.c.tests).where(plans.c.id == job.plan))
        if number is not None:
            row = connection.execute(select(versions).where(versions.c.id == number)).one_or_none()
            if row is None:
                raise InputError("The version was removed meanwhile.")
            version, tested = row.plan, row.test is not None
    return {"folder": str(folder), "version": version, "unseen": tested, "tests": int(tests or 0)}


def keep_exported_files(ground: JobGround, job: PlannerJob, result: dict[str, Any]) -> dict[str, Any]:
    """Put the files under names that nobody can guess, and return what they are fetched by."""
    folder, store, kept = _folder(ground, job), FileStore(ground.database), []
    for name in result["files"]:
        key = secrets.token_hex(32)
        target = (folder / name).rename(ground.settings.exports / key)
        kept.append(store.keep(job.id, key, name, target.stat().st_size, file_digest(target)).to_dict())
    shutil.rmtree(folder, ignore_errors=True)
    return {"files": kept}


def _folder(ground: JobGround, job: PlannerJob) -> Path:
    return ground.settings.exports / f"job-{job.id}"
