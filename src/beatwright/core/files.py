"""Files and folders that appear whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beatwright.core.errors import InputError

__all__ = ["atomic_path", "need_ours", "staged_folder", "write_text"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def atomic_path(target: Path | str) -> Iterator[Path]:
    """Give a temporary path beside `target`; move it onto `target` when the block ends without an error."""
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o644)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(target: Path | str, text: str) -> Path:
    """Write `text` as UTF-8, whole or not at all, and return the path; lone surrogates become escapes."""
    with atomic_path(target) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
    return Path(target)


@contextmanager
def staged_folder(target: Path | str, *, marker: str) -> Iterator[Path]:
    """Give an empty folder; put it in the place of `target` when the block ends without an error.

    A kill at any moment leaves the previous folder whole. A folder that holds files but no `marker` is
    somebody else's and is never replaced.

    Parameters
    ----------
    target : path
        The folder to make or replace.
    marker : str
        The file whose presence says that `target` is ours.

    Raises
    ------
    InputError
        Where `target` is a file, or a folder that is not empty and has no `marker`.
    """
    target = Path(target).absolute()
    need_ours(target, marker)
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    staging = Path(tempfile.mkdtemp(prefix=f"{_stem(target)}{os.getpid()}-", dir=target.parent))
    staging.chmod(0o755)
    try:
        yield staging
        _swap(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def need_ours(target: Path | str, marker: str) -> None:
    """Raise unless `target` is absent, empty, or a folder that holds the file `marker`."""
    target = Path(target)
    if target.exists() and not target.is_dir():
        raise InputError(f"The output '{target}' is a file. Give a folder that does not exist yet.")
    if target.is_dir() and any(target.iterdir()) and not (target / marker).is_file():
        raise InputError(
            f"The output folder '{target}' holds files but no {marker}, so beatwright did not write it. "
            "Give another folder, or empty this one."
        )


def _stem(target: Path) -> str:
    """Return how the names of staging folders of `target` begin on this machine."""
    return f".{target.name}.new-{platform.node()}-"


def _sweep(target: Path) -> None:
    """Remove what runs that were killed on this machine left behind."""
    if os.name != "posix":  # elsewhere a process cannot be asked whether it lives without being harmed
        return
    stem = _stem(target)
    for left in target.parent.glob(f"{glob.escape(stem)}*-*"):
        process = left.name.removeprefix(stem).partition("-")[0]
        if process.isdecimal() and not _alive(int(process)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _swap(staging: Path, target: Path) -> None:
    if not target.exists():
        staging.rename(target)
        return
    if _exchange(staging, target):
        return
    # No atomic exchange on this system: the old folder is aside for the moment between two renames.
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.old-", dir=target.parent))
    target.rename(aside / "previous")
    try:
        staging.rename(target)
    except OSError:
        (aside / "previous").rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one system call; False where the system has no such call."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    done: bool = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
    if not done and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.EPERM):
        raise OSError(ctypes.get_errno(), f"cannot replace '{other}'")
    return done
