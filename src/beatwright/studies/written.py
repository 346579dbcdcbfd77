"""The folder of a reproduced study, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from beatwright.core.files import write_text
from beatwright.core.ledger import Ledger
from beatwright.core.staging import staged_folder
from beatwright.core.text_file import read_text

__all__ = ["MARKER", "study_folder", "write_figures"]

MARKER = "reproduce.json"


@contextmanager
def study_folder(output: Path) -> Iterator[Path]:
    """Give an empty folder; it becomes `output` when the block ends without an error."""
    with staged_folder(output, kind="reproduced study", earlier=_earlier) as staging:
        yield staging


def _earlier(folder: Path) -> Ledger | None:
    """Recognise a folder of version 0.1, which kept no list of files; all that stands in it is kept."""
    try:
        study = json.loads(read_text(folder / MARKER))["study"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return Ledger("reproduced study") if isinstance(study, str) and (folder / "report.html").is_file() else None


def write_figures(folder: Path, figures: dict[str, Any]) -> None:
    """Write the figures of a study as JSON: what the report shows, for programs."""
    write_text(folder / MARKER, json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
