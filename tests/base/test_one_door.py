"""Every file that a user names comes in by a door that holds it to be a regular file; the syntax trees say so."""

import ast
import functools
from pathlib import Path

import pytest

import beatwright

_SOURCE = Path(beatwright.__file__).parent
_OPENS = {
    *("open", "read_text", "read_bytes", "read_csv", "read_parquet", "read_excel", "read_json", "read_file"),
    *(
        "read_dataframe",
        "read_arrow",
        "read_info",
        "list_layers",
        "ParquetFile",
        "read_schema",
        "read_table",
        "ZipFile",
    ),
    *("load_workbook", "fromfile", "loadtxt", "genfromtxt", "memory_map", "urlopen", "urlretrieve"),
}
_OF_MODULES = {"np.load", "sqlite3.connect", "json.load", "tomllib.load", "pickle.load", "joblib.load"}
_OF_CRS = {"from_user_input", "from_string", "from_wkt", "from_json", "from_proj4", "from_dict", "CRS"}
# Where a call stands that opens a file, and why it may: everything else goes through these.
_DOORS = {
    "base/files/open_file.py": "the door itself",
    "base/vector/gdal_files.py": "opens what regular_file gave it",
    "base/vector/plain_geojson.py": "opens what gis_source gave it",
    "base/vector/geoparquet.py": "opens what regular_file gave it",
    "base/files/workbook_file.py": "opens what regular_file gave it",
    "base/vector/vector_files.py": "hands GDAL what gis_source gave it, and pandas a text in memory",
    "data/incidents/files/vector_table.py": "hands GDAL what gis_source gave it",
    "data/incidents/files/open_table.py": "looks into an archive whose first bytes regular_file gave",
    "data/incidents/files/delimited_text.py": "hands Arrow a text in memory",
    "network/graphml.py": "opens what regular_file gave it",
    "core/case_parts.py": "opens what regular_file gave it",
    "core/city_folder.py": "opens what regular_file gave it",
    "core/square_counts.py": "opens what regular_file gave it",
    "base/files/parquet_with_facts.py": "opens what regular_file gave it",
    "web/imports/archive_checks.py": "looks into the directory of what regular_file gave it",
    "data/digitize/map_picture.py": "opens the bytes of what regular_file gave it, in memory",
}
# Files of our own that nobody names: our package's, our cache's, those that we are writing.
_OWN = {
    "base/kernels/kernel_cache.py": "what we compiled and kept ourselves",
    "base/digest.py": "of files that were read or written",
    "base/files/dbf_encoding.py": "the copies that gis_source makes",
    "base/files/atomic_file.py": "a file that we write",
    "base/vector/geopackage_layers.py": "a file that we write",
    "base/files/atomic_folder.py": "a folder that we write",
    "base/system_errors.py": "a trial file that we write",
    "network/cache.py": "a file of our own, found by its digest",
    "show/files/geopackage.py": "a file that we write",
    "show/files/district_files.py": "a file that we write",
    "show/report/environment.py": "a style of the package",
    "show/replay/replay_page.py": "a style and a script of the package",
    "show/files/geotiff.py": "a file in memory that we write",
    "data/incidents/rows/kind_table.py": "a table of the package",
    "web/imports/incoming_file.py": "a file that we write",
    "web/serving/database_lease.py": "a file that we write",
    "web/exports/packed_files.py": "an archive that we write, of files that we wrote",
    "solver/quiet_stdout.py": "the null device",
    "solver/highs_process.py": "what a process that we started says",
    "solver/highs_worker.py": "the job that whoever started it sends; the null device",
    "cli/commands.py": "the null device",
    "supervisor.py": "the system's list of processes",
    "forecast/rolling/peak_memory.py": "the system's account of this process",
}


@functools.cache
def _called(file: Path) -> tuple[str, ...]:
    """Return the names of what a file calls; several tests ask for those of the whole package."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return tuple(ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call))


def _opens(file: Path) -> list[str]:
    return [name for name in _called(file) if name.rpartition(".")[2] in _OPENS or name in _OF_MODULES]


def _files() -> list[Path]:
    return [file for file in sorted(_SOURCE.rglob("*.py")) if "studies" not in file.relative_to(_SOURCE).parts]


def test_only_doors_open_files():
    found = {file.relative_to(_SOURCE).as_posix(): _opens(file) for file in _files()}
    opening = {name: calls for name, calls in found.items() if calls and name not in _DOORS | _OWN}
    # The house's own reader of text has the name of pathlib's.
    strangers = {name: [call for call in calls if call != "read_text"] for name, calls in opening.items()}
    assert {name: calls for name, calls in strangers.items() if calls} == {}


@pytest.mark.parametrize("name", sorted(_DOORS | _OWN))
def test_the_list_of_doors_is_not_longer_than_it_must_be(name):
    assert _opens(_SOURCE / name)


@pytest.mark.parametrize("name", sorted(set(_DOORS) - {"base/files/open_file.py", "base/vector/plain_geojson.py"}))
def test_doors_of_files_ask_for_a_regular_file(name):
    assert set(_called(_SOURCE / name)) & {"regular_file", "gis_source", "whole_file", "open_workbook"}


def test_a_crs_is_made_in_one_place():
    made = {
        file.relative_to(_SOURCE).as_posix(): name
        for file in _files()
        for name in _called(file)
        if name.startswith("pyproj.") and name.rpartition(".")[2] in _OF_CRS
    }
    assert set(made) <= {"base/vector/crs.py", "study/file/guesses.py"}  # the latter: what the reading itself found
