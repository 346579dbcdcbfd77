"""A made-up table of incidents and the ways to write it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

KINDS = ("ROBBERY", "Burglary - residential", "Theft", "simple assault", "VANDALISM")


def make_table(n=60, seed=0):
    """Return n good rows around St. Louis: text times to the minute, unique ids, six decimals."""
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2023-01-01")
    minutes = rng.integers(0, 300 * 1440, n)
    times = [f"{start + pd.Timedelta(minutes=int(m)):%Y-%m-%d %H:%M}" for m in minutes]
    return pd.DataFrame(
        {
            "id": [f"A{i}" for i in range(n)],
            "time": times,
            "kind": rng.choice(KINDS, n),
            "lon": np.round(-90.2 + rng.normal(0, 0.02, n), 6),
            "lat": np.round(38.63 + rng.normal(0, 0.02, n), 6),
        }
    )


@pytest.fixture
def table():
    return make_table()


def points_of(table):
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs=4326)


WRITERS = {
    "comma.csv": lambda table, path: table.to_csv(path, index=False),
    "semicolon.csv": lambda table, path: table.to_csv(path, index=False, sep=";"),
    "tab.txt": lambda table, path: table.to_csv(path, index=False, sep="\t"),
    "bar.csv": lambda table, path: table.to_csv(path, index=False, sep="|"),
    "bom.csv": lambda table, path: table.to_csv(path, index=False, encoding="utf-8-sig"),
    "utf16.csv": lambda table, path: table.to_csv(path, index=False, encoding="utf-16"),
    "latin.csv": lambda table, path: table.to_csv(path, index=False, encoding="cp1252"),
    "quoted.csv": lambda table, path: table.to_csv(path, index=False, quoting=1, lineterminator="\r\n"),
    "book.xlsx": lambda table, path: table.to_excel(path, index=False),
    "book_times.xlsx": lambda table, path: table.assign(time=pd.to_datetime(table["time"])).to_excel(path, index=False),
    "plain.parquet": lambda table, path: table.to_parquet(path),
    "typed.parquet": lambda table, path: table.assign(
        time=pd.to_datetime(table["time"]), kind=table["kind"].astype("category")
    ).to_parquet(path),
    "geo.parquet": lambda table, path: points_of(table).to_parquet(path),
    "points.geojson": lambda table, path: points_of(table).to_file(path, driver="GeoJSON"),
    "points.gpkg": lambda table, path: points_of(table).to_file(path, driver="GPKG"),
    "typed.gpkg": lambda table, path: points_of(table.assign(time=pd.to_datetime(table["time"]))).to_file(
        path, driver="GPKG"
    ),
    "points.shp": lambda table, path: points_of(table).to_file(path),
}
