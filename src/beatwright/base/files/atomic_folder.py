"""Folders that appear whole or not at all, and in which nothing of the user's is ever lost."""

from __future__ import annotations

import ctypes
import errno
import glob
import logging
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from beatwright.base.errors import InputError
from beatwright.base.files.atomic_file import real_place
from beatwright.base.files.foreign_files import carry
from beatwright.base.files.ledger import LEDGER, Ledger, read_ledger, write_ledger
from beatwright.base.files.leftovers import left_over
from beatwright.base.interrupts import without_interrupts
from beatwright.base.system_errors import naming_path

__all__ = ["need_ours", "staged_folder"]

_LOG = logging.getLogger("beatwright")
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
# Stands in every folder of ours that holds a folder being made, so that the sweep takes no other for one.
_MARK = "beatwright-staging"
Earlier = Callable[[Path], Ledger | None]


@contextmanager
def staged_folder(
    target: Path | str, *, kind: str, earlier: Earlier | None = None, refuse_changed: bool = False
) -> Iterator[Path]:
    """Give an empty folder; put it in the place of `target` when the block ends without an error.

    A kill at any moment leaves the previous folder whole. What is not ours in the previous folder is carried over,
    what we wrote and somebody changed is kept aside in ``kept/``, and the log says so. A link stays a link.

    Parameters
    ----------
    target : path
        The folder to make or replace.
    kind : str
        What the folder is, in words. A folder of another kind is not replaced.
    earlier : callable, optional
        Recognises by its content a folder that a version without `LEDGER` wrote, and lists what it may hold of ours.
    refuse_changed : bool, default False
        Refuse, rather than keep aside, where somebody changed a file that we wrote.

    Raises
    ------
    InputError
        See `need_ours`.
    """
    place = need_ours(target, kind, earlier=earlier, refuse_changed=refuse_changed)
    with naming_path(place), _workplace(place) as staging:
        try:
            # Listed while everything in it is ours; from then on the next run's sweep looks whose it is.
            with left_over(staging.parent):
                yield staging
            with without_interrupts(), _alone(place.parent):
                write_ledger(staging, kind)
                _replace(staging, place, earlier, refuse_changed)
        except OSError as error:
            error.add_note(f"'{target}' is as it was before: nothing was changed.")
            raise


def need_ours(target: Path | str, kind: str, *, earlier: Earlier | None = None, refuse_changed: bool = False) -> Path:
    """Return where `target` really is; raise unless it is absent, empty, or a folder of this kind that we wrote.

    Raises
    ------
    InputError
        Where `target` is a file, the current or the home folder or holds one of them, a disk of its own, not ours, of
        another kind, or (`refuse_changed`) holds files of ours that were changed.
    """
    place = real_place(target)
    if place.exists() and not place.is_dir():
        raise InputError(f"The output '{target}' is a file. Give a folder that does not exist yet.")
    _need_replaceable(place, target)
    if not place.is_dir() or not any(place.iterdir()):
        return place
    ledger = _ledger_of(place, earlier)
    if ledger is None:
        raise InputError(
            f"The output folder '{target}' holds files but no {LEDGER} of ours, so beatwright did not write it. "
            "Give another folder, or empty this one."
        )
    if ledger.kind != kind:
        raise InputError(f"The output folder '{target}' is a {ledger.kind}, not a {kind}. Give another folder.")
    if refuse_changed and (changed := ledger.edited(place)):
        raise InputError(_changed_words(target, changed))
    return place


def _need_replaceable(place: Path, target: Path | str) -> None:
    for what, inner in (("current", _working_folder()), ("home", Path.home())):
        if inner is not None and Path(os.path.realpath(inner)).is_relative_to(place):
            raise InputError(
                f"The output '{target}' is the {what} folder or holds it, and cannot be replaced. Give another folder."
            )
    if place.is_dir() and os.path.ismount(place):
        raise InputError(f"The output '{target}' is a disk of its own. Give a folder within it.")


def _working_folder() -> Path | None:
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def _ledger_of(place: Path, earlier: Earlier | None) -> Ledger | None:
    return read_ledger(place) or (earlier(place) if earlier is not None else None)


def _changed_words(target: Path | str, changed: list[Path]) -> str:
    names = ", ".join(str(path) for path in changed[:5]) + (", ..." if len(changed) > 5 else "")
    return (
        f"The folder '{target}' holds files that were changed since beatwright wrote them: {names}. They are not "
        "overwritten. Run the study there with 'beatwright run', or give another output."
    )


@contextmanager
def _workplace(place: Path) -> Iterator[Path]:
    """Give an empty folder beside `place` that is gone when the block ends, with whatever is left beside it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with without_interrupts(), _alone(place.parent):
        _sweep(place)
    outer = None
    try:
        with without_interrupts():
            outer = Path(tempfile.mkdtemp(prefix=f"{_stem(place)}{os.getpid()}-", dir=place.parent))
        (outer / _MARK).touch()
        staging = outer / "folder"
        staging.mkdir()
        yield staging
    finally:
        with without_interrupts():
            # Where putting the earlier folder back failed too, the next run does it.
            if outer is not None and (place.exists() or not (outer / "previous").exists()):
                _discard(outer)


def _discard(outer: Path) -> None:
    """Remove a working folder, its mark last: a kill meanwhile leaves what the next sweep knows for ours."""
    for name in ("folder", "previous"):
        shutil.rmtree(outer / name, ignore_errors=True)
    (outer / _MARK).unlink(missing_ok=True)
    with suppress(OSError):
        outer.rmdir()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one run at a time change which folders stand in `folder`; a killed run lets go by itself."""
    if os.name != "posix":
        yield
        return
    import fcntl  # noqa: PLC0415  (not on every system)

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _stem(place: Path) -> str:
    """Return how the names of working folders of `place` begin on this machine; long names are cut."""
    return f".{place.name[:60]}.new-{platform.node()[:60]}-"


def _sweep(place: Path) -> None:
    """Remove what runs that were killed on this machine left behind."""
    if os.name != "posix":  # elsewhere a process cannot be asked whether it lives without being harmed
        return
    stem = _stem(place)
    for left in place.parent.glob(f"{glob.escape(stem)}*-*"):
        process = left.name.removeprefix(stem).partition("-")[0]
        if not process.isdecimal() or _alive(int(process)):
            continue
        if (left / _MARK).is_file():
            _clear(left, place)
        else:  # killed before it was marked, if it is ours: then it is empty, and goes only if it is
            with suppress(OSError):
                left.rmdir()


def _clear(left: Path, place: Path) -> None:
    """Remove the working folder of a run that was killed, once nothing in it is needed."""
    if not place.exists() and (left / "previous").exists():
        (left / "previous").rename(place)
    for old in (left / "folder", left / "previous"):
        ledger = read_ledger(old)
        if ledger is not None and place.is_dir():
            carry(old, place, ledger)
    _discard(left)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _replace(staging: Path, place: Path, earlier: Earlier | None, refuse_changed: bool) -> None:
    if not place.exists():
        staging.chmod(0o777 & ~_umask())
        staging.rename(place)
        return
    staging.chmod(place.stat().st_mode & 0o7777)
    ledger = _ledger_of(place, earlier) or Ledger("")
    moved = carry(place, staging, ledger)
    if moved and refuse_changed:
        raise InputError(_changed_words(place, sorted(moved)))
    old = _swap(staging, place)
    _carry_late(old, place, earlier)
    if moved:
        _LOG.warning(_kept_words(place, moved))


def _kept_words(place: Path, moved: dict[Path, Path]) -> str:
    names = ", ".join(f"{path} as {kept}" for path, kept in sorted(moved.items())[:5])
    rest = f" and {len(moved) - 5:,} more" if len(moved) > 5 else ""
    return f"Files in '{place}' that were not as beatwright wrote them are kept there: {names}{rest}."


def _carry_late(old: Path, place: Path, earlier: Earlier | None) -> None:
    """Carry once more, for what was put there while the first pass was looking; what cannot be is not thrown away."""
    try:
        carry(old, place, _ledger_of(old, earlier) or Ledger(""))
    except OSError as error:
        safe = place.with_name(f"{place.name}.earlier-{os.getpid()}")
        old.rename(safe)
        _LOG.warning("the earlier folder is kept as '%s': %s", safe, error)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _swap(staging: Path, place: Path) -> Path:
    """Put `staging` in the place of `place` and return where the old folder is now."""
    if _exchange(staging, place):
        return staging
    # No atomic exchange on this system: the old folder is aside for the moment between two renames.
    aside = staging.with_name("previous")
    place.rename(aside)
    try:
        staging.rename(place)
    except OSError:
        aside.rename(place)
        raise
    return aside


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one system call; False where the system has no such call."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    done: bool = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
    if not done and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS, errno.EPERM):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
    return done
