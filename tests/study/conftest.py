"""A town of a dozen zones, whose studies run in seconds."""

import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.study import read_study, run_study
from beatwright.study.demo import run_demo, write_demo

CRS = "EPSG:32615"
COLUMNS, ROWS, SIDE = 4, 3, 500.0
X, Y = 740_000.0, 4_270_000.0
SITES = ((250, 250), (1250, 750), (1750, 250), (250, 1250), (1250, 1250), (750, 250))

HEAD = """\
[study]
holdout = "2022-07-01"
[incidents]
file = "calls.csv"
crs = "EPSG:32615"
[city]
zones = "zones.gpkg"
sites = "{sites}"
file_crs = "EPSG:32615"
{city}
[problem]
within = 900
officers = 24
"""


def _zones() -> gpd.GeoDataFrame:
    corners = [(X + SIDE * column, Y + SIDE * row) for row in range(ROWS) for column in range(COLUMNS)]
    zones = gpd.GeoDataFrame(
        {"zone": [f"z{number}" for number in range(1, len(corners) + 1)]},
        geometry=[shapely.box(x, y, x + SIDE, y + SIDE) for x, y in corners],
        crs=CRS,
    )
    zones["beat"] = ["west" if x < X + 1000 else "east" for x, _ in corners]
    return zones


def _calls(rows: int = 240) -> pd.DataFrame:
    draw = np.random.default_rng(5)
    minutes = draw.integers(0, 2 * 365 * 1440, rows)
    return pd.DataFrame(
        {
            "time": (pd.Timestamp("2021-01-01") + pd.to_timedelta(minutes, unit="min")).strftime("%Y-%m-%d %H:%M"),
            "kind": draw.choice(["THEFT", "ASSAULT", "ROBBERY"], rows),
            "x": X + COLUMNS * SIDE * draw.beta(1.2, 2.0, rows),
            "y": Y + ROWS * SIDE * draw.beta(1.5, 1.5, rows),
        }
    )


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """Return a folder with the files of the town: zones, sites, posts and districts of today, two years of calls."""
    folder = tmp_path_factory.mktemp("town")
    zones = _zones()
    zones[["zone", "geometry"]].to_file(folder / "zones.gpkg")
    zones[["beat", "geometry"]].dissolve("beat").reset_index().to_file(folder / "beats.gpkg")
    zones[["zone", "beat"]].to_csv(folder / "beats.csv", index=False)
    places = pd.DataFrame([(f"s{n}", X + x, Y + y) for n, (x, y) in enumerate(SITES, 1)], columns=["site", "x", "y"])
    places.to_csv(folder / "sites.csv", index=False)
    places.iloc[[1, 3]].to_csv(folder / "stations.csv", index=False)
    tours = [("s2", "00-08", 1), ("s2", "08-24", 2), ("s4", "00-08", 1), ("s4", "08-24", 1)]
    pd.DataFrame(tours, columns=["post", "tour", "cars"]).to_csv(folder / "cars.csv", index=False)
    rows = [(f"o{n}", ("s2", "s4")[n % 2], *["00-24"] * 7) for n in range(4)]
    pd.DataFrame(rows, columns=["officer", "post", *["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]]).to_csv(
        folder / "roster.csv", index=False
    )
    (folder / "staff.csv").write_text("officer,most_run\n" + "".join(f"{i},5\n" for i in range(40)))
    (folder / "officers.csv").write_text("officer,seniority\nb1,2\nb2,1\n")
    (folder / "bids.csv").write_text("officer,rank,line\nb2,1,3\nb1,1,3\nb1,2,1\n")
    _calls().to_csv(folder / "calls.csv", index=False)
    return folder


@pytest.fixture
def study_of(town, tmp_path):
    """Return what reads a study of the town: the text after its first tables, more lines of [city], its sites."""

    def read(text: str, city: str = "", sites: str = "sites.csv"):
        file = tmp_path / "study.toml"
        file.write_text(HEAD.format(city=city, sites=sites) + text, encoding="utf-8")
        return read_study(file, data=town)

    return read


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """Return what runs a study without drawing its report: ``planned(STUDY)`` is its case."""
    monkeypatch.setattr(sys.modules["beatwright.study.run_study"], "write_outputs", lambda *given, **more: None)
    return lambda study, **more: run_study(study, tmp_path / "planned", **more)


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Return the case of the demo and its folder, beside which lies the city; tests change neither."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    return run_demo(folder, seed=1), folder


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory):
    """Return the study file of the demo in another city, whose files tests do not change."""
    return write_demo(tmp_path_factory.mktemp("another") / "city", seed=3)


@pytest.fixture
def sketched(blank_maps, tmp_path, monkeypatch):
    """Return what runs a study to its report and files, drawing only the charts of findings."""
    blank_maps(monkeypatch)
    return lambda study, **more: run_study(study, tmp_path / "case", **more)


@pytest.fixture(scope="session")
def sketched_once(blank_maps, tmp_path_factory):
    """Return what runs a study as `sketched` does and returns its case and folder, for fixtures of whole files."""

    def run(study):
        folder = tmp_path_factory.mktemp("ran") / "case"
        with pytest.MonkeyPatch.context() as patch:
            blank_maps(patch)
            return run_study(study, folder), folder

    return run
