"""Remove what nobody may fetch any more, before anything runs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from beatwright.web.planner_server import PlannerServer
from beatwright.web.store.file_store import FileStore

__all__ = ["sweep_scratch"]

# Names that the planner gives: by `secrets`, and the folder of an export at work. What is called otherwise is not ours.
_EXPORT = re.compile(r"[0-9a-f]{64}|job-\d+")
_IMPORT = re.compile(r"[0-9a-f]{32}")


def sweep_scratch(planner: PlannerServer) -> None:
    """Remove exported files whose time is over, what exports that broke off left, and files of no import.

    The cases that came of imports stay, and so does whatever has no name of the planner's: a folder of that place may
    have been there before.
    """
    settings = planner.settings
    _keep_only(settings.exports, FileStore(planner.database).standing(), _EXPORT)
    _keep_only(settings.imports, planner.imports.folders(), _IMPORT)


def _keep_only(folder: Path, names: frozenset[str], ours: re.Pattern[str]) -> None:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name in names or not ours.fullmatch(path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
