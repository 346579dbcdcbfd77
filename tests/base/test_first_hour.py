"""The files that people give by mistake: one sentence each, which says what the file is and what to do."""

import gzip
import io
import zipfile

import geopandas as gpd
import openpyxl
import pytest
import shapely
from typer.testing import CliRunner

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.base.vector.vector_files import read_vector
from beatwright.cli.commands import app
from beatwright.data.incidents.files.open_table import open_table
from beatwright.data.today.post_file import read_post_file
from beatwright.study.check_file import check_file

_CSV = "time,kind,lon,lat\n2020-01-01 10:00,THEFT,-90.2,38.6\n2020-01-02 10:00,THEFT,-90.3,38.7\n"
_LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n"


def _workbook():
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for line in _CSV.splitlines():
        book.active.append([float(cell) if cell[0] in "-3" else cell for cell in line.split(",")])
    book.save(stream)
    return stream.getvalue()


_GIVEN = {
    "a web page": ("a.csv", "<!DOCTYPE html><html><body>404</body></html>", "a web page or XML"),
    "a web page after blank lines": ("a.csv", "\n\n  <html><body>log in</body></html>", "a web page or XML"),
    "an error of a bucket": ("a.geojson", '<?xml version="1.0"?><Error>AccessDenied</Error>', "a web page or XML"),
    "an error of a service": ("a.csv", '{"error": {"code": 400, "message": "Invalid"}}', "JSON, but not GeoJSON"),
    "an error named as a layer": ("a.geojson", '{"message" : "not found", "errorCode": 404}', "JSON, but not GeoJSON"),
    "a pointer": ("a.csv", _LFS, "git lfs pull"),
    "a pointer to a layer": ("a.gpkg", _LFS, "git lfs pull"),
    "a packed table": ("a.csv", gzip.compress(_CSV.encode()), "gzip. Unpack it first"),
    "a packed layer": ("a.geojson", gzip.compress(b"{}"), "gzip. Unpack it first"),
    "packed with bzip2": ("a.csv", b"BZh91AY&SY", "bzip2. Unpack"),
    "packed with xz": ("a.csv", b"\xfd7zXZ\x00\x00", "xz. Unpack"),
    "packed with Zstandard": ("a.csv", b"\x28\xb5\x2f\xfd\x00", "Zstandard. Unpack"),
    "packed with 7-Zip": ("a.csv", b"7z\xbc\xaf\x27\x1c", "7-Zip. Unpack"),
    "an old workbook": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "Save it as XLSX or CSV"),
    "a PDF": ("a.csv", "%PDF-1.7", "a PDF"),
    "a picture": ("a.csv", b"\x89PNG\r\n", "a picture"),
    "an Access database": ("a.csv", b"\x00\x01\x00\x00Standard Jet DB\x00", "an Access database"),
    "an Arrow file": ("a.parquet", b"ARROW1\x00\x00", "Write it as Parquet"),
    "FlatGeobuf": ("a.gpkg", b"fgb\x03fgb\x00", "Export it as GeoPackage"),
    "nothing": ("a.csv", "", "is empty"),
    "nothing in a layer": ("a.geojson", "", "is empty"),
    "a part of a shapefile": ("a.prj", 'GEOGCS["WGS 84"]', "Give the file that ends in .shp"),
    "an archive of a table": ("a.zip", {"calls.csv": _CSV}, "Unpack it and give"),
    "an archive of nothing": ("a.zip", {}, "nothing in it"),
}


@pytest.mark.parametrize("read", [read_vector, open_table, check_file, lambda path: read_post_file(str(path))])
@pytest.mark.parametrize("case", _GIVEN)
def test_one_sentence_says_what_it_is(read, case, tmp_path):
    name, content, said = _GIVEN[case]
    if isinstance(content, dict):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part, text in content.items():
                archive.writestr(part, text)
    else:
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BeatwrightError) as caught:
        read(tmp_path / name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "a." in str(caught.value)


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.xls", "a", "a.zip"])
def test_a_workbook_is_read_under_any_name(name, tmp_path):
    (tmp_path / name).write_bytes(_workbook())
    assert len(read_vector(tmp_path / name)) == 2
    assert len(open_table(tmp_path / name).rows) == 2


def test_blank_lines_are_no_table(tmp_path):
    (tmp_path / "a.csv").write_text("\n\n  \n")
    with pytest.raises(InputError, match="nothing but blank lines"):
        read_vector(tmp_path / "a.csv")


def _archive(folder, names, archive="many.zip", inside=""):
    layer = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(0, 0)], crs=4326)
    with zipfile.ZipFile(folder / archive, "w") as packed:
        for name in names:
            layer.to_file(folder / f"{name}.shp")
            for part in ("shp", "shx", "dbf", "prj"):
                packed.write(folder / f"{name}.{part}", f"{inside}{name}.{part}")
                packed.writestr(f"__MACOSX/{inside}._{name}.{part}", b"\x00\x05\x16\x07")
    return folder / archive


@pytest.mark.parametrize("read", [read_vector, open_table])
def test_one_of_several_shapefiles_is_not_guessed(read, tmp_path):
    with pytest.raises(InputError, match=r"has 2 shapefiles: one\.shp, two\.shp\. Unpack it"):
        read(_archive(tmp_path, ["one", "two"]))


@pytest.mark.parametrize("read", [read_vector, open_table])
@pytest.mark.parametrize("inside", ["", "folder/", "a/b c/"])
def test_the_only_shapefile_or_that_of_the_archives_name_is_read(read, inside, tmp_path):
    read(_archive(tmp_path, ["one"], inside=inside))
    read(_archive(tmp_path, ["one", "two"], archive="two.zip", inside=inside))


def test_paths_of_the_command_line_are_relative_to_where_it_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "calls.csv").write_text(_CSV.replace("time", "moment of it"))
    (tmp_path / "mapping.toml").write_text('time = "moment of it"\n')
    (tmp_path / "kinds.csv").write_text("pattern,class\nTHEFT,low\n")
    given = ["check", "data/calls.csv", "--mapping", "mapping.toml", "--kinds", "kinds.csv", "-q"]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 0, result.output
