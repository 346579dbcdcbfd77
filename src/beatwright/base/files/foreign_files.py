"""What is not ours in a folder goes over into the folder that takes its place."""

from __future__ import annotations

import filecmp
import itertools
import os
import shutil
from pathlib import Path

from beatwright.base.files.ledger import Ledger, entries

__all__ = ["KEPT", "carry"]

KEPT = "kept"


def carry(old: Path, new: Path, ledger: Ledger) -> dict[Path, Path]:
    """Give `new` every file of `old` that `ledger` does not say is ours unchanged.

    A file that is not ours keeps its path. Where `new` has another file there, and for files of ours that
    somebody changed, the path is within the folder ``kept`` (``kept-2`` where that is taken, and so on). Files are
    linked, so they take no room and may be carried any number of times.

    Parameters
    ----------
    old, new : Path
        Folders on one disk.
    ledger : Ledger
        What we wrote into `old`.

    Returns
    -------
    dict of Path to Path
        Where the files went that could not keep their paths, relative to the folders.
    """
    foreign = [path for path in entries(old) if not ledger.wrote(old, path)]
    moved = {}
    # Files that are not ours first: they have the better right to their paths.
    for path in sorted(foreign, key=ledger.lists):
        if not ((ledger.lists(path) and not _same(old / path, new / path)) or not _place(old / path, new / path)):
            continue
        moved[path] = next(spot for spot in _asides(path) if _place(old / path, new / spot))
    return moved


def _asides(path: Path) -> itertools.chain[Path]:
    further = (Path(f"{KEPT}-{number}") / path for number in itertools.count(2))
    return itertools.chain([Path(KEPT) / path], further)


def _place(source: Path, spot: Path) -> bool:
    """Put `source` at `spot` too; False where something else stands there or on the way."""
    if _same(source, spot):
        return True
    try:
        spot.parent.mkdir(parents=True, exist_ok=True)
        _link(source, spot)
    except (FileExistsError, NotADirectoryError):
        return False
    return True


def _link(source: Path, spot: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        spot.mkdir(exist_ok=True)
        return
    try:
        os.link(source, spot, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        # No second name on this disk: a copy, which must not overwrite either.
        if os.path.lexists(spot):
            raise FileExistsError(str(spot)) from None
        shutil.copy2(source, spot, follow_symlinks=False)


def _same(one: Path, other: Path) -> bool:
    if not os.path.lexists(other):
        return False
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    if one.is_file() and other.is_file():
        return one.samefile(other) or filecmp.cmp(one, other, shallow=False)
    return one.is_dir() and other.is_dir()
