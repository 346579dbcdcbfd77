"""What a run was made from: versions, inputs with checksums, options, seeds, wall times."""

from __future__ import annotations

import datetime
import platform
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from beatwright._version import __version__
from beatwright.base.digest import file_digest
from beatwright.base.vector.vector_files import split_layer
from beatwright.core.protocols import InputStep
from beatwright.data.today.today_source import CURRENT
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
    """Return every file that an option for a file names, each once; a title that reads like a path names none."""
    paths = (path for name in _named(study) for path in _paths(study.folder, name))
    return sorted({path for path in paths if path.is_file()})


def _named(study: Study) -> Iterator[str]:
    incidents = study.incidents
    yield from (incidents.file, incidents.kinds)
    if isinstance(incidents.mapping, str):
        yield incidents.mapping
    yield from (*study.city.files.values(), *study.network.files.values())
    for step in (study.today, *(planner for _, planner in study.planners), *study.judges):
        if isinstance(step, InputStep):
            yield from (getattr(step, option) for option in step.input_files)


def _paths(folder: Path, name: str) -> Iterator[Path]:
    """Yield what a name can mean: a file, with a layer, a column or a plan behind it or without."""
    if name and name != CURRENT:
        file = split_layer(name)[0]
        parts = file.split(":")  # the name of a plan may have one of its own
        yield from (folder / ":".join(parts[:count]) for count in range(1, len(parts) + 1) if parts[count - 1])


def _input(path: Path) -> dict[str, Any]:
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": file_digest(path)}
