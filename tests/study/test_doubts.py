"""A response standard that can hardly be meant is told with what it would mean."""

import re

import pytest

from beatwright.study.file.standard_doubts import standard_doubts
from beatwright.study.file.table_options import ProblemOptions
from beatwright.testing import small_problem


@pytest.mark.parametrize("option", [{"within": 5.0}, {"within": 1.5}, {"within": 99.0}, {"within_minutes": 0.1}])
def test_a_standard_too_short_is_told(option):
    (told,) = standard_doubts(ProblemOptions(**option), small_problem().city)
    assert "Doubtful standard" in told
    assert "meant?" in told


@pytest.mark.parametrize("option", [{"within": 1_500_000.0}, {"within_minutes": 1500.0}])
def test_a_standard_wider_than_the_city_is_told_with_its_share(option):
    (told,) = standard_doubts(ProblemOptions(**option), small_problem().city)
    assert float(re.search(r"([\d.]+) % of all routes", told)[1]) == 100.0


def test_a_standard_that_tells_plans_apart_is_not_doubted():
    city = small_problem().city
    half = float(sorted(city.travel.metres.ravel())[city.travel.metres.size // 2])
    assert half > 100
    assert not list(standard_doubts(ProblemOptions(within=half), city))
    assert not list(standard_doubts(ProblemOptions(), city))
