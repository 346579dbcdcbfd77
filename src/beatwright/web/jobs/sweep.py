"""Remove what nobody may fetch any more, before anything runs."""

from __future__ import annotations

import shutil
from pathlib import Path

from beatwright.web.planner_server import PlannerServer
from beatwright.web.store.file_store import FileStore

__all__ = ["sweep_scratch"]


def sweep_scratch(planner: PlannerServer) -> None:
    """Remove exported files whose time is over, what exports that broke off left, and files of no import.

    The cases that came of imports stay.
    """
    settings = planner.settings
    _keep_only(settings.exports, FileStore(planner.database).standing())
    _keep_only(settings.imports, planner.imports.folders())


def _keep_only(folder: Path, names: frozenset[str]) -> None:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name in names:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
