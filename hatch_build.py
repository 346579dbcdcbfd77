"""Build the planner's pages into the wheel and the source archive, where they are not built yet.

A source archive carries them, so that whoever installs from it needs no Node. An editable installation never builds
them: ``make frontend`` does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INDEX = Path("src", "beatwright", "web", "static", "index.html")
LEFT_OUT = "BEATWRIGHT_WITHOUT_PAGES"
_OR_ELSE = f"Install both and run 'make frontend', or set {LEFT_OUT}=1 to leave the planner's pages out."


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """See that the planner's pages are there before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages where they are missing; end with a sentence where they cannot be built."""
        if version == "editable" or os.environ.get(LEFT_OUT):
            return
        complaint = pages_complaint(Path(self.root))
        if complaint:
            self.app.abort(complaint)


def pages_complaint(root: Path) -> str:
    """Build the pages below a folder where they are missing; return what went wrong, or nothing."""
    if (root / INDEX).is_file():
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return f"The planner's pages are not built, and Node 20 and npm are not here to build them. {_OR_ELSE}"
    for arguments in (["ci"], ["run", "build"]):
        ended = subprocess.run([npm, *arguments], cwd=root / "frontend", check=False)
        if ended.returncode:
            return f"The planner's pages cannot be built: 'npm {' '.join(arguments)}' failed. {_OR_ELSE}"
    if not (root / INDEX).is_file():
        return f"The planner's pages were built, but '{INDEX.as_posix()}' is not there."
    return ""
