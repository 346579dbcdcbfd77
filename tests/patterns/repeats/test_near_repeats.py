"""Originators, repeats and near repeats against the definitions, written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.patterns import knox, near_repeats

rows = st.lists(st.tuples(*[st.integers(0, 6)] * 3), max_size=18)


def slow(rows, distance, days):
    """The definitions: earlier is the order of time, x, y, row."""
    key = [(t, x, y, row) for row, (x, y, t) in enumerate(rows)]
    label, follows, groups = [], [], [{row} for row in range(len(rows))]
    for me, (x, y, t) in enumerate(rows):
        linked = [
            row
            for row, (u, v, s) in enumerate(rows)
            if row != me and (x - u) ** 2 + (y - v) ** 2 <= distance**2 and abs(s - t) <= days
        ]
        for row in linked:
            joined = groups[me] | groups[row]
            for each in joined:
                groups[each] = joined
        before = sorted((row for row in linked if key[row] < key[me]), key=lambda row: key[row])
        here = [row for row in before if rows[row][:2] == (x, y)]
        label.append("repeat" if here else "near repeat" if before else "originator" if linked else "isolated")
        follows.append((here or before or [-1])[-1])
    return label, follows, groups


@settings(max_examples=80)
@given(rows, st.integers(0, 3), st.integers(0, 4))
def test_labels_links_and_chains_are_those_of_the_definitions(rows, distance, days):
    found = near_repeats([row[:2] for row in rows], [row[2] for row in rows], distance, days)
    label, follows, groups = slow(rows, distance, days)
    assert found.label.tolist() == label
    assert found.follows.tolist() == follows
    for me, group in enumerate(groups):
        assert (found.chain[me] < 0) == (len(group) == 1)
        if len(group) > 1:
            assert set(np.flatnonzero(found.chain == found.chain[me])) == group
    chains = found.chains()
    assert chains["incidents"].tolist() == [(found.chain == c).sum() for c in range(len(chains))]
    firsts = [(rows[row][2], *rows[row][:2]) for row in chains["first"]]
    assert firsts == sorted(firsts)
    assert sum(found.counts.values()) == len(found) == len(rows)


@settings(max_examples=30)
@given(rows, st.randoms(use_true_random=False))
def test_sorting_the_rows_moves_the_labels_with_them(rows, random):
    order = random.sample(range(len(rows)), len(rows))
    one = near_repeats([row[:2] for row in rows], [row[2] for row in rows], 2, 3)
    two = near_repeats([rows[row][:2] for row in order], [rows[row][2] for row in order], 2, 3)
    assert sorted(zip(rows, one.label.tolist(), one.chain.tolist(), strict=True)) == sorted(
        zip([rows[row] for row in order], two.label.tolist(), two.chain.tolist(), strict=True)
    )


def test_links_are_the_pairs_of_the_knox_table():
    rng = np.random.default_rng(5)
    xy, days = rng.uniform(0, 3000, (300, 2)), rng.integers(0, 90, 300)
    found = near_repeats(xy, days, 200, 7)
    pairs = knox(xy, days, (200,), (7,), 0).observed[0, 0]
    far = np.sqrt(((xy[:, None] - xy) ** 2).sum(axis=2))
    link = (far <= 200) & (np.abs(days[:, None] - days) <= 7)
    assert pairs == (link.sum() - 300) / 2
    assert (found.label != "isolated").tolist() == (link.sum(axis=1) > 1).tolist()


def test_places_within_a_tolerance_are_the_same_place():
    xy, days = [[0, 0], [3, 0], [100, 0]], [0, 1, 2]
    assert near_repeats(xy, days, 200, 7).label.tolist() == ["originator", "near repeat", "near repeat"]
    assert near_repeats(xy, days, 200, 7, same_place=5).label.tolist() == ["originator", "repeat", "near repeat"]
    assert near_repeats(xy, days, 2, 7, same_place=5).label.tolist() == ["isolated"] * 3


def test_the_counts_are_told_in_words():
    xy, days = [[0, 0], [0, 0], [150, 0], [9000, 0]], [0, 2, 9, 9]
    assert near_repeats(xy, days, 200, 7).sentences() == [
        "Of 4 incidents 1 is an originator, 1 a repeat at the same place, 1 a near repeat within 200 m and 7 days, and "
        "1 isolated.",
        "They make 1 chain, of which the largest has 3 incidents in 9 days.",
    ]
    assert len(near_repeats(xy[:1], days[:1], 200, 7).sentences()) == 1


@pytest.mark.parametrize("n", [0, 1])
def test_without_a_pair_all_are_isolated(n):
    found = near_repeats(np.zeros((n, 2)), np.zeros(n), 200, 7)
    assert found.label.tolist() == ["isolated"] * n
    assert found.chain.tolist() == [-1] * n
    assert not len(found.chains())


def test_all_at_one_place_and_time_are_one_chain():
    found = near_repeats(np.zeros((5, 2)), np.full(5, np.datetime64("2026-01-01")), 0, 0)
    assert found.label.tolist() == ["originator"] + ["repeat"] * 4
    assert found.follows.tolist() == [-1, 0, 1, 2, 3]
    assert found.chains()["days"].tolist() == [0.0]


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(ParameterError) as told:
        near_repeats([[0, 0]], [0], -1, np.inf, same_place=-2, metric="air")
    assert all(f"'{name}'" in str(told.value) for name in ("distance", "days", "same_place", "metric"))
