"""A bound on a hundred districts of a city of 410 units."""

import numpy as np
import pandas as pd
import pytest

from beatwright.solver.districting import DistrictRules, MapUnits, balanced_districts

WEIGHTS = {"calls": 0.6, "population": 0.25, "area_m2": 0.15, "cut": 0.15}


@pytest.mark.slow
@pytest.mark.data
def test_the_gap_of_100_districts_in_five_parents(data_folder):
    folder = data_folder / "districting"
    table = pd.read_parquet(folder / "V410.parquet", columns=["unit", "calls", "population", "area_m2", "parent"])
    borders = pd.read_csv(folder / "V410_edges.csv")
    place = pd.Series(np.arange(len(table)), index=table["unit"])
    edges = np.column_stack([place[borders.iloc[:, 0]], place[borders.iloc[:, 1]]])
    criteria = {name: table[name].to_numpy() for name in ("calls", "population", "area_m2")}
    plan = balanced_districts(
        MapUnits(edges, borders.iloc[:, 2].to_numpy(), criteria, parents=table["parent"]),
        DistrictRules(100),
        weights=WEIGHTS,
        iterations=6_000_000,
        prove_seconds=1800.0,
        gap=0.019,
    )
    assert plan.scores["pieces"] == 100
    assert plan.certificate.gap <= 0.02
