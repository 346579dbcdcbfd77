"""What an archive may hold, asked of its directory before anything is unpacked."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from beatwright.base.errors import Complaints, InputError
from beatwright.base.files.open_file import regular_file
from beatwright.base.files.workbook_file import is_workbook

__all__ = ["check_archive"]

_MOST_MEMBERS = 20  # a shapefile has some seven parts
_MOST_BYTES = 1 << 30
_UNIX = 3  # who wrote the member's mode
_HOW = "Pack the parts of one shapefile (.shp, .shx, .dbf, .prj) into a ZIP, and nothing else."


def check_archive(path: Path) -> None:
    """Refuse an archive with links, with names that lead elsewhere, or that unpacks to too much.

    Raises
    ------
    InputError
        With every complaint at once.
    """
    try:
        with zipfile.ZipFile(regular_file(path)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError(f"The archive is damaged. {_HOW}") from None
    complaints = Complaints()
    complaints.extend(_complaints(members, is_workbook(path)))
    complaints.raise_if_any(InputError, "The archive is not unpacked")


def _complaints(members: list[zipfile.ZipInfo], workbook: bool) -> Iterator[str]:
    if len(members) > _MOST_MEMBERS and not workbook:
        yield f"It has {len(members):,} members, at most {_MOST_MEMBERS} are taken. {_HOW}"
    total = sum(member.file_size for member in members)
    if total > _MOST_BYTES:
        yield f"It unpacks to {total >> 20:,} MB, at most {_MOST_BYTES >> 20:,} MB are. Leave out what is not needed."
    if any(member.create_system == _UNIX and stat.S_ISLNK(member.external_attr >> 16) for member in members):
        yield f"It holds a link to another file, and no link is followed. {_HOW}"
    if any(_leads_out(member.filename) for member in members):
        yield f"A name in it leads to another folder. {_HOW}"
    if any(member.flag_bits & 1 for member in members):
        yield "It is locked by a password. Pack it without one."


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name
