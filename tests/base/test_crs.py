"""A CRS is a code or a definition; none opens a connection, a grid or any other file."""

import json
import sqlite3
from contextlib import closing

import geopandas as gpd
import pyarrow.parquet as pq
import pyproj
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.base.vector.crs import LONGEST_CRS, crs_of
from beatwright.base.vector.vector_files import read_vector
from beatwright.core.city_folder import load_city, save_city
from beatwright.data import CitySource, IncidentSource
from beatwright.data.city.layer import read_layer
from beatwright.data.incidents.files.open_table import open_table
from beatwright.data.today.post_file import read_post_file
from beatwright.network.graphml import read_graphml
from beatwright.testing import small_problem

_DATUM = 'DATUM["d",SPHEROID["Bessel 1841",6377397.155,299.1528128]]'
_WKT1 = f'GEOGCS["x",{_DATUM},PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]{{}}]'
_SOURCE = (
    'GEOGCRS["x",DATUM["d",ELLIPSOID["Bessel 1841",6377397.155,299.1528128]],CS[ellipsoidal,2],AXIS["lat",north],'
    'AXIS["lon",east],UNIT["degree",0.0174532925199433]]'
)
_BOUND = (
    f"BOUNDCRS[SOURCECRS[{_SOURCE}],TARGETCRS[{pyproj.CRS(4326).to_wkt()}],"
    'ABRIDGEDTRANSFORMATION["t",METHOD["{}"]{}]]'
)
_NTV2 = ',PARAMETERFILE["Latitude and longitude difference file","{}"]'


def _texts(file, address):
    """Return every way in which a CRS may lead to another file or to an address."""
    extension = ',EXTENSION["PROJ4","+proj=longlat +ellps=bessel +nadgrids={}"]'
    heights = f'VERT_CS["v",VERT_DATUM["v",2005,EXTENSION["PROJ4_GRIDS","{file}"]],UNIT["metre",1],AXIS["Up",UP]]'
    bound = _BOUND.format("NTv2", _NTV2.format(file))
    return {
        "grid": f"+proj=longlat +ellps=bessel +nadgrids={file} +no_defs",
        "grid if there": f"+proj=longlat +ellps=bessel +nadgrids=@{file} +type=crs",
        "grid after none": f"+proj=longlat +ellps=bessel +nadgrids=@null,{file}",
        "geoid": f"+proj=longlat +datum=WGS84 +geoidgrids={file} +vunits=m",
        "init": f"+init={file}:x",
        "init without plus": f"init={file}:x",
        "init with blanks": f"  +init={file}:x +no_defs",
        "pipeline": f"+proj=pipeline +step +proj=hgridshift +grids={file}",
        "step": f"proj=longlat step proj=vgridshift grids={file}",
        "path": str(file),
        "relative path": "../canary.csv",
        "home": "~/canary.csv",
        "prj": "streets.prj",
        "file url": f"file://{file}",
        "url": address,
        "url like opengis": address.replace("127.0.0.1", "www.opengis.net@127.0.0.1"),
        "vsicurl": f"/vsicurl/{address}",
        "wkt1 extension": _WKT1.format(extension.format(file)),
        "wkt1 heights": f'COMPD_CS["c",{_WKT1.format("")},{heights}]',
        "wkt2 grid": bound,
        "wkt2 proj method": _BOUND.format(f"PROJ-based operation method: +proj=hgridshift +grids={file}", ""),
        "projjson": json.dumps(pyproj.CRS(_BOUND.format("NTv2", _NTV2.format(file or "x"))).to_json_dict()),
    }


_KINDS = sorted(_texts("", ""))


@pytest.fixture(params=_KINDS)
def text(request, canary, listener):
    """Yield a CRS that leads out, and hold that nothing was reached."""
    address, asked = listener
    yield _texts(canary.path, address)[request.param]
    assert not asked
    assert not canary.was_opened()


def test_the_canary_knows(canary):
    assert not canary.was_opened()
    with pytest.raises(pyproj.exceptions.CRSError):
        pyproj.CRS(f"+proj=pipeline +step +proj=hgridshift +grids={canary.path}")
    assert canary.was_opened()


def test_a_text_that_leads_out_is_refused(text):
    with pytest.raises(InputError, match="none is ever opened"):
        crs_of(text, "The option crs")


def test_a_crs_that_was_made_elsewhere_is_checked_too(canary):
    made = pyproj.CRS(f"+proj=longlat +ellps=bessel +nadgrids={canary.path}")
    with pytest.raises(InputError, match="none is ever opened"):
        crs_of(made, "The CRS")
    assert not canary.was_opened()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[(form, 4326) for form in ("EPSG:4326", "epsg:4326", "4326", 4326, " EPSG:4326 ", "WGS84", "WGS 84")],
        *[(form, 4326) for form in ("urn:ogc:def:crs:EPSG::4326", "urn:x-ogc:def:crs:EPSG:4326")],
        ("http://www.opengis.net/def/crs/EPSG/0/4326", 4326),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", 4326),
        *[(form, 4326) for form in ("+init=epsg:4326", "init=EPSG:4326", "+init=epsg:4326 +no_defs")],
        *[(form, 4326) for form in ("{'init': 'epsg:4326'}", {"init": "epsg:4326"}, "{'init': 'epsg:4326'}\n")],
        ("WGS 84 / UTM zone 15N", 32615),
        ("NAD83 / Missouri East", 26996),
        ("S-JTSK/05 / Modified Krovak East North", None),
        *[(form, None) for form in ("OGC:CRS84", "CRS84", "CRS:84", "urn:ogc:def:crs:OGC:1.3:CRS84")],
        ("ESRI:102100", None),
        (pyproj.CRS(26915).to_wkt("WKT1_ESRI"), 26915),
        (pyproj.CRS(26915).to_wkt("WKT1_GDAL"), 26915),
        (pyproj.CRS(26915).to_wkt(), 26915),
        (pyproj.CRS(26915).to_json(), 26915),
        (pyproj.CRS(26915).to_json_dict(), 26915),
        (pyproj.CRS(26915), 26915),
        (pyproj.CRS(3857).to_wkt("WKT1_GDAL"), 3857),
        ("+proj=merc +a=6378137 +b=6378137 +nadgrids=@null +wktext +no_defs", None),
        ("+proj=tmerc +lon_0=15 +k=.9996 +ellps=bessel +towgs84=1,2,3,4,5,6,7 +units=m +no_defs", None),
    ],
)
def test_codes_and_definitions_are_read(text, code):
    found = crs_of(text, "The option crs")
    assert code is None or found.to_epsg() == code


@pytest.mark.parametrize("text", ["", "nonsense", "epsg:nothing", "EPSG:99", "\x00\x01", "GEOGCS[", "{}", "[]", "{"])
def test_what_is_no_crs_is_one_sentence(text):
    with pytest.raises(InputError, match=r"^The option crs is not a known CRS.*EPSG:32615"):
        crs_of(text, "The option crs")


def test_a_text_without_end_is_not_read():
    with pytest.raises(InputError, match="100,000 at most"):
        crs_of("GEOGCS[" * LONGEST_CRS, "The option crs")


_POINTS = gpd.GeoDataFrame({"id": ["1", "2"]}, geometry=gpd.points_from_xy([-90.2, -90.3], [38.6, 38.7]), crs=4326)


def _with_crs(text, file):
    """Write a GeoParquet file again with another CRS in what it says of itself."""
    table = pq.read_table(file)
    about = json.loads(table.schema.metadata[b"geo"])
    about["columns"]["geometry"]["crs"] = json.loads(text) if text.startswith("{") else text
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, b"geo": json.dumps(about)}), file)


def test_in_geoparquet(text, tmp_path):
    file = tmp_path / "a.parquet"
    _POINTS.to_parquet(file)
    _with_crs(text, file)
    for read in (read_layer, open_table, read_post_file):
        with pytest.raises(InputError, match="none is ever opened"):
            read(file)


def test_in_prj(text, tmp_path):
    file = tmp_path / "a.shp"
    _POINTS.to_file(file)
    file.with_suffix(".prj").write_text(text)
    _refused_or_ignored(file)


def test_in_geopackage(text, tmp_path):
    file = tmp_path / "a.gpkg"
    _POINTS.to_file(file, layer="a")
    with closing(sqlite3.connect(file)) as base:
        columns = "definition = ?, organization = 'NONE', organization_coordsys_id = 999999"
        base.execute(f"UPDATE gpkg_spatial_ref_sys SET {columns} WHERE srs_id = 4326", [text])
        base.commit()
    _refused_or_ignored(file)


@pytest.mark.parametrize("kind", ["name", "link", "EPSG"])
def test_in_geojson(text, kind, tmp_path):
    file = tmp_path / "a.geojson"
    values = json.loads(_POINTS.to_json())
    about = {"name": text, "href": text, "url": text, "code": text, "type": "proj4"}
    file.write_text(json.dumps({**values, "crs": {"type": kind, "properties": about}}))
    for read in (read_layer, open_table, read_post_file):
        with pytest.raises(InputError, match=r"is ever opened|not a known CRS"):
            read(file)


@pytest.mark.parametrize("key", ["wkt", "wkid", "latestWkid"])
def test_in_esri_json(text, key, tmp_path):
    rows = [{"attributes": {"a": 1}, "geometry": {"x": -90.2, "y": 38.6}}]
    about = {"geometryType": "esriGeometryPoint", "spatialReference": {key: text}, "features": rows}
    (tmp_path / "a.json").write_text(json.dumps({**about, "fields": [{"name": "a", "type": "esriFieldTypeInteger"}]}))
    _refused_or_ignored(tmp_path / "a.json")


def test_in_topojson(text, tmp_path):
    objects = {"a": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [-90.2, 38.6]}]}}
    crs = {"type": "link", "properties": {"href": text, "name": text}}
    (tmp_path / "a.json").write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": [], "crs": crs}))
    _refused_or_ignored(tmp_path / "a.json")


def _refused_or_ignored(file):
    """Read and project a file; GDAL takes some of these texts for no CRS at all."""
    for read in (lambda path: read_layer(path, crs=32615), open_table, read_post_file):
        try:
            read(file)
        except InputError as problem:
            assert "\n" not in str(problem)  # noqa: PT017  (the file may be read as well)


def _graph(folder, crs):
    lines = "".join(
        f'<node id="{name}"><data key="x">{x}</data><data key="y">38.6</data></node>'
        for name, x in (("a", -90.2), ("b", -90.3))
    )
    file = folder / "streets.graphml"
    file.write_text(
        '<graphml><key id="x" for="node" attr.name="x"/><key id="y" for="node" attr.name="y"/>'
        f'<key id="c" for="graph" attr.name="crs"/><graph edgedefault="directed"><data key="c">{crs}</data>{lines}'
        '<edge source="a" target="b"/></graph></graphml>'
    )
    return file


def test_in_graphml(text, tmp_path):
    with pytest.raises(InputError, match="none is ever opened"):
        read_graphml(_graph(tmp_path, text))


@pytest.mark.parametrize("crs", ["epsg:4326", "{'init': 'epsg:4326'}", "+init=epsg:4326", "WGS84"])
def test_graphs_of_every_age_are_read(crs, tmp_path):
    assert read_graphml(_graph(tmp_path, crs)).nodes.crs.to_epsg() == 4326


def test_in_the_options_of_a_study(text, tmp_path):
    (tmp_path / "a.csv").write_text("time,kind,lon,lat\n2020-01-01 10:00,theft,-90.2,38.6\n")
    (tmp_path / "plane.csv").write_text("x,y\n740000,4280000\n")
    gpd.GeoDataFrame(geometry=[shapely.box(-90.3, 38.5, -90.1, 38.7)], crs=4326).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(ValueError, match="none is ever opened"):
        IncidentSource("a.csv", crs=text).read(tmp_path)
    with pytest.raises(InputError, match="none is ever opened"):
        CitySource(boundary="b.parquet", crs=text).frame(tmp_path)
    for file, reader in ((tmp_path / "plane.csv", read_vector), (_graph(tmp_path, ""), read_graphml)):
        with pytest.raises(InputError, match="none is ever opened"):
            reader(file, file_crs=text)


def test_in_a_case_folder(text, tmp_path):
    save_city(tmp_path / "city", small_problem().city)
    _with_crs(text, tmp_path / "city" / "zones.parquet")
    with pytest.raises(InputError, match="none is ever opened"):
        load_city(tmp_path / "city")
