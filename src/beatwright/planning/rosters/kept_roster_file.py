"""The file in which a named roster is kept while it is made, so that nothing is lost where the program is killed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from beatwright.base.digest import digest_of
from beatwright.base.effort import SearchOptions
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.leftovers import keep_told
from beatwright.base.files.text_file import read_text
from beatwright.solver.rosters.named import KeptRoster, NamedRules, StaffMember

__all__ = ["KeptRosterFile", "kept_roster_file", "kept_roster_files"]

_FILES = "named-roster-*.json"
_FORMAT = 1
_WORDS = {-1: "-", -2: "?"}  # a day off, and a day of which nothing is known yet


@dataclass(frozen=True)
class KeptRosterFile:
    """A file for the roster of one question; it is replaced whole, so that a kill at any moment leaves it whole.

    Parameters
    ----------
    path : Path
        Its name says what was asked: other officers, rules or efforts have another file.
    """

    path: Path

    def read(self) -> KeptRoster | None:
        """Return what is kept; None where there is nothing, or nothing that can be read."""
        numbers = {word: number for number, word in _WORDS.items()}
        try:
            kept = json.loads(read_text(self.path))
            days = [[numbers[word] if word in numbers else int(word) for word in line.split()] for line in kept["duty"]]
            duty = np.array(days, dtype=np.int64)
            return KeptRoster(duty, int(kept["finished"]), float(kept["bound"]), bool(kept["ended"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, kept: KeptRoster) -> None:
        """Replace the file."""
        lines = [" ".join(_WORDS.get(shift, str(shift)) for shift in line) for line in kept.duty.tolist()]
        bound = max(kept.bound, 0.0)  # no weight is below 0, and JSON has no infinity
        content = {"format": _FORMAT, "finished": kept.finished, "bound": bound, "ended": kept.ended, "duty": lines}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_text(self.path, json.dumps(content, indent=1))
        keep_told(f"The named roster so far is kept in {self.path.parent}, and the same command goes on from there.")


def kept_roster_file(
    folder: Path, need: npt.NDArray[np.int64], staff: Sequence[StaffMember], rules: NamedRules, effort: SearchOptions
) -> KeptRosterFile:
    """Return the file of a roster in a folder."""
    limits = [effort.get("seconds"), effort.get("gap"), effort.get("seed")]
    asked = digest_of(need, [repr(member) for member in staff], repr(rules), limits)
    return KeptRosterFile(folder / _FILES.replace("*", asked[:16]))


def kept_roster_files(folder: Path) -> list[Path]:
    """Return the files of rosters in a folder, whatever was asked; a file of such a name without one is not ours."""
    return [path for path in sorted(folder.glob(_FILES)) if KeptRosterFile(path).read() is not None]
