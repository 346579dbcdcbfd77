"""The folder of a case among other folders: how it is recognised and replaced."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from fnmatch import fnmatch
from pathlib import Path

from beatwright.base.files.atomic_folder import need_ours, staged_folder
from beatwright.base.files.ledger import Ledger, entries
from beatwright.base.files.text_file import read_text

__all__ = ["MANIFEST", "need_case_folder", "staged_case_folder"]

MANIFEST = "manifest.json"
_KIND = "case folder"
# What version 0.1 wrote, which kept no list.
_LAYOUT = (
    "report.html", "plan.*", "comparison.csv", "tradeoff.*", "alternatives.*", "post_values.csv", "plans/*.json",
    "evaluation.json", "dropped.csv", "districts.csv", "crosswalk.csv", "shapefile/*", "pictures/*.png", "city/*",
    "demand_*.npz", MANIFEST,
)  # fmt: skip


def staged_case_folder(target: Path | str) -> AbstractContextManager[Path]:
    """Give an empty folder; it becomes the case folder `target` when the block ends without an error."""
    return staged_folder(target, kind=_KIND, earlier=_earlier)


def need_case_folder(target: Path | str) -> None:
    """Raise unless a case folder can be written to `target`.

    Raises
    ------
    InputError
        See `beatwright.base.files.atomic_folder.need_ours`.
    """
    need_ours(target, _KIND, earlier=_earlier)


def _earlier(folder: Path) -> Ledger | None:
    """Recognise a case folder of version 0.1; nobody can say which of its files were changed, so all are kept."""
    try:
        values = json.loads(read_text(folder / MANIFEST))
        ours = isinstance(values["format"], int) and {"planned", "heldout"} <= set(values["study"]["problems"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not ours or not (folder / "city" / "city.json").is_file() or not (folder / "plan.json").is_file():
        return None
    layout = [path for path in entries(folder) if any(fnmatch(path.as_posix(), form) for form in _LAYOUT)]
    return Ledger(_KIND, {path.as_posix(): "" for path in layout})
