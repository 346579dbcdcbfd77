"""Files in an archive, the same bytes for the same files."""

from __future__ import annotations

import zipfile
from pathlib import Path

from beatwright.base.files.atomic_file import write_text
from beatwright.core.case import Case
from beatwright.show.report.method import limits_of, notice_of

__all__ = ["pack_folder", "write_notice"]

_NO_CLOCK = (2000, 1, 1, 0, 0, 0)


def pack_folder(folder: Path, archive: Path, inside: str = "") -> Path:
    """Pack all files of a folder, below a folder `inside` of the archive where one is named; return the archive."""
    with zipfile.ZipFile(archive, "x", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            name = (Path(inside) / file.relative_to(folder)).as_posix()
            member = zipfile.ZipInfo(name, _NO_CLOCK)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with packed.open(member, "w", force_zip64=True) as target:
                target.write(file.read_bytes())
    return archive


def write_notice(case: Case, folder: Path) -> Path:
    """Write beside files that have no place for it what must go with them."""
    notice = notice_of(case)
    others = [limit for limit in limits_of(case) if limit not in notice]
    lines = ["Responsible use", "", *notice, "", "What these figures do not say", "", *others]
    return write_text(folder / "NOTICE.txt", "\n".join(lines) + "\n")
