"""The folder of an import: every file in it has a name of ours."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ImportFolder"]

_KINDS, _DROPPED, _STUDY = "kinds.csv", "dropped.csv", "study.toml"


@dataclass(frozen=True)
class ImportFolder:
    """Where the files of an import lie: ``ROLE.ENDING``, and what is made of them.

    Parameters
    ----------
    path : Path
        A folder with a random name, below the planner's scratch folder.
    """

    path: Path

    @classmethod
    def made(cls, root: Path) -> ImportFolder:
        """Make a folder that nobody can guess."""
        path = root / secrets.token_hex(16)
        path.mkdir(parents=True)
        return cls(path)

    def incoming(self) -> Path:
        """Return a name for a file that is still being sent."""
        return self.path / f"incoming-{secrets.token_hex(8)}"

    def take(self, incoming: Path, role: str, suffix: str) -> Path:
        """Put a file that came in whole into the place of the one that had its role."""
        self.remove(role)
        return incoming.replace(self.path / f"{role}{suffix}")

    def remove(self, role: str) -> None:
        """Remove the file of a role, where there is one."""
        for path in self.path.glob(f"{role}.*"):
            path.unlink(missing_ok=True)

    @property
    def files(self) -> Mapping[str, str]:
        """Names of the files by role."""
        kept = (_KINDS, _DROPPED, _STUDY)
        return {path.stem: path.name for path in sorted(self.path.glob("*.*")) if path.name not in kept}

    @property
    def kinds(self) -> Path:
        """Table of kinds that was chosen."""
        return self.path / _KINDS

    @property
    def dropped(self) -> Path:
        """Rows that were left out."""
        return self.path / _DROPPED

    @property
    def study(self) -> Path:
        """Study file."""
        return self.path / _STUDY

    def told(self, problem: BaseException | str) -> str:
        """Return a sentence about files in it without the place where they lie."""
        return str(problem).replace(f"{self.path}/", "").replace(str(self.path), "the import")

    def forget(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
