"""The folder of a reproduced study, written whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from beatwright.core.files import staged_folder, write_text

__all__ = ["MARKER", "study_folder", "write_figures"]

MARKER = "reproduce.json"


@contextmanager
def study_folder(output: Path) -> Iterator[Path]:
    """Give an empty folder; it becomes `output` when the block ends without an error."""
    with staged_folder(output, marker=MARKER) as staging:
        yield staging


def write_figures(folder: Path, figures: dict[str, Any]) -> None:
    """Write the figures of a study as JSON: the file that says that a folder is a study's."""
    write_text(folder / MARKER, json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
