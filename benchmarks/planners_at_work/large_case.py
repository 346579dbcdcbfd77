"""A generated city of some 1,900 zones as a case folder, made once and kept."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from beatwright.data import generate_city
from beatwright.data.generate.city_size import CitySize
from beatwright.study import read_study, run_study

__all__ = ["large_case"]

# 20,000 incidents a year, three years of them.
_SIZE = CitySize(
    width=30, height=22.5, block_groups=500, districts=6, stations=4, posts=8, hot_spots=80, bridges=6,
    incidents_per_year=20_000.0,
)  # fmt: skip
_STUDY = """
[study]
name = "{name}"
holdout = "{holdout}"
seed = 1
[incidents]
file = "incidents.csv"
[city]
name = "{name}"
boundary = "boundary.gpkg"
zones = "500 m"
sites = "zones"
current = "posts.csv"
parents = "districts.gpkg"
[today]
districts = "parent"
[network]
edges = "streets.gpkg"
[forecast]
step = "EmpiricalBayes"
[problem]
within = 1500
[[planning]]
step = "PMedian"
p = {posts}
"""


def large_case(folder: Path) -> Path:
    """Return the case folder below `folder`; it is made where it is not there."""
    case, town = folder / "case", folder / "city"
    if (case / "manifest.json").is_file():
        return case
    city = generate_city(seed=1, size=_SIZE)
    city.write(town)
    holdout = city.truth.intensity.start + pd.Timedelta(weeks=104)
    study = town / "study.toml"
    study.write_text(_STUDY.format(name=city.name, holdout=f"{holdout:%Y-%m-%d}", posts=len(city.posts)))
    run_study(read_study(study, data=town), case)
    return case
