"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from beatwright.base.errors import InputError
from beatwright.base.files.leftovers import left_over
from beatwright.base.files.open_file import head_of, regular_file
from beatwright.base.system_errors import naming_path

__all__ = ["atomic_path", "need_free", "real_place", "write_new_text", "write_text"]


@contextmanager
def atomic_path(target: Path | str) -> Iterator[Path]:
    """Give a temporary path beside `target`; move it onto `target` when the block ends without an error.

    A link stays a link, and a file that is replaced keeps its permissions.
    """
    target = real_place(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with naming_path(target):
        handle, name = tempfile.mkstemp(prefix=f".{target.stem[:60]}.", suffix=target.suffix, dir=target.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            with left_over(temporary):
                yield temporary
                temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
                temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)


def real_place(target: Path | str) -> Path:
    """Return where links lead to.

    Raises
    ------
    InputError
        Where they lead in a circle: writing there would replace the user's link.
    """
    place = Path(os.path.realpath(target))
    if place.is_symlink():
        raise InputError(f"The links at '{target}' lead in a circle. Give another name, or mend the link.")
    return place


def write_text(target: Path | str, text: str) -> Path:
    """Write `text` as UTF-8, whole or not at all, and return the path; lone surrogates become escapes."""
    with atomic_path(target) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
    return Path(target)


def write_new_text(target: Path | str, text: str) -> Path:
    """Write `text` as UTF-8 to a file that does not exist yet, whole or not at all, and return the path.

    Raises
    ------
    InputError
        Where anything of that name is there, also where it has come only just now: it is never overwritten.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        naming_path(target),
        tempfile.TemporaryDirectory(prefix=f".{target.stem[:60]}.", dir=target.parent) as place,
        left_over(Path(place)),
    ):
        temporary = Path(place, "text")
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
        try:
            _give_name(temporary, target)
        except FileExistsError:
            raise InputError(f"'{target}' exists already and is never overwritten. Give another name.") from None
    return target


def _give_name(temporary: Path, target: Path) -> None:
    """Give a finished file its name, where nothing has it."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        with target.open("xb") as taken:
            try:
                taken.write(temporary.read_bytes())
            except BaseException:
                target.unlink()
                raise


def need_free(
    target: Path | str, *, ours: Callable[[str], bool], inputs: tuple[Path | str, ...] = (), force: bool = False
) -> None:
    """Raise unless a file may be written to `target` without a loss.

    Parameters
    ----------
    target : path
        The file that the user named.
    ours : callable
        Says of the beginning of the file that stands there, as text, whether we wrote it.
    inputs : tuple of path
        Files that are read: never overwritten, whatever `force` says.
    force : bool, default False
        Overwrite a file that is not ours.

    Raises
    ------
    InputError
        Where `target` is one of the inputs, a folder, or a file that is not ours.
    """
    target = Path(target)
    real_place(target)
    if target.is_dir():
        raise InputError(f"'{target}' is a folder. Give the name of a file.")
    if not target.exists():
        return
    if any(Path(path).exists() and target.samefile(path) for path in inputs):
        raise InputError(f"'{target}' is read as an input and is not overwritten. Give another name.")
    if not force and not ours(_beginning(target)):
        raise InputError(
            f"'{target}' exists and beatwright did not write it. Give another name, or --force to overwrite it."
        )


def _beginning(path: Path, most: int = 65_536) -> str:
    return head_of(regular_file(path), most).decode("utf-8-sig", errors="replace")
