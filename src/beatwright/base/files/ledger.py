"""The list of files that we wrote into a folder, with their digests: what says that a folder is ours."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from beatwright.base.digest import file_digest
from beatwright.base.files.text_file import read_text

__all__ = ["LEDGER", "Ledger", "entries", "read_ledger", "write_ledger"]

LEDGER = "files.json"
_SIGNATURE = "This folder was written by beatwright; files that are not listed here are not ours."


@dataclass(frozen=True)
class Ledger:
    """What we wrote into a folder.

    Parameters
    ----------
    kind : str
        What the folder is, in words: ``case folder`` and the like.
    files : mapping of str to str
        SHA-256 of every file, by its path within the folder with ``/`` between the parts.
    """

    kind: str
    files: Mapping[str, str] = field(default_factory=dict)

    def lists(self, path: Path) -> bool:
        """Whether a file of this relative path was written by us, whatever became of it."""
        return path == Path(LEDGER) or path.as_posix() in self.files

    def wrote(self, folder: Path, path: Path) -> bool:
        """Whether the file at the relative `path` is byte for byte what we wrote."""
        if path == Path(LEDGER):
            return True
        there = folder / path
        return self.lists(path) and _plain(there) and file_digest(there) == self.files[path.as_posix()]

    def edited(self, folder: Path) -> list[Path]:
        """Return the relative paths of files that we wrote and somebody has changed since."""
        return [path for path in entries(folder) if self.lists(path) and not self.wrote(folder, path)]


def _plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def entries(folder: Path) -> Iterator[Path]:
    """Yield the relative path of everything but folders, and of folders that are empty; links are not followed."""
    for root, folders, names in os.walk(folder, onerror=_raise):
        here = Path(root)
        links = [name for name in folders if (here / name).is_symlink()]
        yield from ((here / name).relative_to(folder) for name in sorted([*names, *links]))
        if not folders and not names and here != folder:
            yield here.relative_to(folder)


def _raise(error: OSError) -> None:
    raise error


def write_ledger(folder: Path, kind: str) -> None:
    """List every file of `folder` with its digest in `LEDGER`."""
    files = {path.as_posix(): file_digest(folder / path) for path in entries(folder) if _plain(folder / path)}
    text = json.dumps({"signature": _SIGNATURE, "kind": kind, "files": files}, indent=1, ensure_ascii=False)
    (folder / LEDGER).write_text(text + "\n", encoding="utf-8", errors="surrogateescape")


def read_ledger(folder: Path) -> Ledger | None:
    """Return the ledger of `folder`; None where it has none of ours."""
    try:
        values = json.loads(read_text(folder / LEDGER, errors="surrogateescape"))
        if values["signature"] != _SIGNATURE:
            return None
        return Ledger(str(values["kind"]), {str(path): str(digest) for path, digest in values["files"].items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
