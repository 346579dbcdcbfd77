"""Cars by command and tour: the public teaching case of six precincts, and what every answer must hold."""

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError, ParameterError
from beatwright.core import Tour
from beatwright.planning import patrol_cars
from beatwright.planning.cars.car_standards import CarStandards
from beatwright.queueing import erlang_c, expected_travel_distance, mean_wait, offered_load, waits

HOURS = np.arange(24)
DAY = 0.25 + 0.45 * (1 + np.cos(2 * np.pi * (HOURS - 20) / 24)) / 2 + 0.30 * ((HOURS >= 18) | (HOURS < 4))
WATCHES = [(0, 8), (8, 8), (16, 8)]
# Six precincts: calls an hour, share of urgent ones, square miles (Green's teaching case).
CALLS = np.array([6.4, 3.8, 2.6, 3.4, 1.5, 6.6])
URGENT = np.array([0.082, 0.077, 0.073, 0.138, 0.040, 0.122])
AREA = np.array([1.9, 0.8, 5.2, 1.0, 17.0, 1.7])
KM_OF_MILE = 1.609344
ALWAYS = [(0, 1)]  # one tour, in a cycle of one hour


def six(**options):
    return patrol_cars(CALLS[:, None], 0.5, ALWAYS, **options)


@pytest.mark.parametrize(
    ("bound", "cars"), [(0.25, [6, 4, 3, 4, 2, 6]), (0.10, [7, 5, 4, 5, 3, 7]), (0.05, [8, 5, 4, 5, 3, 8])]
)
def test_fewest_cars_for_a_bound_on_delay(bound, cars):
    plan = six(most_delayed=bound, load="steady")
    assert plan.cars.ravel().tolist() == cars
    assert plan.certificate.objective == sum(cars)
    assert plan.certificate.exact
    assert (erlang_c(plan.cars.ravel(), CALLS / 2) <= bound).all()
    assert (erlang_c(plan.cars.ravel() - 1, CALLS / 2) > bound).all()


SHARES = {
    20: 0.32199739,
    22: 0.24065120,
    24: 0.17042292,
    26: 0.11894319,
    28: 0.08310135,
    30: 0.05934266,
    32: 0.03947649,
}


@pytest.mark.parametrize(("cars", "share"), SHARES.items())
def test_the_least_delay_of_so_many_cars(cars, share):
    plan = six(cars=cars)
    assert plan.per_call == pytest.approx(share, abs=5e-9)
    assert plan.certificate.exact
    if cars == 24:
        assert plan.cars.ravel().tolist() == [6, 4, 3, 3, 2, 6]


def test_the_least_response_of_cars_on_patrol():
    speed = 10 * KM_OF_MILE
    plan = six(cars=24, objective="response", area_km2=AREA * KM_OF_MILE**2, speed=speed)
    assert plan.cars.ravel().tolist() == [6, 4, 3, 3, 2, 6]
    assert plan.per_call == pytest.approx(7.3038848, abs=5e-8)
    minutes = [
        60 * mean_wait(n, rate, 0.5) + 60 * KM_OF_MILE * expected_travel_distance(area, int(n), rate / 2) / speed
        for n, rate, area in zip(plan.cars.ravel(), CALLS, AREA, strict=True)
    ]
    assert plan.per_call == pytest.approx(np.average(minutes, weights=CALLS), rel=1e-10)


def by_class(shape=(1.0,)):
    return np.stack([CALLS * URGENT, CALLS * (1 - URGENT)], axis=1)[:, None, :] * np.asarray(shape)[None, :, None]


def test_the_least_wait_of_urgent_calls():
    plan = patrol_cars(by_class(), 0.5, ALWAYS, cars=24, objective="wait", class_weight=[1, 0])
    assert plan.cars.ravel().tolist() == [5, 4, 3, 4, 2, 6]
    assert plan.per_call == pytest.approx(1.2147690, abs=5e-8)
    one = [60 * waits(n, rate, 0.5).wait[0] for n, rate in zip(plan.cars.ravel(), by_class()[:, 0], strict=True)]
    assert plan.per_call == pytest.approx(np.average(one, weights=CALLS * URGENT))


def test_the_command_that_fares_worst():
    plan = six(cars=24, largest=True)
    assert plan.certificate.objective == pytest.approx(0.28855548, abs=5e-9)
    assert plan.certificate.objective == pytest.approx((plan.lost / plan.counted).max())
    assert plan.certificate.unit == "share of calls delayed"
    assert six(cars=24).certificate.unit == "delayed calls"


def test_a_weighted_sum_is_the_sum_of_its_measures():
    weight = {"delayed": 2.0, "wait": 0.5}
    plan = six(cars=24, objective="weighted", measure_weight=weight)
    cars = plan.cars.ravel()
    by_hand = CALLS * (2 * erlang_c(cars, CALLS / 2) + 30 * mean_wait(cars, CALLS, 0.5))
    assert plan.lost == pytest.approx(by_hand)


def test_load_by_the_clock_lags_behind_the_calls():
    calls = CALLS[:, None] * DAY
    plans = {load: patrol_cars(calls, 1.5, WATCHES, most_delayed=0.1, load=load) for load in ("steady", "mean", "peak")}
    by_hand = offered_load(calls[0], 1.5)
    assert plans["mean"].steady[0] == pytest.approx(by_hand.mean)
    assert plans["peak"].steady[0] == pytest.approx(by_hand.peak)
    assert plans["steady"].steady[0] == pytest.approx(1.5 * calls[0])
    assert (plans["peak"].needed >= plans["mean"].needed).all()
    for plan in plans.values():
        assert (plan.on_duty >= plan.needed).all()
        assert (erlang_c(plan.on_duty, plan.steady) <= 0.1).all()
        assert plan.certificate.objective == plan.car_hours


def test_the_peak_of_several_classes_is_that_of_their_sum():
    calls = by_class(DAY) * np.array([1.0, 0.5])
    service = np.array([[2.0, 0.25]] * 6)
    plan = patrol_cars(calls, service, WATCHES, most_delayed=0.1, load="peak")
    start = sum(offered_load(calls[0, :, k], service[0, k]).start for k in range(2))
    assert plan.steady[0] == pytest.approx(np.maximum(start, np.roll(start, -1)))


def test_a_call_that_needs_two_cars_is_twice_the_load():
    once = patrol_cars(2 * CALLS[:, None] * DAY, 0.5, WATCHES, most_delayed=0.1)
    given = {"most_delayed": 0.1, "cars_per_call": 2}
    twice, together = (
        patrol_cars(CALLS[:, None] * DAY, 0.5, WATCHES, several_cars=how, **given) for how in ("one by one", "together")
    )
    assert (once.cars == twice.cars).all()
    assert (together.steady == twice.steady).all()
    assert (together.needed >= twice.needed).all()
    assert together.car_hours > twice.car_hours


BOUNDS = {
    "wait": {"most_wait": [2.0, 20.0]},
    "urgent alone": {"most_wait": [2.0, np.inf]},
    "response": {"most_response": [6.0, 30.0], "travel": [[4.0, 5.0]] * 6},
    "patrol": {"area_km2": AREA, "most_response": 12.0},
    "passes": {"least_passes": 0.2, "street_km": 10 * AREA},
    "hours": {"least_patrol_hours": 5.0, "crimes": np.outer(CALLS / 20, DAY)},
}


@pytest.mark.parametrize("bound", BOUNDS)
def test_the_fewest_cars_hold_each_bound_in_every_hour_and_one_less_does_not(bound):
    options = BOUNDS[bound]
    plan = patrol_cars(by_class(DAY), 0.5, WATCHES, load="steady", **options)
    holds = {"urgent alone": "wait", "patrol": "response"}.get(bound, bound)
    for command, hour in np.ndindex(6, 24):
        needed, load = plan.needed[command, hour], plan.steady[command, hour]
        rate = by_class(DAY)[command, hour]

        def held(cars, command=command, hour=hour, load=load, rate=rate):
            if cars <= load or cars < 1:
                return False
            wait = 60 * waits(cars, rate, 0.5).wait
            if holds == "wait":
                return bool((wait <= options["most_wait"]).all())
            if holds == "response":
                travel = options.get("travel", [None] * 6)[command]
                if travel is None:
                    travel = 60 * expected_travel_distance(AREA[command], int(cars), load) / 24
                return bool((wait + travel <= options["most_response"]).all())
            if holds == "passes":
                return 16 * (cars - load) / options["street_km"][command] >= 0.2 - 1e-9
            return (cars - load) / options["crimes"][command, hour] >= 5.0 - 1e-9

        assert held(needed)
        assert not held(needed - 1)
    assert (plan.on_duty >= plan.needed).all()


def test_a_bound_and_a_budget_hold_together():
    calls = CALLS[:, None] * DAY
    plan = patrol_cars(calls, 0.5, [*WATCHES, (18, 10)], car_hours=900, most_delayed=0.2)
    free = patrol_cars(calls, 0.5, [*WATCHES, (18, 10)], car_hours=900)
    assert (erlang_c(plan.on_duty, plan.steady) <= 0.2).all()
    assert plan.car_hours <= 900
    assert plan.per_call >= free.per_call


def test_of_the_fewest_car_hours_those_with_least_delay_are_taken():
    calls = np.full((1, 24), 1.0)
    # Two tours cover the same hours but for one: the busier hour is the better one to cover twice.
    calls[0, 12] = 3.0
    plan = patrol_cars(calls, 0.3, [(0, 13), (13, 12), (12, 12)], most_delayed=0.5)
    other = [cars for cars in np.ndindex(5, 5, 5) if np.dot(cars, [13, 12, 12]) == plan.car_hours]
    assert plan.cars.ravel().tolist() in [list(cars) for cars in other]
    budget = patrol_cars(calls, 0.3, [(0, 13), (13, 12), (12, 12)], plan.car_hours, most_delayed=0.5)
    assert plan.lost == pytest.approx(budget.lost)


def test_tours_of_a_week():
    calls = np.tile(CALLS[:, None] * DAY, 7)
    week = [Tour(start, 8) for start in (0, 8, 16)]
    plan = patrol_cars(calls, 0.5, week, most_delayed=0.1)
    day = patrol_cars(CALLS[:, None] * DAY, 0.5, WATCHES, most_delayed=0.1)
    assert (plan.cars == day.cars).all()
    assert plan.car_hours == 7 * day.car_hours
    # Each day for itself: the same again, where all days are alike.
    separate = patrol_cars(calls, 0.5, [(24 * d + s, 8) for d in range(7) for s in (0, 8, 16)], most_delayed=0.1)
    assert separate.car_hours == plan.car_hours


def test_the_rule_of_pcam_is_there_beside_the_proof():
    calls, tours = CALLS[:, None] * DAY, [*WATCHES, (18, 10)]
    exact, greedy = (patrol_cars(calls, 0.5, tours, 600, load="steady", rule=rule) for rule in ("exact", "greedy"))
    assert exact.lost.sum() == pytest.approx(10.15581907, abs=5e-9)
    assert 100 * (greedy.lost.sum() / exact.lost.sum() - 1) == pytest.approx(6.83, abs=0.005)
    assert greedy.certificate.status == "feasible"


@pytest.mark.parametrize("rule", ["exact", "greedy"])
@pytest.mark.parametrize("budget", [{"car_hours": 20}, {"cars": 5}, {"car_hours": 48, "cars": 5}])
def test_no_rule_gives_out_more_than_there_is(rule, budget):
    with pytest.raises(InfeasibleError, match="raise the budget"):
        patrol_cars(np.full((1, 24), 2.0), 0.5, WATCHES, rule=rule, **budget)


def test_commands_without_calls_have_one_car():
    plan = patrol_cars([[0.0, 0.0], [3.0, 1.0]], 0.5, [(0, 2)], most_delayed=0.2)
    assert plan.cars.tolist() == [[1], [3]]
    assert patrol_cars([[0.0, 0.0]], 0.5, [(0, 2)], cars=3).per_call == 0.0


# What cannot be.


def test_more_load_than_cars_is_told_with_the_hour():
    calls = np.tile(CALLS[:, None] * DAY, 7)
    said = r"take 2,072 car-hours, but there are 200. Most are needed at command 0, Monday 18:00"
    with pytest.raises(InfeasibleError, match=said):
        patrol_cars(calls, 0.5, [Tour(start, 8) for start in (0, 8, 16)], 200, load="steady")


def test_bounds_that_contradict_the_budget_are_told_with_both():
    with pytest.raises(InfeasibleError, match=r"are 31 cars over all tours, but there are 24\..*8 cars|7 cars"):
        six(cars=24, most_delayed=0.1)


def test_a_response_shorter_than_the_way_is_told():
    with pytest.raises(InfeasibleError, match=r"holds the bounds for 0, 1.*travel to a call alone takes up to 5 min"):
        six(most_response=3, travel=5.0)


def test_what_no_cars_hold_is_told_before_any_queue_is_followed(monkeypatch):
    def never(*_):
        raise AssertionError("A curve was looked at.")

    monkeypatch.setattr(CarStandards, "held", never)
    week = np.ones((511, 168))
    tours = [(24 * day + start, 8) for day in range(7) for start in (0, 8, 16)]
    for bound, said in (
        ({"most_response": 3, "travel": 3.1}, r"of cars holds .* and 501 more .* takes up to 3\.1 min .* most 3 min"),
        (
            {"most_response": 0.01, "area_km2": np.full(511, 9.0)},
            r"up to 1,000 .* takes up to 0\.15 min with all of them",
        ),
        ({"least_passes": 50, "street_km": np.full(511, 400.0)}, r"up to 1,250 free cars, beside the 0\.5 that calls"),
        ({"least_patrol_hours": 2000.0, "crimes": week}, r"patrol takes up to 2,000 free cars"),
    ):
        with pytest.raises(InfeasibleError, match=said):
            patrol_cars(week, 0.5, tours, **bound)


def test_bounds_that_many_cars_hold_are_held():
    plan = patrol_cars([[1.0]], 0.5, [(0, 1)], least_passes=30, street_km=[400.0])
    assert plan.cars.tolist() == [[751]]  # 30 x 400 km / 16 km/h, beside half a car on calls
    near = patrol_cars([[1.0]], 0.5, [(0, 1)], most_response=3, travel=2.999999)
    assert near.cars[0, 0] < 12
    of_one_class = patrol_cars([[[1.0, 0.0]]], 0.5, [(0, 1)], most_response=[6, 3], travel=5.0)
    assert of_one_class.cars[0, 0] >= 1


def test_hours_without_a_tour_are_named():
    with pytest.raises(ParameterError, match=r"No tour is on duty at hours 8-15\. Add a tour, or lengthen one\."):
        patrol_cars(np.ones((1, 24)), 0.5, [(0, 8), (16, 8)], 100)
    with pytest.raises(ParameterError, match=r"No tour is on duty at 06:00-08:00 of every day\."):
        patrol_cars(np.ones((1, 168)), 0.5, [Tour(8, 22)], 100)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rate": [1.0, 2.0]}, r"'rate'.*\[command, hour\]"),
        ({"rate": [[1.0, -2.0]]}, "'rate'.*at least 0"),
        ({"service": [0.5, 0.5]}, "'service'.*shape"),
        ({"service": 0.0}, "'service'.*above 0"),
        ({"tours": [(0, 3)]}, "'tours'.*Got \\(0, 3\\)"),
        ({"tours": np.ones((1, 3), dtype=bool)}, "'tours'"),
        ({"car_hours": None}, "needs a bound, such as 'most_delayed', or"),
        ({"most_delayed": 2.0}, "'most_delayed'"),
        ({"objective": "speed"}, "'objective' parameter of patrol_cars must be one of"),
        ({"objective": "response"}, "needs 'travel', or 'area_km2', where the response counts"),
        ({"objective": "weighted"}, "'measure_weight'"),
        ({"measure_weight": {"wait": 1}}, "'measure_weight'"),
        ({"class_weight": [1, 2, 3]}, "'class_weight'"),
        ({"load": "all"}, "'load'"),
        ({"cars_per_call": 0}, "'cars_per_call'"),
        ({"cars_per_call": 21}, "at most 20 cars together. Got 'cars_per_call' 21. Set several_cars = 'one by one'"),
        ({"several_cars": "apart"}, "'several_cars'"),
        ({"most_wait": [1, 2]}, "'most_wait'"),
        ({"most_response": 4.0}, "'most_response'"),
        ({"least_passes": 1.0}, "'street_km'"),
        ({"least_patrol_hours": 1.0}, "'crimes'"),
        ({"least_patrol_hours": 1.0, "crimes": [1.0]}, "'crimes'"),
        ({"area_km2": [0.0]}, "'area_km2'"),
        ({"rule": "luck"}, "'rule'"),
        ({"rule": "greedy", "largest": True}, "Leave 'largest' out"),
        ({"largest": 3}, "'largest'"),
        ({"seconds": -1}, "'seconds'"),
    ],
)
def test_what_is_wrong_is_told(given, said):
    good = {"rate": [[1.0, 2.0]], "service": 0.5, "tours": [(0, 2)], "car_hours": 50}
    with pytest.raises(ParameterError, match=said):
        patrol_cars(**{**good, **given})


def test_an_option_that_there_is_not_is_refused():
    with pytest.raises(TypeError, match="'colour'"):
        six(cars=24, colour="red")
