"""Work that officers begin themselves: by the hour, for cars on duty, the same for every plan."""

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.base.estimate import Estimate
from beatwright.core import Calibration, ClassCalibration, Plan, Post
from beatwright.evaluate import Simulation
from beatwright.evaluate.simulation.dispatch_calls import dispatch_calls
from beatwright.evaluate.simulation.dispatch_work import dispatch_work
from beatwright.testing import hourly_problem

PROBLEM = hourly_problem()
PLAN = Plan(posts=(Post("s2"), Post("s5")), crews=((6,), (7,)), name="two posts")
NONE = Estimate(0.0, 0.0, 0)
BUSY = tuple(Estimate(2.0 if hour < 12 else 0.0, 0.1, 100) for hour in range(24))


def fitted(names=("one", "two", "three"), work=BUSY, shares=(1.0,)):
    cars = tuple(Estimate(share, 0.0, 100) for share in shares)
    scene = (Estimate(30.0, 1.0, 100), Estimate(0.5, 0.1, 100))
    classes = tuple(ClassCalibration(name, cars, *scene, *scene, *scene) for name in names)
    return Calibration("a test", classes, work_by_hour=work, work_minutes=Estimate(20.0, 1.0, 100))


def test_pieces_come_by_the_hour_and_keep_cars_on_duty_alone():
    calls = dispatch_calls(PROBLEM, weeks=20, seed=3)
    on = np.zeros((3, 168), dtype=bool)
    on[0], on[1, 100:] = True, True
    made = dispatch_work(fitted(), calls, on, seed=3)
    hour = (made.minute // 60).astype(int)
    assert (np.diff(made.minute) >= 0).all()
    assert (hour % 24 < 12).all()
    count = 20 * 84 * 2
    assert abs(len(hour) - count) < 4 * np.sqrt(count)
    assert made.minutes.mean() == pytest.approx(20.0, rel=0.1)
    assert on[made.car, hour % 168].all()
    both = made.car[hour % 168 >= 100]
    assert abs(both.mean() - 0.5) < 0.1, "either of two cars on duty alike"
    nobody = on.copy()
    nobody[:, :50] = False
    again = dispatch_work(fitted(), calls, nobody, seed=3)
    kept = hour % 168 >= 50
    assert np.array_equal(again.minute, made.minute[kept]), "when work comes does not hang on the plan"
    assert np.array_equal(again.minutes, made.minutes[kept])
    assert dispatch_work(fitted(work=()), calls, on, seed=3) is None


def test_a_judge_with_work_has_less_free_hours_and_the_same_calls():
    text = fitted(shares=(0.5, 0.5)).toml()
    idle = fitted(shares=(0.5, 0.5), work=()).toml()
    one, two = (Simulation(weeks=4, calibration=each).score(PROBLEM, PLAN) for each in (text, idle))
    assert one.calls == two.calls
    worked = two["car-hours free"] - one["car-hours free"]
    assert 0.7 * 7 * 12 * 2 * 20 / 60 < worked < 1.2 * 7 * 12 * 2 * 20 / 60
    assert not any("no work that officers begin" in note for note in one.notes)
    assert Simulation(weeks=1, calibration=text).calls(PROBLEM).cars.max() == 2


def test_classes_go_by_their_names_then_by_their_order():
    names = PROBLEM.severity.names
    sorted_names = fitted((names[1], names[0], names[2]))
    for row, name in enumerate(names):
        assert sorted_names.applied(PROBLEM).severity.classes[row].name == name
    with pytest.raises(ParameterError, match="The records have 2 classes"):
        Simulation(weeks=1, calibration=fitted(("one", "two")).toml()).score(PROBLEM, PLAN)
    unseen = Calibration("a test", tuple(
        ClassCalibration(name, (NONE,), NONE, NONE, NONE, NONE, NONE, NONE) for name in names
    ))  # fmt: skip
    assert unseen.cars_for(PROBLEM).argmax(axis=1).tolist() == (PROBLEM.cars_needed - 1).tolist()
