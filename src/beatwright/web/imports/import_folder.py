"""The folder of an import: every file in it has a name of ours."""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from beatwright.base.files.atomic_file import write_text
from beatwright.data import KindTable
from beatwright.web.imports.upload_format import INCIDENTS, LAYER_ROLES

__all__ = ["ImportFolder"]


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
    def files(self) -> dict[str, str]:
        """Names of the files by role."""
        there = {path.stem: path.name for path in sorted(self.path.glob("*.*"))}
        return {role: there[role] for role in (INCIDENTS, *LAYER_ROLES) if role in there}

    @property
    def kinds(self) -> Path:
        """Table of kinds that was chosen."""
        return self.path / "kinds.csv"

    def choose_kinds(self, text: str) -> None:
        """Put a table of kinds in the place of the one before; an empty text: the default one holds.

        Raises
        ------
        InputError
            Where it is none; the one before stays then.
        """
        if not text:
            self.kinds.unlink(missing_ok=True)
            return
        chosen = write_text(self.incoming(), text)
        try:
            KindTable.read(chosen)
            chosen.replace(self.kinds)
        finally:
            chosen.unlink(missing_ok=True)

    @property
    def dropped(self) -> Path:
        """Rows that were left out."""
        return self.path / "dropped.csv"

    @property
    def preview(self) -> Path:
        """What was seen of the incidents at first."""
        return self.path / "preview.json"

    @property
    def study(self) -> Path:
        """Study file."""
        return self.path / "study.toml"

    @property
    def case(self) -> Path:
        """Case folder that the study makes."""
        return self.path / "case"

    def told(self, problem: BaseException | str) -> str:
        """Return a sentence about files in it without the place where they lie."""
        return str(problem).replace(f"{self.path}/", "").replace(str(self.path), "the import")

    def forget(self) -> None:
        """Remove it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
