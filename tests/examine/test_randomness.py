"""The examiner of chance, on incidents that are clustered, random and regular by construction."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Case, Incidents, ParameterError, Severity
from beatwright.examine import Randomness
from beatwright.testing import check_examiner, check_step, small_incidents, small_problem


@pytest.fixture(scope="module")
def bare():
    """Return a case without plans: 3 by 2 km, one post of today."""
    problem = small_problem()
    return Case("Looked at", problem, problem)


def incidents_of(xy):
    n = len(xy)
    frame = pd.DataFrame(
        {
            "id": [str(number) for number in range(n)],
            "time": pd.date_range("2023-01-01", periods=n, freq="h"),
            "kind": "theft",
            "severity": 0,
            "x": np.asarray(xy)[:, 0],
            "y": np.asarray(xy)[:, 1],
            "zone": 0,
        }
    )
    return Incidents(frame, Severity.default(), zones=24)


def clusters(seed=1):
    draw = np.random.default_rng(seed)
    parents = draw.uniform((200, 200), (2800, 1800), (12, 2))
    return np.clip(np.repeat(parents, 15, axis=0) + draw.normal(0, 40, (180, 2)), 1, 1999)


def test_it_keeps_what_an_examiner_promises(bare):
    check_step(Randomness)
    found = check_examiner(Randomness(simulations=19), bare, small_incidents(weeks=8))
    assert [chart.name for chart in found.charts] == ["chance", "quadrats"]


def test_clusters_are_found_and_told_in_plain_words(bare):
    found = Randomness(simulations=99).look(bare, incidents_of(clusters()))
    first = found.sentences[0]
    assert first.startswith("Clustered: K lies above the 98 % envelope from ")
    assert " m. More incidents lie near each other than chance puts there." in first
    table = found.table("tests of chance")
    assert table.index[:4] == ("K, as L", "G", "F", "quadrats")
    assert all(row in table.strong for row in range(4))
    assert all(text.startswith("Clustered") for text in table["in plain words"].values[:4])
    assert found["index of dispersion of quadrats"] > 2


def test_random_places_are_not_called_clustered(bare):
    draw = np.random.default_rng(11).uniform((0, 0), (3000, 2000), (200, 2))
    found = Randomness(simulations=99).look(bare, incidents_of(draw))
    table = found.table("tests of chance")
    says = dict(zip(table.index, table["in plain words"].values, strict=True))
    assert says["quadrats"].startswith("Quadrats: counts vary as by chance")
    assert says["Kolmogorov–Smirnov from west to east"] == "Even from west to east, as by chance."
    assert found["p of the curve L by chance"] > 0.05
    assert not found.sentences[0].startswith("Clustered") or "may be chance" in found.sentences[0]


def test_a_grid_is_regular(bare):
    grid = np.stack(np.meshgrid(np.arange(75, 3000, 150), np.arange(75, 2000, 150)), -1).reshape(-1, 2)
    found = Randomness(simulations=39).look(bare, incidents_of(grid))
    assert found.sentences[0].startswith("Regular: K lies below the 95 % envelope")


def test_a_slope_is_told_by_its_side(bare):
    x = 3000 * np.random.default_rng(3).beta(1, 3, 300)
    xy = np.column_stack([x, np.random.default_rng(4).uniform(0, 2000, 300)])
    table = Randomness(simulations=19).look(bare, incidents_of(xy)).table("tests of chance")
    says = dict(zip(table.index, table["in plain words"].values, strict=True))
    assert says["Kolmogorov–Smirnov from west to east"] == "Uneven from west to east: more in the west than by chance."
    post = bare.problem.city.site_xy[bare.problem.city.current_sites[0]]
    about = np.clip(np.random.default_rng(5).normal(post, 200, (200, 2)), 1, 1999)
    table = Randomness(simulations=19).look(bare, incidents_of(about)).table("tests of chance")
    says = dict(zip(table.index, table["in plain words"].values, strict=True))
    assert "more near the posts than by chance" in says["Kolmogorov–Smirnov by distance to today's posts"]


def test_quadrats_are_drawn_with_their_counts(bare):
    found = Randomness(simulations=19, quadrats=4).look(replace(bare, fewest_shown=0.0), incidents_of(clusters()))
    areas = found.chart("quadrats").areas
    assert len(areas) == 16
    assert sum(int(area.name) for area in areas) == 180
    assert np.mean([area.value for area in areas]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("xy", "said"),
    [
        ([[100.0, 100.0]] * 5, "5 incidents inside the boundary of the city: whether they cluster can be tested"),
        ([[100.0, 100.0]] * 50, "All 50 incidents lie at one place: that is no pattern to test."),
        ([[9000.0, 100.0]] * 50, "0 incidents inside the boundary"),
    ],
)
def test_degenerate_incidents_are_one_sentence(xy, said, bare):
    (sentence,) = Randomness(simulations=19).examine(bare, incidents_of(xy)).sentences
    assert said in sentence


def test_incidents_in_a_line_and_at_two_places_have_an_answer(bare):
    line = np.column_stack([np.linspace(100, 2900, 40), np.full(40, 1000.0)])
    two = np.repeat([[500.0, 500.0], [2500.0, 1500.0]], 20, axis=0)
    for xy in (line, two):
        assert Randomness(simulations=19).examine(bare, incidents_of(xy)).sentences


def test_wrong_options_are_told():
    with pytest.raises(ParameterError, match="'quadrats' parameter of Randomness"):
        Randomness(quadrats=1)


def test_quadrats_of_few_incidents_a_year_show_neither_their_count_nor_what_it_comes_from(bare):
    dense = incidents_of(clusters())
    times = pd.date_range("2023-01-01", periods=len(dense), freq="2D")
    incidents = Incidents(dense.frame.assign(time=times), Severity.default(), zones=24, end="2024-01-01")
    found = Randomness(simulations=19, quadrats=4).look(bare, incidents)
    counts, areas = found.details["quadrats"], found.chart("quadrats").areas
    assert min(counts) < 5 <= max(counts)
    for count, area in zip(counts, areas, strict=True):
        assert area.name == (f"{count:,}" if count >= 5 else "<5 a year")
        assert np.isfinite(area.value) == (count >= 5)
    every = Randomness(simulations=19, quadrats=4).look(replace(bare, fewest_shown=0.0), incidents)
    assert [area.name for area in every.chart("quadrats").areas] == [f"{count:,}" for count in counts]
