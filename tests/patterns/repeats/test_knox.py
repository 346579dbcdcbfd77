"""The Knox test against brute force, its exact expectation, and what must not change it."""

from functools import partial
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from beatwright.base.errors import ParameterError
from beatwright.patterns import KnoxTable, knox
from beatwright.patterns.repeats import pair_counter
from beatwright.patterns.repeats.close_pairs import cell_list, close_pairs

SPACE, TIME = (0.0, 2.0, 5.0, np.inf), (0.0, 3.0, 7.0, np.inf)


def counted(xy, days, space, time, metric="euclidean"):
    """The slow twin: every pair against every band."""
    far = pdist(np.asarray(xy, float), "cityblock" if metric == "manhattan" else "euclidean")
    lag = pdist(np.asarray(days, float)[:, None], "cityblock")
    table = np.zeros((len(space), len(time)), dtype=int)
    for row, column in zip(np.searchsorted(space, far), np.searchsorted(time, lag), strict=True):
        if row < len(space) and column < len(time):
            table[row, column] += 1
    return table


points = st.lists(st.tuples(*[st.integers(0, 9)] * 3), max_size=25)


@settings(max_examples=60)
@given(points, st.sampled_from([SPACE, SPACE[:3], (2.0,), (np.inf,)]), st.sampled_from([TIME, (3.0, 7.0), (np.inf,)]))
def test_pairs_are_those_of_brute_force(rows, space, time):
    xy, days = [row[:2] for row in rows], [row[2] for row in rows]
    table = knox(xy, days, space, time, simulations=3)
    expected = counted(xy, days, space, time) if len(rows) > 1 else np.zeros((len(space), len(time)))
    assert table.observed.tolist() == expected.tolist()


@settings(max_examples=30)
@given(points.filter(lambda rows: len(rows) > 1))
def test_no_permutation_moves_a_margin(rows):
    table = knox([row[:2] for row in rows], [row[2] for row in rows], SPACE, TIME, simulations=5)
    pairs = len(rows) * (len(rows) - 1) // 2
    for counts in (table.observed, table.expected, *table.permuted):
        assert counts.sum() == pytest.approx(pairs)
        assert counts.sum(axis=0) == pytest.approx(table.observed.sum(axis=0))
        assert counts.sum(axis=1) == pytest.approx(table.observed.sum(axis=1))
    assert (table.permuted >= 0).all()


@settings(max_examples=30)
@given(points.filter(lambda rows: len(rows) > 1), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows, random):
    mixed = random.sample(rows, len(rows))
    one, other = (
        knox([row[:2] for row in each], [row[2] for row in each], SPACE, TIME, simulations=4) for each in (rows, mixed)
    )
    assert np.array_equal(one.permuted, other.permuted)
    assert np.array_equal(one.observed, other.observed)


def test_the_expectation_is_the_mean_over_every_permutation():
    xy, days = [[0, 0], [1, 0], [1, 3], [9, 9], [0, 1]], [0, 1, 1, 5, 9]
    space, time = (1.5, 4.0), (1.0, 6.0)
    every = [counted(xy, order, space, time) for order in permutations(days)]
    assert knox(xy, days, space, time, 0).expected == pytest.approx(np.mean(every, axis=0), rel=1e-12)


def test_permutations_are_counts_of_permuted_times():
    rng = np.random.default_rng(4)
    xy, days = rng.uniform(0, 1000, (300, 2)), rng.integers(0, 60, 300)
    table = knox(xy, days, (100, 200), (3, 10), simulations=400, seed=2)
    spread = table.permuted.std(axis=0, ddof=1) / 20
    assert (np.abs(table.permuted_mean - table.expected) < 4 * spread).all()
    assert len({counts.tobytes() for counts in table.permuted}) > 390


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
@pytest.mark.parametrize("most", [1, 500, 1 << 23])
def test_close_pairs_come_once_in_chunks_of_any_size(metric, most):
    xy = np.random.default_rng(1).uniform(0, 20, (200, 2))
    cells, ends = cell_list(xy, 3.0), np.array([1.0, 3.0])
    chunks = list(close_pairs(cells, ends, metric, most))
    pairs = {frozenset(cells.order[[a, b]].tolist()) for c in chunks for a, b in zip(c.one, c.other, strict=True)}
    far = pdist(xy, "cityblock" if metric == "manhattan" else "euclidean")
    first, second = np.triu_indices(200, 1)
    near = {frozenset(pair) for pair in zip(first[far <= 3].tolist(), second[far <= 3].tolist(), strict=True)}
    assert pairs == near
    assert sum(len(chunk.other) for chunk in chunks) == len(near)
    assert sum((chunk.band == 0).sum() for chunk in chunks) == (far <= 1).sum()


def test_chunks_that_are_listed_anew_change_nothing(monkeypatch):
    rng = np.random.default_rng(1)
    given = rng.uniform(0, 20, (200, 2)), rng.uniform(0, 90, 200), (1, 3), (7, 14)
    whole = knox(*given, simulations=40)
    monkeypatch.setattr(pair_counter, "close_pairs", partial(close_pairs, most=300))
    heard = []
    parts = knox(*given, simulations=40, progress=lambda done, total, text: heard.append((done, total)))
    assert np.array_equal(whole.permuted, parts.permuted)
    assert np.array_equal(whole.observed, parts.observed)
    assert heard == sorted(heard)
    assert heard[-1] == (200 * 41, 200 * 41)
    assert len(heard) > 10


def test_p_values_are_uniform_under_chance():
    """Of 300 seeded draws no share of p-values up to k/20 exceeds k/20 by more than 3.5 standard errors."""
    rng = np.random.default_rng(7)
    p = [
        knox(rng.uniform(0, 10, (80, 2)), rng.uniform(0, 100, 80), (3.0,), (20.0,), 19, seed=rng).p_value[0, 0]
        for _ in range(300)
    ]
    steps = np.arange(1, 20) / 20
    share = (np.array(p)[:, None] <= steps + 1e-9).mean(axis=0)
    assert (np.abs(share - steps) <= 3.5 * np.sqrt(steps * (1 - steps) / 300)).all()


def near_repeats_in_clusters(n=300, every=0.5):
    rng = np.random.default_rng(3)
    xy, days = rng.uniform(0, 8000, (n, 2)), rng.integers(0, 365, n)
    again = rng.random(n) < every
    far, angle = rng.uniform(20, 180, n), rng.uniform(0, 2 * np.pi, n)
    moved = xy + far[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.vstack([xy, moved[again]]), np.concatenate([days, (days + rng.integers(1, 7, n))[again]])


def test_what_was_put_in_is_found_and_told():
    xy, days = near_repeats_in_clusters()
    table = knox(xy, days, (0, 200, 400, 800), (7, 14, 28), simulations=999)
    assert table.q_value[1, 0] <= 0.012
    assert (table.p_value[2:] > 0.05).all()
    told = table.sentences("a burglary")
    ratio = table.ratio[1, 0]
    assert told[0] == (
        f"After a burglary, other places within 200 m see {ratio:.2g} times the expected number for 7 days (p = 0.001)."
    )
    assert len(told) == 2
    assert "false-discovery rate 5 % over 12 cells, 999 permutations" in told[1]


def made_table(observed, *, space, time, whole_days):
    """A table whose cells have 10 expected pairs each, and permutations that never reach 15."""
    shape = np.shape(observed)
    return KnoxTable(
        space_bands=space,
        time_bands=time,
        observed=np.array(observed),
        expected=np.full(shape, 10.0),
        permuted=np.random.default_rng(0).integers(6, 15, (999, *shape)),
        incidents=100,
        whole_days=whole_days,
    )


@pytest.mark.parametrize(
    ("observed", "space", "time", "whole_days", "told"),
    [
        (
            [[40, 20, 9], [30, 20, 9]],
            (0, 200),
            (7, 14, 28),
            True,
            [
                "the same place sees 3 times the expected number for 14 days, most of all for 7 days: 4 times "
                "(p = 0.001)",
                "other places within 200 m see 2.5 times the expected number for 14 days, most of all for 7 days: "
                "3 times (p = 0.001)",
            ],
        ),
        (
            [[20, 9], [20, 9], [9, 20]],
            (200, 400, np.inf),
            (7, 14),
            True,
            [
                "places within 400 m see 2 times the expected number for 7 days (p = 0.001)",
                "places more than 400 m away see 2 times the expected number 8 to 14 days later (p = 0.001)",
            ],
        ),
        (
            [[9, 9], [20, 20]],
            (200, 400),
            (7, 14),
            False,
            [
                "places 200 to 400 m away see 2 times the expected number for 14 days (p = 0.001)",
            ],
        ),
        (
            [[20, 9, 20, 20]],
            (np.inf,),
            (0, 1, 2, np.inf),
            True,
            [
                "all places see 2 times the expected number on the same day (p = 0.001)",
                "all places see 2 times the expected number after more than 1 day (p = 0.001)",
            ],
        ),
        (
            [[20, 9, 20]],
            (5,),
            (0, 2, 9),
            False,
            [
                "places within 5 m see 2 times the expected number at the same time (p = 0.001)",
                "places within 5 m see 2 times the expected number 2 to 9 days later (p = 0.001)",
            ],
        ),
        (
            [[9, 20]],
            (5,),
            (0, 2),
            True,
            [
                "places within 5 m see 2 times the expected number on the next 2 days (p = 0.001)",
            ],
        ),
    ],
)
def test_blocks_of_cells_are_told_in_the_words_of_their_bands(observed, space, time, whole_days, told):
    table = made_table(observed, space=space, time=time, whole_days=whole_days)
    assert table.sentences()[:-1] == [f"After an incident, {each}." for each in told]


def test_nothing_found_is_told_with_the_permutations_that_it_takes():
    rng = np.random.default_rng(0)
    table = knox(rng.uniform(0, 5000, (100, 2)), rng.integers(0, 300, 100), (0, 200, 400), (7, 14, 28), 99)
    assert table.sentences() == [
        "No band of distance and time holds more pairs of incidents than chance makes "
        "(false-discovery rate 5 % over 9 cells, 99 permutations).",
        "A single cell can stand out of 9 with 179 permutations or more: raise 'simulations'.",
    ]


def test_cumulated_bands_are_within_and_do_not_speak():
    xy, days = near_repeats_in_clusters(80)
    apart = knox(xy, days, (0, 200, 400), (7, 14), simulations=9)
    both = apart.cumulated()
    assert both.observed[2, 1] == apart.observed.sum()
    assert both.permuted[4, 1, 0] == apart.permuted[4, :2, 0].sum()
    assert both.cells()["distance"].tolist()[2] == "up to 200 m"
    assert both.cumulated() is both
    with pytest.raises(ParameterError, match="overlap"):
        both.sentences()


def test_cells_are_a_table_with_bands_in_words():
    cells = knox([[0, 0], [0, 0], [150, 0]], [0, 2, 3], (0, 200, np.inf), (1, 7), 1).cells("ft")
    assert cells["distance"].tolist() == np.repeat(["0 ft", "up to 200 ft", "more than 200 ft"], 2).tolist()
    assert cells["lag"].tolist()[:2] == ["up to 1 day", "1 to 7 days"]
    assert cells["observed"].tolist() == [0, 1, 1, 1, 0, 0]


def test_the_two_incidents_of_the_near_repeat_calculator():
    """100 m and 3 days apart: version 1.3 of that program files them under 101 to 200 m and 4 to 6 days."""
    times = np.array(["2019-01-01", "2019-01-04"], dtype="datetime64[D]")
    table = knox([[0, 0], [0, 100]], times, (0, 100, 200), (3, 6), 0)
    assert table.observed.tolist() == [[0, 0], [1, 0], [0, 0]]


def test_places_within_a_tolerance_are_the_same_place():
    xy, days = [[0, 0], [0.6, 0], [150, 0]], [0, 1, 2]
    assert knox(xy, days, (0, 200), (7,), 0).observed.tolist() == [[0], [3]]
    table = knox(xy, days, (0, 200), (7,), 0, same_place=1)
    assert table.observed.tolist() == [[1], [2]]
    assert table.cells()["distance"].tolist() == ["0 m", "up to 200 m"]
    with pytest.raises(ParameterError, match="less than the next end of 'space_bands', 200"):
        knox(xy, days, (0, 200), (7,), 0, same_place=300)
    with pytest.raises(ParameterError, match="1 to 100 ascending"):
        knox(xy, days, range(101), (7,), 0)


def test_the_longest_span_is_counted_right():
    days = [0, 2e7, 4.9e7]
    assert knox(np.zeros((3, 2)), days, (0,), (3e7, 1e9, np.inf), 1).observed.tolist() == [[2, 1, 0]]


@pytest.mark.parametrize("kind", ["datetime64[s]", "datetime64[ns]", "object"])
def test_times_of_day_are_exact_at_the_end_of_a_band(kind):
    start = np.datetime64("2026-03-01T07:13:21")
    times = (start + np.arange(0, 35, 7) * np.timedelta64(1, "D")).astype("datetime64[us]").astype(kind)
    assert knox([[0, 0]] * 5, times, (0,), (7,), 0).observed.tolist() == [[4]]
    floats = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    assert knox([[0, 0]] * 5, floats, (0,), (0.2,), 0).observed.tolist() == [[4]]


@pytest.mark.parametrize("n", [0, 1])
def test_without_a_pair_all_is_zero_and_p_is_one(n):
    table = knox(np.zeros((n, 2)), np.zeros(n), (0, 200), (7, np.inf))
    assert not table.observed.any()
    assert not table.permuted.any()
    assert np.isnan(table.ratio).all()
    assert (table.p_value == 1).all()
    assert table.sentences()[0].startswith("No band")


def test_one_place_or_one_time_has_no_interaction():
    rng = np.random.default_rng(0)
    for xy, days in ((np.zeros((40, 2)), rng.integers(0, 99, 40)), (rng.uniform(0, 9, (40, 2)), np.full(40, 3))):
        table = knox(xy, days, (0, 5), (0, 30))
        assert table.observed == pytest.approx(table.expected)
        assert (table.p_value == 1).all()


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(ParameterError) as told:
        knox([[0, 0], [np.nan, 0]], ["a"], (200, 100), (), simulations=-1, metric="miles")
    text = str(told.value)
    assert all(f"'{name}' parameter of knox" in text for name in ("xy", "times", "space_bands", "time_bands"))
    assert all(f"'{name}' parameter of knox" in text for name in ("simulations", "metric"))


@pytest.mark.parametrize(
    ("xy", "times", "words"),
    [
        ([[0, 0]], [1, 2], "one time for each place. Got 1 places and 2 times"),
        ([[0, 0, 0]], [1], "shape (1, 3)"),
        ([[0, 0], [1, 1]], [1, np.nan], "1 that are missing, first in row 1"),
        ([[0, 0], [1, 1]], np.array(["2026-01-01", "NaT"], "datetime64[D]"), "1 that are missing, first in row 1"),
        ([[0, 0], [1, 1]], [0, 1e9], "within 50,000,000 days"),
        ("here", [1], "shape (n, 2)"),
        ([[0, 0]], [[1]], "shape (1, 1)"),
    ],
)
def test_places_and_times_that_cannot_be_used_are_told(xy, times, words):
    with pytest.raises(ParameterError) as told:
        knox(xy, times, (1,), (1,))
    assert words in str(told.value)


@pytest.mark.data
@pytest.mark.parametrize(("kind", "bands"), [("burglary", 1), ("theft of auto", 2)])
def test_crimes_of_portland_repeat_soon_after(data_folder, kind, bands):
    """Dates alone, in feet: burglaries at the same place, thefts of autos within an eighth of a mile too."""
    rows = pd.read_csv(data_folder / "portland" / "incidents.csv")
    rows = rows[rows["kind"] == kind]
    table = knox(rows[["x_ft", "y_ft"]], rows["occ_date"].to_numpy("datetime64[D]"), (0, 660, 1320), (1, 7, 14), 999)
    assert table.whole_days
    assert (table.q_value[:bands, 0] <= 0.01).all()
    assert table.ratio[0, 0] > table.ratio[1, 0] > table.ratio[2, 0] > 1
