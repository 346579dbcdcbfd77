"""What is done with a damaged file: all that a run would do before it plans."""

from pathlib import Path
from random import Random

import numpy as np

from beatwright.core import Case
from beatwright.data import (
    CitySource,
    ColumnMapping,
    CurrentDistricts,
    CurrentPosts,
    IncidentSource,
    KindTable,
    read_incidents,
)
from beatwright.network import RoadSource
from beatwright.study import read_study
from beatwright.testing import small_problem

CITY = small_problem().city
UTM = 32615


def read_as(family: str, path: Path, rng: Random) -> object:
    """Read the damaged file, or the folder that it lies in, as its family is read."""
    return _READERS[family](path, rng)


def _incidents(path: Path, _: Random) -> object:
    source = IncidentSource(path.name)
    source.unreadable(path.parent)
    report = source.check(path.parent)
    return len(read_incidents(path)), report.to_dict()


def _layers(path: Path, rng: Random) -> object:
    option = rng.choice(["zones", "boundary", "parents", "population", "sites", "current"])
    whole = path.with_name("whole.geojson")
    framed = option in ("zones", "boundary", "parents", "population")
    source = CitySource(**{"boundary": "" if framed else whole.name, option: path.name})
    source.unreadable(path.parent)
    frame = source.frame(path.parent)
    if frame.boundary.area > 1e9:  # a grid of a broken city would be the work of minutes, and no matter of reading
        return frame.notes
    return source.build(path.parent, frame).notes


def _streets(path: Path, rng: Random) -> object:
    source = RoadSource(edges=path.name, topology=rng.choice(["auto", "lines"]))
    graph = source.read(path.parent, UTM)
    places = np.array([[739_500.0, 4_276_500.0], [740_500.0, 4_277_500.0]])
    return source.travel(places, places, graph).metres.tolist()


def _stations(path: Path, _: Random) -> object:
    posts = "stations" in path.name or path.suffix == ".json"
    planner = CurrentPosts(file=str(path)) if posts else CurrentDistricts(file=str(path))
    planner.check_file()
    planner.check_city(CITY)
    return planner.label


def _study(path: Path, _: Random) -> object:
    if path.name.startswith("mapping"):
        return ColumnMapping.load(path)
    if path.name.startswith("kinds"):
        return KindTable.read(path).match(["THEFT", "burglary", "13A", "999"]).tolist()
    study = read_study(path)
    return study.main, study.base, study.notes


def _case(path: Path, _: Random) -> object:
    folder = next(parent for parent in path.parents if parent.name == "case")
    case = Case.load(folder)
    return case.digest, case.comparison.table.to_dict() if case.evaluations else None


_READERS = {
    "incidents": _incidents,
    "layers": _layers,
    "streets": _streets,
    "stations": _stations,
    "study": _study,
    "case": _case,
}
