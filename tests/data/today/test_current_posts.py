"""Today's posts: from the city, or from a file of any usual kind."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from beatwright.core import InputError, ParameterError, Plan, Post
from beatwright.data import CurrentPosts
from beatwright.data.today.post_file import read_post_file
from beatwright.testing import small_problem

PROBLEM = small_problem()
CITY = PROBLEM.city


def solve(path: Path, **options: float) -> Plan:
    return CurrentPosts(file=str(path), **options).solve(PROBLEM)  # type: ignore[arg-type]


def near(ids: list[str], east: float = 30.0, north: float = 40.0) -> gpd.GeoDataFrame:
    """Return points 50 m from some sites."""
    points = [shapely.Point(x + east, y + north) for x, y in CITY.site_xy[CITY.site_positions(ids)]]
    return gpd.GeoDataFrame({"station": ids}, geometry=points, crs=CITY.crs)


def test_the_city_knows_its_posts() -> None:
    plan = CurrentPosts().solve(PROBLEM)
    assert (plan.site_ids, plan.name, plan.certificate) == (("s2",), "today", None)


def test_a_city_without_posts_says_what_to_do() -> None:
    city = replace(CITY, sites=CITY.sites.assign(current=False))
    with pytest.raises(ParameterError, match=r"Give them with 'file', or add them as 'current' sites in the \[city\]"):
        CurrentPosts().solve(replace(PROBLEM, city=city))


@pytest.mark.parametrize("heading", ["site", "id", "Site_ID", "SITE "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_site_ids_in_a_csv(tmp_path: Path, heading: str, encoding: str) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(f"{heading},officers\ns4,3\n s1 ,2\n", encoding=encoding)
    plan = solve(path)
    assert (plan.site_ids, plan.notes) == (("s1", "s4"), ())


@pytest.mark.parametrize("suffix", [".geojson", ".json", ".gpkg", ".shp", ".parquet"])
def test_points_in_any_usual_file_go_to_the_nearest_site(tmp_path: Path, suffix: str) -> None:
    table = near(["s6", "s3"])
    path = tmp_path / f"posts{suffix}"
    if suffix == ".parquet":
        table.to_crs(4326).to_parquet(path)
    elif suffix in (".geojson", ".json"):
        table.to_crs(4326).to_file(path, driver="GeoJSON")
    else:
        table.to_file(path)
    plan = solve(path)
    assert plan.site_ids == ("s3", "s6")
    (note,) = plan.notes
    assert "at most 50 m away" in note


def test_buildings_stand_for_their_posts(tmp_path: Path) -> None:
    table = near(["s1"], 0, 0)
    table.geometry = table.buffer(20)
    table.to_file(tmp_path / "posts.gpkg")
    assert solve(tmp_path / "posts.gpkg").site_ids == ("s1",)


@pytest.mark.parametrize(("across", "along"), [("lon", "lat"), ("Longitude", "Latitude"), ("lng", "LAT"), ("X", "Y")])
def test_coordinates_in_a_csv(tmp_path: Path, across: str, along: str) -> None:
    table = near(["s2", "s5"])
    table = table if across == "X" else table.to_crs(4326)
    frame = pd.DataFrame({along: table.geometry.y, across: table.geometry.x})
    frame.to_csv(tmp_path / "posts.csv", index=False)
    assert solve(tmp_path / "posts.csv").site_ids == ("s2", "s5")


def test_coordinates_help_where_ids_are_not_the_citys(tmp_path: Path) -> None:
    table = near(["s2"])
    frame = pd.DataFrame({"id": ["HQ"], "x": table.geometry.x, "y": table.geometry.y})
    frame.to_csv(tmp_path / "posts.csv", index=False)
    assert solve(tmp_path / "posts.csv").site_ids == ("s2",)
    with pytest.raises(InputError, match="Post HQ is 50 m from the nearest site, 's2'; the tolerance is 40 m"):
        solve(tmp_path / "posts.csv", tolerance=40.0)


def test_every_post_too_far_away_is_told(tmp_path: Path) -> None:
    near(["s2", "s3", "s4"], 300, 0).to_file(tmp_path / "posts.gpkg")
    with pytest.raises(InputError) as caught:
        solve(tmp_path / "posts.gpkg")
    assert str(caught.value).count("300 m from the nearest site") == 3
    assert "Add the posts as 'current' sites in the [city] table" in str(caught.value)


def test_the_posts_of_a_plan_are_taken(tmp_path: Path) -> None:
    plan = Plan(posts=(Post("s1", "large", 2000.0), Post("s3")), officers=(3, 4))
    plan.save(tmp_path / "today.json")
    read = solve(tmp_path / "today.json")
    assert read.posts == plan.posts
    assert read.officers is None
    assert "it also decides officers" in read.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("posts.csv", "", "is empty"),
        ("posts.csv", "site\n", "has no rows"),
        ("posts.csv", "name,street\nHQ,Main\n", "neither site ids .* Its columns: name, street"),
        ("posts.csv", "site\ns1\ns1\n", "same site: s1"),
        ("posts.csv", "site\ns1\ns7\n", "no site 's7' .* Known: s1, s2"),
        ("posts.csv", "lon,lat\nabc,2\n", "Row 1 .* has no lon or lat"),
        ("posts.csv", "lon,lat\n38.6,-190.2\n", "coordinates that cannot be|from the nearest site"),
        ("posts.json", "{", "is not JSON"),
        ("posts.json", "{}", "is no plan"),
        ("posts.json", '{"districts": {"z1": "a"}}', "has no posts"),
        ("posts.geojson", "{}", "cannot be read"),
        ("posts.gpkg", "nonsense", "cannot be read"),
        ("posts.parquet", "nonsense", "cannot be read"),
        ("posts.xls", "nonsense", "is no GeoJSON, GeoPackage or shapefile"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=said):
        solve(tmp_path / name)


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"does not exist\..* Give its path in 'file'"):
        solve(tmp_path / "none.csv")


def test_two_posts_at_one_site_are_told(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("x,y\n250,250\n260,250\n")
    with pytest.raises(InputError, match=r"Two posts of .* stand at the same site: s1"):
        solve(path)


def test_an_empty_collection_is_told(tmp_path: Path) -> None:
    path = tmp_path / "posts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    with pytest.raises(InputError, match="has no rows"):
        solve(path)


@pytest.mark.parametrize(
    "content",
    [
        "site;name\ns1;Größe\ns3;Nord\n".encode("cp1252"),
        "site\tname\ns1\tGröße\ns3\tNord\n".encode("utf-16"),
        "site|name\ns1|Größe\ns3|Nord\n".encode(),
        b"site,name\r\n s1 ,a\r\n s3,b\r\n",
    ],
)
def test_posts_in_any_usual_text_are_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "posts.csv").write_bytes(content)
    assert solve(tmp_path / "posts.csv").site_ids == ("s1", "s3")


def test_posts_of_a_workbook_keep_their_whole_numbers(tmp_path: Path) -> None:
    pd.DataFrame({"site": [1.0, None], "x": [250.0, 1250.0], "y": [250.0, 250.0]}).to_excel(tmp_path / "posts.xlsx")
    assert read_post_file(str(tmp_path / "posts.xlsx")).ids == ("1", "")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_of_several_plans_one_is_named(tmp_path: Path, ending: str) -> None:
    rows = [("today", "s1"), ("PMedian(p=2): best", "s2"), ("PMedian(p=2): best", "s3"), ("'=new", "s4")]
    table = pd.DataFrame(rows, columns=["plan", "site"])
    file = tmp_path / f"plan.{ending}"
    table.to_csv(file, index=False) if ending == "csv" else table.to_excel(file, index=False)
    assert solve(Path(f"{file}:PMedian(p=2): best")).site_ids == ("s2", "s3")
    assert solve(Path(f"{file}:=new")).site_ids == ("s4",)
    for name, said in (("", "holds the posts of 3 plans"), (":tomorrow", "has no plan 'tomorrow'")):
        with pytest.raises(InputError, match=rf"{said}. Its plans: today, .*, =new. Name one .* '{file.name}:today'"):
            solve(Path(f"{file}{name}"))


def test_the_posts_of_one_plan_need_no_name(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("plan,site\ntoday,s1\ntoday,s3\n")
    assert solve(tmp_path / "one.csv").site_ids == ("s1", "s3")
    (tmp_path / "plain.csv").write_text("site\ns1\n")
    with pytest.raises(InputError, match=r"has no column 'plan'\. Leave ':today' out"):
        solve(tmp_path / "plain.csv:today")
    Plan(posts=(Post("s1"),)).save(tmp_path / "plan.json")
    with pytest.raises(InputError, match=r"holds one plan\. Leave ':today' out"):
        solve(tmp_path / "plan.json:today")
