"""A generated town of 44 zones with posts and districts, as a case folder without its pictures."""

import sys
from datetime import date
from pathlib import Path
from unittest import mock

from beatwright.core import Case
from beatwright.data import generate_city
from beatwright.data.generate.city_size import CitySize
from beatwright.study import read_study, run_study

_SIZE = CitySize(
    width=4, height=3, block_groups=20, districts=3, stations=2, posts=2, hot_spots=6, bridges=2,
    incidents_per_year=1_500, spacing=200,
)  # fmt: skip
_STUDY = """
[study]
name = "Riverton"
holdout = "{holdout}"
seed = 1
[incidents]
file = "incidents.csv"
[city]
name = "Riverton"
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
step = "HistoricalMean"
[problem]
within = 1500
[[planning]]
step = "PMedian"
p = 4
[[planning]]
step = "BalancedDistricts"
k = 3
seconds = 2
"""


def write_riverton(folder: Path) -> Path:
    """Write the town's files and its case; return the folder of the case."""
    town, case = folder / "town", folder / "riverton"
    city = generate_city(seed=3, size=_SIZE)
    city.write(town)
    start = city.truth.intensity.start
    study = town / "study.toml"
    study.write_text(_STUDY.format(holdout=date(start.year + 2, start.month, start.day)), encoding="utf-8")
    with mock.patch.object(sys.modules["beatwright.study.run_study"], "write_outputs"):
        run_study(read_study(study, data=town), case)
    assert Case.load(case).plans
    return case
