"""Results kept in a folder under the hash of everything that they depend on."""

from __future__ import annotations

import json
import logging
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from beatwright.base.errors import ParameterError
from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.system_errors import system_sentence
from beatwright.core.travel import Travel

__all__ = ["cached_travel"]

_LOG = logging.getLogger("beatwright")
_VERSION = 1


def cached_travel(folder: str | Path | None, key: str, measure: Callable[[], Travel]) -> Travel:
    """Return what `folder` holds under `key`; else measure, keep, and return.

    A file that cannot be read is measured again and replaced. Files appear whole or not at all.

    Parameters
    ----------
    folder : path or None
        None keeps nothing.
    key : str
        Hash of everything that the result depends on.
    measure : callable
        Makes the result.
    """
    if folder is None:
        return measure()
    path = Path(folder) / f"travel-{_VERSION}-{key}.npz"
    kept = _load(path)
    if kept is not None:
        _LOG.info("travel read from %s", path)
        return kept
    travel = measure()
    words = json.dumps({"kind": travel.kind, "notes": list(travel.notes)})
    try:
        with atomic_path(path) as temporary:
            np.savez(temporary, metres=travel.metres, minutes=travel.minutes, words=np.array(words))
    except OSError as error:
        _LOG.warning("the travel is not kept for the next run: %s", system_sentence(error))
    return travel


def _load(path: Path) -> Travel | None:
    if not path.is_file():
        return None
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            words = json.loads(str(arrays["words"]))
            return Travel(arrays["metres"], arrays["minutes"], words["kind"], tuple(words["notes"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, ParameterError) as problem:
        _LOG.warning("the kept travel %s cannot be read (%s); it is measured again", path, problem)
        return None
