"""What a run writes into its folder."""

import numpy as np
import pandas as pd
import pytest

from beatwright.show import write_outputs


@pytest.fixture(scope="module")
def folder(case, tmp_path_factory):
    path = tmp_path_factory.mktemp("outputs")
    told = []
    points = case.problem.city.zone_xy
    written = write_outputs(case, path, points=points, progress=lambda *fact: told.append(fact))
    assert [done for done, _, _ in told] == list(range(len(told)))
    assert told[-1][0] == told[-1][1]
    assert all(file.stat().st_size > 0 for file in written)
    assert sorted(p for p in path.rglob("*") if p.is_file()) == sorted(written)
    return path


def test_every_output_is_there(folder):
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {"report.html", "comparison.csv", "plan.xlsx", "plan.gpkg", "plan.geojson"} <= names
    assert {"pictures/demand.png", "pictures/main.png", "pictures/base.png", "pictures/points.png"} <= names


def test_report_is_of_a_sensible_size(folder):
    assert (folder / "report.html").stat().st_size < 3_000_000


def test_comparison_csv_holds_the_unrounded_figures(folder, case):
    table = pd.read_csv(folder / "comparison.csv")
    wide = table.pivot_table(index="measure", columns="plan", values="value", sort=False)
    expected = case.comparison.table
    pd.testing.assert_frame_equal(wide[expected.columns], expected, check_names=False, check_exact=True)
    gap = table.pivot_table(index="measure", columns="plan", values="difference", sort=False)[case.main]
    np.testing.assert_allclose(gap, case.comparison.differences[case.main])
