"""What a run was made from: versions, inputs with checksums, options, seeds, wall times."""

from __future__ import annotations

import datetime
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from beatwright._version import __version__
from beatwright.base.digest import file_digest
from beatwright.study.file.study_steps import Study

__all__ = ["input_files", "manifest_of", "package_versions"]

_PACKAGES = ("geopandas", "highspy", "numba", "numpy", "pandas", "pyproj", "scikit-learn", "scipy", "shapely")


def manifest_of(study: Study, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return the manifest of a run.

    Parameters
    ----------
    study : Study
        What ran.
    seconds : mapping of str to float
        Wall time of every step so far, in seconds.
    """
    return {
        "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "versions": package_versions(),
        "seed": study.options.seed,
        "options": dict(study.tables),
        "inputs": [_input(path) for path in input_files(study)],
        "seconds": dict(seconds),
    }


def package_versions() -> dict[str, str]:
    """Return the versions of beatwright, of Python, and of the packages that a result may depend on."""
    return {
        "beatwright": __version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _PACKAGES},
    }


def input_files(study: Study) -> list[Path]:
    """Return every file that an option names, each once."""
    named = {
        study.folder / value
        for table in study.tables.values()
        for row in (table if isinstance(table, list) else [table])
        for value in row.values()
        if isinstance(value, str) and value
    }
    return sorted(path for path in named if path.is_file())


def _input(path: Path) -> dict[str, Any]:
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": file_digest(path)}
