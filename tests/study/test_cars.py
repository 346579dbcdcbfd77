"""Cars in a study: tours and standards of the problem, lists of options, and what is told where it cannot be."""

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, StudyError

HOURLY = 'slots = 168\ntours = ["06-18", "18-06", "20-24"]\ndelayed_share = 0.05\n'
POSTS = '[[planning]]\nstep = "PMedian"\np = 2\n'
CARS = '[[planning]]\nstep = "PatrolCars"\non = "PMedian"\nevery_day = true\n'
FEWEST = 'name = "fewest"\n'
FEW = "[alternatives]\ncount = 0\n"


def test_tours_standards_and_lists_are_read(study_of, planned):
    budget = (
        'name = "shared"\ncar_hours = 3000\nobjective = "weighted"\nweights = [5, 1, 0.1]\nclass_weight = [1, 2, 4]\n'
    )
    case = planned(study_of(HOURLY + POSTS + CARS + FEWEST + CARS + budget + FEW))
    fewest, shared = case.plan("fewest"), case.plan("shared")
    for plan in (fewest, shared):
        day = np.array(plan.crews).reshape(2, 7, 24)
        assert (day == day[:, :1]).all()
        assert (day[:, 0, 6:18] == day[:, 0, 6:7]).all()
        assert (day[:, 0, 20:] >= day[:, 0, 18:19]).all()
        assert any("At most 5.0% of the calls" in note for note in plan.notes)
    assert fewest.certificate.unit == "car-hours a week"
    assert sum(map(sum, fewest.crews)) <= sum(map(sum, shared.crews)) <= 3000
    assert shared.certificate.unit == "weighted sum per call"


def test_a_budget_that_is_too_small_names_hour_and_load(study_of, planned):
    with pytest.raises(InfeasibleError, match=r"but there are 100\. Most are needed at .*: calls keep .* busy"):
        planned(study_of(HOURLY + POSTS + CARS + "car_hours = 100\n" + FEW))


def test_cars_need_posts_to_be_at(study_of):
    with pytest.raises(StudyError, match="needs posts: name a plan that decides posts in 'on'"):
        study_of(HOURLY + POSTS + '[[planning]]\nstep = "PatrolCars"\n' + FEW)
