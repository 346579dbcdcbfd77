"""Repeat places: closed forms, published figures, and simulation of places that are all alike."""

import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.base.errors import ParameterError
from beatwright.evaluate import gini
from beatwright.patterns import repeat_places
from beatwright.patterns.repeats.concentration import expected_hit


def of_counts(counts, number_of_places=None):
    return repeat_places(np.repeat(np.arange(len(counts)), counts), number_of_places=number_of_places)


@pytest.mark.parametrize(
    ("counts", "plain", "generalised"),
    [([10, 8, 2], 0.78, 0.78), ([5, 2, 1], 0.8, 0.75), ([10], 0.9, 0.9), ([3, 1, 1], 0.78, 0.56)],
)
def test_indices_are_those_that_bernasco_and_steenbeek_print_for_ten_places(counts, plain, generalised):
    """The first three stand in the help of their package lorenzgini; the fourth is their formula for its figure 2."""
    found = of_counts(counts, 10)
    assert found.gini == pytest.approx(plain)
    assert found.generalised_gini == pytest.approx(generalised)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=20))
def test_gini_is_that_of_the_mean_difference(counts):
    found = of_counts(counts, len(counts))
    assert found.gini == pytest.approx(gini(counts) if sum(counts) else 0, abs=1e-12)
    assert found.generalised_gini <= found.gini + 1e-12


def test_one_incident_at_each_place_is_the_most_equal_division():
    assert of_counts([1] * 5, 50).generalised_gini == pytest.approx(0)
    assert of_counts([1] * 5, 50).gini == pytest.approx(0.9)
    assert of_counts([2] * 5, 5).generalised_gini == pytest.approx(0)


def test_the_table_is_read_off_the_curve():
    found = of_counts([6, 2, 1, 1], 8)
    shares = found.shares((0.125, 0.25, 0.5, 1))
    assert shares["of_incidents"].tolist() == pytest.approx([0.6, 0.8, 1, 1])
    assert found.places_with(0.6) == pytest.approx(0.125)
    assert found.places_with(0.7) == pytest.approx(0.1875)
    assert found.places_with(1) == pytest.approx(0.5)
    assert found.by_count().to_dict("list") == {
        "incidents": [0, 1, 2, 6],
        "places": [4, 2, 1, 1],
        "of_places": [0.5, 0.25, 0.125, 0.125],
        "of_incidents": [0, 0.2, 0.2, 0.6],
    }


@pytest.mark.parametrize(("rate", "known"), [(0.3, True), (4.0, True), (0.3, False), (4.0, False)])
def test_the_expected_curve_is_that_of_places_that_are_alike(rate, known):
    n = 40_000
    counts = np.random.default_rng(8).poisson(rate, n)
    found = of_counts(counts, n if known else None)
    for share, drawn, expected in found.shares((0.05, 0.1, 0.2, 0.5)).itertuples(index=False):
        assert drawn == pytest.approx(expected, abs=0.01), share
    assert found.gini == pytest.approx(found.expected_gini, abs=0.01)


def test_all_with_one_incident_are_as_chance_would_have_it_where_no_others_are_known():
    found = of_counts([1] * 9)
    assert found.gini == pytest.approx(0)
    assert found.expected_gini == pytest.approx(0)
    assert found.by_count()["incidents"].tolist() == [1]


def test_coordinates_are_snapped_to_a_tolerance():
    xy = [[0.0, 0.0], [0.4, 0.1], [99.8, 0], [0, 0]]
    assert repeat_places(xy).counts.tolist() == [2, 1, 1]
    found = repeat_places(xy, tolerance=1)
    assert found.counts.tolist() == [3, 1]
    assert found.places.tolist() == [[0, 0], [100, 0]]
    assert found.place.tolist() == [0, 0, 1, 0]
    assert found.top(2)[["x", "y", "incidents"]].to_numpy().tolist() == [[0, 0, 3], [100, 0, 1]]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["x", "y"])), max_size=20))
def test_kinds_are_counted_at_their_places(rows):
    ids, kinds = [row[0] for row in rows], [row[1] for row in rows]
    found = repeat_places(ids, kinds)
    for place, number in zip(found.places, found.mark_counts, strict=True):
        assert number.tolist() == [rows.count((place, kind)) for kind in found.marks]
    assert found.mark_counts.sum(axis=1).tolist() == found.counts.tolist()
    assert found.places[found.place].tolist() == ids or not ids
    assert sorted(found.counts, reverse=True) == found.counts.tolist()


def test_the_rule_is_told_in_words():
    found = of_counts([60, 20, 10, 4, 1, 1, 1, 1, 1, 1], 10)
    assert found.sentences("segment") == [
        "20 % of the segments have 80 % of the incidents; were all segments alike, chance would give them 29 %.",
        "4 segments had two incidents or more, 94 % of all.",
    ]
    assert of_counts([1, 3]).sentences("city", "cities")[0].startswith("20 % of the cities with an incident have 30 %")
    assert of_counts([1, 3]).sentences("city", "cities")[1].startswith("1 city had two incidents or more, 75 %")


@pytest.mark.parametrize(("incidents", "places"), [(0, 3), (1, 1), (4, 1), (1, 5), (3, 4), (6, 3)])
def test_the_places_that_chance_would_hit_are_those_of_every_way_to_deal_incidents_out(incidents, places):
    hit = [len(set(dealt)) for dealt in itertools.product(range(places), repeat=incidents)]
    assert expected_hit(incidents, places) == pytest.approx(np.mean(hit))


def test_where_places_far_outnumber_incidents_the_rule_gives_way_to_the_places_hit():
    found = of_counts([40, 30, 10, *[1] * 20], 1000)
    assert not found.rule_informs
    assert found.sentences("street segment") == [
        "23 of the 1,000 street segments (2.3 %) had an incident; were all street segments alike, chance would hit "
        "about 95 (9.5 %).",
        "The 10 busiest have 87 % of the incidents; chance would give the busiest 10 about 15 %.",
        "3 street segments had two incidents or more, 80 % of all.",
    ]
    assert [text.split()[0] for text in of_counts([1, 1, 1], 30).sentences()] == ["3", "0"]  # no few of so few


@pytest.mark.parametrize(
    ("counts", "informs"),
    [
        ([1] * 22, False),  # more than a fifth is hit, but chance would hit 19.8 of 100
        ([1] * 23, True),  # chance hits 20.6
        ([3] * 20, False),  # chance would hit 45, but it is a fifth
        ([300] * 20 + [1], False),  # a fifth has 99.98 %
        ([3] * 20 + [1], True),
        ([2] * 100, True),
    ],
)
def test_on_the_border_the_rule_stands_as_long_as_neither_share_reads_all(counts, informs):
    found = of_counts(counts, 100)
    assert found.rule_informs is informs
    assert found.sentences()[0].startswith("20 % of the places have" if informs else f"{len(counts)} of the 100 places")


@settings(max_examples=60)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=40), st.integers(0, 400))
def test_no_rule_says_that_a_fifth_of_the_places_has_all(counts, idle):
    found = of_counts(counts, len(counts) + idle)
    first = found.sentences()[0]
    if found.rule_informs:
        assert " 100 %" not in first
        return
    hit, every, chance = re.match(r"(\d+) of the (\d+) places? .* about (\d+)", first).groups()
    assert (int(hit), int(every)) == (len(counts), len(counts) + idle)
    assert int(chance) == pytest.approx(found.number_of_places * (1 - (1 - 1 / int(every)) ** sum(counts)), abs=0.51)


@pytest.mark.parametrize("number", [None, 0, 7])
def test_without_an_incident_nothing_is_concentrated(number):
    found = repeat_places([], number_of_places=number)
    assert found.gini == found.generalised_gini == found.expected_gini == 0
    assert found.sentences() == ["There is no incident."]
    assert not len(found.top())
    assert found.by_count()["places"].sum() == (number or 0)


def test_all_at_one_place():
    found = repeat_places(np.zeros((5, 2)), number_of_places=1)
    assert found.counts.tolist() == [5]
    assert found.gini == pytest.approx(0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"places": [[0, np.nan]]}, "1 that are not, first in row 0"),
        ({"places": ["a", None]}, "1 that are missing, first in row 1"),
        ({"places": [[1, 2, 3]]}, "shape (1, 3)"),
        ({"places": [1, 2], "marks": ["a"]}, "shape (1,)"),
        ({"places": [1, 2], "number_of_places": 1}, "at least 2, the places with an incident"),
        ({"places": [[0, 0]], "tolerance": -1}, "'tolerance'"),
    ],
)
def test_what_cannot_be_counted_is_told(given, words):
    with pytest.raises(ParameterError) as told:
        repeat_places(**given)
    assert words in str(told.value)


def test_shares_out_of_range_are_told():
    with pytest.raises(ParameterError, match="of_incidents"):
        of_counts([1]).places_with(2)
    with pytest.raises(ParameterError, match="of_places"):
        of_counts([1]).shares([-1])
