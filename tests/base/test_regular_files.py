"""Whatever option a file is given by, pipes, devices, folders, sockets, loops and endless files end in one sentence."""

import os
import socket
import threading
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import beatwright as bw
from beatwright.base.errors import BeatwrightError, InputError
from beatwright.base.files import text_file
from beatwright.base.files.atomic_file import need_free
from beatwright.base.files.ledger import LEDGER, read_ledger
from beatwright.base.files.open_file import regular_file
from beatwright.base.files.text_file import read_text, whole_file
from beatwright.base.vector.vector_files import read_vector
from beatwright.core.case_folder import need_case_folder
from beatwright.core.plan import Plan
from beatwright.data import CitySource, CurrentDistricts, CurrentPosts, IncidentSource, read_city
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.rows.kind_table import KindTable
from beatwright.data.today.district_table import read_districts
from beatwright.network import RoadSource
from beatwright.network.graphml import read_graphml
from beatwright.study.demo import _earlier
from beatwright.study.file.study_file import read_study
from beatwright.testing import small_problem

_PROBLEM = small_problem()
_READERS = {
    "incidents": (".csv", lambda path: IncidentSource(str(path)).read()),
    "incidents in a workbook": (".xlsx", lambda path: IncidentSource(str(path)).read()),
    "incidents in a layer": (".gpkg", lambda path: IncidentSource(str(path)).read()),
    "mapping": (".toml", ColumnMapping.load),
    "kinds": (".csv", KindTable.read),
    "study": (".toml", read_study),
    "bare study": (".csv", read_study),
    "boundary": (".geojson", lambda path: CitySource(boundary=str(path)).frame()),
    "zones": (".parquet", lambda path: CitySource(boundary=str(path), zones=str(path)).frame()),
    "city": (".toml", read_city),
    "layer": (".shp", read_vector),
    "streets": (".graphml", read_graphml),
    "streets in a layer": (".gpkg", lambda path: RoadSource(edges=str(path)).read(path.parent, 32615)),
    "plan": (".json", Plan.load),
    "districts": (".csv", lambda path: read_districts(path, _PROBLEM.city)),
    "districts of today": (".json", lambda path: CurrentDistricts(file=str(path)).solve(_PROBLEM)),
    "polygons of today": (".gpkg", lambda path: CurrentDistricts(file=str(path)).solve(_PROBLEM)),
    "posts in a table": (".csv", lambda path: CurrentPosts(file=str(path)).solve(_PROBLEM)),
    "posts in a plan": (".json", lambda path: CurrentPosts(file=str(path)).solve(_PROBLEM)),
    "posts in Parquet": (".parquet", lambda path: CurrentPosts(file=str(path)).solve(_PROBLEM)),
    "output": (".csv", lambda path: need_free(path, ours=bool)),
}


def _pipe(path):
    os.mkfifo(path)


def _device(path):
    path.symlink_to("/dev/zero")


def _folder(path):
    path.mkdir()


def _socket(path):
    os.chdir(path.parent)  # the name of a socket has 108 signs at most
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)


def _loop(path):
    path.symlink_to(path)


def _dangling(path):
    path.symlink_to(path.with_name("gone"))


_STRANGE = {
    "pipe": _pipe,
    "device": _device,
    "folder": _folder,
    "socket": _socket,
    "loop": _loop,
    "dangling": _dangling,
    "missing": lambda _: None,
}


# An output that is not there yet, and a folder to read a city from.
_AS_WANTED = [("output", "missing"), ("output", "dangling"), ("output", "loop"), ("city", "folder")]


@contextmanager
def _at_once(seconds=20):
    """Fail, rather than hang, where something waits for a pipe."""
    over = threading.Timer(seconds, os._exit, [70])
    over.start()
    try:
        yield
    finally:
        over.cancel()


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("strange", _STRANGE)
def test_what_is_no_regular_file_is_one_sentence(reader, strange, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    suffix, read = _READERS[reader]
    path = tmp_path / f"given{suffix}"
    _STRANGE[strange](path)
    if (reader, strange) in _AS_WANTED:
        return
    with _at_once(), pytest.raises(BeatwrightError) as caught:
        read(path)
    said = str(caught.value)
    assert "given" in said or "loop" in said
    assert any(word in said for word in ("a pipe or a device", "is a folder", "does not exist", "cannot be opened"))


@pytest.mark.parametrize("reader", [name for name in _READERS if name != "output"])
def test_an_empty_file_is_one_sentence(reader, tmp_path):
    suffix, read = _READERS[reader]
    path = tmp_path / f"given{suffix}"
    path.touch()
    with _at_once(), pytest.raises(BeatwrightError) as caught:
        read(path)
    assert "\n" not in str(caught.value) or reader == "study"


@pytest.mark.parametrize("name", ["manifest.json", LEDGER, "study.toml"])
@pytest.mark.parametrize("strange", ["pipe", "device", "loop", "folder"])
def test_an_output_folder_with_strange_files_in_it_is_not_ours(name, strange, tmp_path):
    (tmp_path / "out").mkdir()
    _STRANGE[strange](tmp_path / "out" / name)
    with _at_once(), pytest.raises(InputError):
        need_case_folder(tmp_path / "out")
    with _at_once():
        assert read_ledger(tmp_path / "out") is None
        assert _earlier(tmp_path / "out") is None


@pytest.mark.parametrize("name", ["city/city.json", "city/zones.parquet", "city/travel.npz", "plans/01.json"])
@pytest.mark.parametrize("strange", ["pipe", "device", "loop", "folder"])
def test_a_case_folder_with_strange_files_in_it_is_refused(name, strange, tmp_path, a_case):
    folder = tmp_path / "case"
    a_case.save(folder)
    (folder / name).unlink()
    _STRANGE[strange](folder / name)
    with _at_once(), pytest.raises(InputError):
        bw.Case.load(folder)


@pytest.fixture(scope="module")
def a_case():
    plan = bw.planning.PMedian(p=2).solve(_PROBLEM)
    evaluation = bw.evaluate.Coverage().score(_PROBLEM, plan)
    return bw.Case("a", _PROBLEM, _PROBLEM, (plan,), (evaluation,), plan.name, plan.name)


@pytest.mark.parametrize("read", [ColumnMapping.load, KindTable.read, read_study, Plan.load])
def test_a_file_without_end_is_not_read(read, tmp_path):
    path = tmp_path / "large.toml"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)  # one terabyte of nothing, which takes no room
    with _at_once(), pytest.raises(BeatwrightError, match="more than 64 MB"):
        read(path)


@pytest.mark.parametrize("name", ["large.csv", "large.geojson"])
def test_a_table_larger_than_the_machine_is_not_read(name, tmp_path):
    path = tmp_path / name
    path.write_text('{"a"' if name.endswith("json") else "a,b\n")
    with path.open("r+b") as stream:
        stream.truncate(1 << 40)
    with _at_once(), pytest.raises(InputError, match=r"1,048,576 MB; [\d,]+ MB at most"):
        IncidentSource(str(path)).read()


def test_the_limit_of_tables_is_that_of_the_machine_too(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(b"x" * 100)
    monkeypatch.setattr(text_file, "_memory", lambda: 99)
    with pytest.raises(InputError, match="Split it by year"):
        whole_file(tmp_path / "a.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_is_read_as_editors_write_it(encoding, end, tmp_path):
    (tmp_path / "a.toml").write_bytes(f"a = 1{end}b = 'é'{end}".encode(encoding))
    assert read_text(tmp_path / "a.toml") == "a = 1\nb = 'é'\n"


def test_text_of_another_encoding_is_told(tmp_path):
    (tmp_path / "a.toml").write_bytes("b = 'é'".encode("latin-1"))
    with pytest.raises(InputError, match=r"no UTF-8 text \(byte 6 is 0xe9\)\. Save it as UTF-8\."):
        read_text(tmp_path / "a.toml")


@pytest.mark.parametrize(
    ("there", "given", "meant"),
    [
        ("incidents.csv", "incidnets.csv", "incidents.csv"),
        ("incidents.csv", "Incidents.CSV", "incidents.csv"),
        ("Incidents_2024.csv", "incidents_2024.csv", "Incidents_2024.csv"),
        ("stations.geojson", "station.geojson", "stations.geojson"),
        ("zones.gpkg", "zones.gpgk", "zones.gpkg"),
        ("Kriminalität.csv", "Kriminalitat.csv", "Kriminalität.csv"),
        ("calls for service.xlsx", "calls_for_service.xlsx", "calls for service.xlsx"),
        ("boundary.shp", "boundery.shp", "boundary.shp"),
        ("streets.graphml", "street.graphml", "streets.graphml"),
        ("study.toml", "studdy.toml", "study.toml"),
    ],
)
def test_a_name_that_is_nearly_right_is_suggested(there, given, meant, tmp_path):
    (tmp_path / there).touch()
    if (tmp_path / given).exists():
        pytest.skip("this file system takes both for one name")
    with pytest.raises(InputError, match=f"does not exist. Did you mean '{meant}'"):
        regular_file(tmp_path / given)


def test_a_missing_folder_and_a_strange_name_are_told(tmp_path):
    (tmp_path / "a.csv").touch()
    with pytest.raises(InputError, match=r"Its folder .*nowhere' does not exist either"):
        regular_file(tmp_path / "nowhere" / "a.csv")
    with pytest.raises(InputError, match="Check the name"):
        regular_file(tmp_path / "stations.csv")
    with pytest.raises(InputError, match=r"is a folder\. Give a file\. In it: a\.csv\."):
        regular_file(tmp_path)


def test_a_file_that_nobody_may_read_is_told(tmp_path):
    gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=4326).to_file(tmp_path / "a.gpkg")
    (tmp_path / "a.gpkg").chmod(0)
    if os.access(tmp_path / "a.gpkg", os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(InputError, match="cannot be opened"):
        read_vector(tmp_path / "a.gpkg")


def test_a_name_that_no_system_takes_is_told():
    for name in ("a\x00b.csv", "x" * 5_000 + ".csv"):
        with pytest.raises(InputError, match="cannot be opened"):
            regular_file(Path(name))
