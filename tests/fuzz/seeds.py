"""Whole files of every kind, small, to damage."""

import json
import zipfile
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from beatwright.core import Case, Plan, Post, ReadReport
from beatwright.evaluate import Coverage
from beatwright.testing import small_problem

KINDS = ("THEFT", "BURGLARY", "Überfall", "odd kind")
STUDY = """
[study]
title = "Words"
split = "2024-02-01"
seed = 7
[incidents]
file = "incidents.csv"
mapping = {time = "date", kind = "kind"}
where = {kind = ["THEFT", "BURGLARY"]}
since = 2024-01-01
[city]
boundary = "boundary.geojson"
zones = "4x3"
population_columns = ["people"]
population = "boundary.geojson"
bridges = [["1", "2"]]
[network]
metric = "manhattan"
exclude = {mtfcc = ["S1730"]}
[problem]
officers = 20
within = 900
[[planning]]
step = "PMedian"
p = 3
[[planning]]
step = "MaxCover"
name = "cover"
[[evaluate]]
step = "Coverage"
[tradeoff]
posts = [1, 2, 3]
"""


def incidents(rows: int = 40) -> gpd.GeoDataFrame:
    """Return incidents around St. Louis, as points in degrees."""
    rng = np.random.default_rng(1)
    lon, lat = -90.25 + 0.03 * rng.random(rows), 38.60 + 0.02 * rng.random(rows)
    values = {
        "id": [f"24-{number:04d}" for number in range(rows)],
        "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 90 * 24, rows), unit="h"),
        "kind": [KINDS[number % 4] for number in range(rows)],
        "officers": rng.integers(1, 4, rows),
        "minutes": rng.random(rows) * 60,
        "lon": lon,
        "lat": lat,
    }
    return gpd.GeoDataFrame(values, geometry=gpd.points_from_xy(lon, lat), crs=4326)


def cells(columns: int = 3, rows: int = 2) -> gpd.GeoDataFrame:
    """Return rectangles that tile the city, in degrees."""
    width, height = 0.03 / columns, 0.02 / rows
    corners = [(-90.25 + i * width, 38.60 + j * height) for j in range(rows) for i in range(columns)]
    values = {"id": [f"z{k}" for k in range(len(corners))], "people": range(len(corners)), "name": "né"}
    return gpd.GeoDataFrame(values, geometry=[shapely.box(x, y, x + width, y + height) for x, y in corners], crs=4326)


def streets() -> gpd.GeoDataFrame:
    """Return a grid of streets, in degrees."""
    xs, ys = np.linspace(-90.25, -90.22, 5), np.linspace(38.60, 38.62, 4)
    lines = [shapely.LineString([(x, y), (u, y)]) for y in ys for x, u in pairwise(xs)]
    lines += [shapely.LineString([(x, y), (x, v)]) for x in xs for y, v in pairwise(ys)]
    values = {"name": "Rue", "highway": "residential", "oneway": "no", "maxspeed": "30", "length": 500.0}
    return gpd.GeoDataFrame(values, geometry=lines, crs=4326, index=range(len(lines)))


def stations() -> gpd.GeoDataFrame:
    """Return posts near the sites of the small city, in its CRS."""
    sites = small_problem().city.sites.iloc[:3]
    values = {"site": list(sites.index), "x": sites.geometry.x, "y": sites.geometry.y, "name": "Größe"}
    return gpd.GeoDataFrame(values, geometry=sites.geometry, crs=sites.crs).reset_index(drop=True)


def districts() -> gpd.GeoDataFrame:
    """Return the districts of the small city."""
    return small_problem().city.parents.rename_axis("district").reset_index()


def case() -> Case:
    """Return a case with everything that a case folder can hold but pictures."""
    problem = small_problem()
    plans = (Plan(posts=(Post("s1"), Post("s4", "four")), officers=(3, 4), name="a"),
             Plan(posts=(Post("s2"),), districts={f"z{k}": "w" for k in range(1, 25)}, name="b"))  # fmt: skip
    dropped = pd.DataFrame({"row": [3], "reason": ["no time"], "detail": [""]})
    reading = ReadReport("a.csv", 9, 8, {"no time": 1}, dropped, ("a warning",), {"format": "CSV"})
    judged = tuple(Coverage().score(problem, plan) for plan in plans)
    return Case("words", problem, problem, plans, judged, "a", "b", reading, {"seed": 1, "inputs": {"a.csv": "0f"}})


def write(folder: Path, family: str) -> None:
    """Write the files of a family."""
    folder.mkdir(parents=True, exist_ok=True)
    {
        "incidents": lambda: _write_incidents(folder),
        "layers": lambda: _write_layer(folder, "layer", cells()),
        "streets": lambda: _write_streets(folder),
        "stations": lambda: _write_stations(folder),
        "study": lambda: _write_study(folder),
        "case": lambda: case().save(folder / "case"),
    }[family]()


def _write_layer(folder: Path, stem: str, table: gpd.GeoDataFrame, *, tables: bool = False) -> None:
    plain = pd.DataFrame(table.drop(columns="geometry"))
    if tables:
        plain.to_csv(folder / f"{stem}.csv", index=False)
        plain.to_excel(folder / f"{stem}.xlsx", index=False)
        plain.to_parquet(folder / f"{stem}.parquet")
    table.to_parquet(folder / f"{stem}_geo.parquet")
    table.to_file(folder / f"{stem}.gpkg")
    table.to_file(folder / f"{stem}.geojson")
    table.to_file(folder / f"{stem}.shp", encoding="utf-8")
    parts = [
        part for part in sorted(folder.glob(f"{stem}.*")) if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg")
    ]
    with zipfile.ZipFile(folder / f"{stem}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            archive.write(part, part.name)


def _write_incidents(folder: Path) -> None:
    _write_layer(folder, "incidents", incidents(), tables=True)
    _write_portal(folder)


def _write_portal(folder: Path) -> None:
    """Write what portals give: a place as a dict in a cell, and JSON of records."""
    table = pd.DataFrame(incidents(12).drop(columns="geometry"))
    records = json.loads(table.to_json(orient="records", date_format="iso"))
    for record in records:
        place = {"latitude": str(record.pop("lat")), "longitude": str(record.pop("lon")), "human_address": "{}"}
        record["location"] = place
    pd.DataFrame(records).to_csv(folder / "portal.csv", index=False)
    (folder / "portal.json").write_text(json.dumps(records))


def _write_streets(folder: Path) -> None:
    _write_layer(folder, "streets", streets())
    (folder / "streets.graphml").write_text(_graphml(streets()))


def _graphml(table: gpd.GeoDataFrame) -> str:
    """Write streets as osmnx does: nodes with x and y, edges with WKT."""
    ends = [[tuple(line.coords[0]), tuple(line.coords[-1])] for line in table.geometry]
    nodes = {
        place: str(number) for number, place in enumerate(dict.fromkeys(place for pair in ends for place in pair), 1)
    }
    names = {
        "d0": ("graph", "crs"),
        "d1": ("node", "x"),
        "d2": ("node", "y"),
        "d3": ("edge", "geometry"),
        "d4": ("edge", "length"),
    }
    keys = [
        f'<key id="{key}" for="{role}" attr.name="{name}" attr.type="string"/>' for key, (role, name) in names.items()
    ]
    rows = [
        f'<node id="{name}"><data key="d1">{x}</data><data key="d2">{y}</data></node>' for (x, y), name in nodes.items()
    ]
    rows += [
        f'<edge source="{nodes[one]}" target="{nodes[other]}"><data key="d3">{line.wkt}</data>'
        '<data key="d4">500</data></edge>'
        for line, (one, other) in zip(table.geometry, ends, strict=True)
    ]
    body = "\n".join([*keys, '<graph edgedefault="directed"><data key="d0">EPSG:4326</data>', *rows, "</graph>"])
    return f'<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n{body}\n</graphml>'


def _write_stations(folder: Path) -> None:
    _write_layer(folder, "stations", stations(), tables=True)
    _write_layer(folder, "districts", districts())
    zones = small_problem().city.zones
    pd.DataFrame({"zone": zones.index, "district": zones["parent"]}).to_csv(folder / "districts.csv", index=False)
    case().plans[1].save(folder / "plan.json")


def _write_study(folder: Path) -> None:
    (folder / "study.toml").write_text(STUDY)
    pd.DataFrame(incidents().drop(columns="geometry")).to_csv(folder / "incidents.csv", index=False)
    cells(1, 1).to_file(folder / "boundary.geojson")
    (folder / "mapping.toml").write_text('[columns]\ntime = "date"\nkind = "kind"\nlon = "lon"\nlat = "lat"\n')
    (folder / "mapping.json").write_text(json.dumps({"time": "date", "kind": "kind", "id": "id"}))
    (folder / "kinds.csv").write_text(
        "pattern,class,officers,penalty,service_minutes\n,low,1,4,30\n,high,3,60.5,45\ntheft,low,,,\nburgl*,high,2,,\n#13A,high,,,\n"
    )
