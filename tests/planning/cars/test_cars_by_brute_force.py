"""Cars by command and tour against every way to put up to nine cars on up to four tours of two commands.

The queue is worked out here a second time, from the sums that define it, and every plan is looked at.
"""

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError
from beatwright.planning import patrol_cars
from beatwright.queueing import expected_travel_distance

MOST = 9  # cars over all tours
OBJECTIVES = ("delayed", "wait", "response", "weighted")
WEIGHT = {"delayed": 3.0, "wait": 0.2, "response": 0.1}


def erlang(cars, load):
    """Share of calls that wait, from the probabilities of 0, 1, ... busy cars; 1 where cars cannot carry the load."""
    if cars <= load:
        return 1.0
    chance = [load**busy / math.factorial(busy) for busy in range(cars)]
    waiting = load**cars / math.factorial(cars) * cars / (cars - load)
    return waiting / (sum(chance) + waiting)


def offered(rate, service):
    """Mean offered load of each hour: the state of dm/dt = rate - m / service in small steps, by Simpson's rule."""
    steps, m, found = 50, 0.0, np.zeros(len(rate))
    for _ in range(math.ceil(40 * service / len(rate)) + 1):
        for hour, calls in enumerate(rate):
            total = 0.0
            for _ in range(steps):
                begin, steady = m, calls * service
                middle, m = (steady + (begin - steady) * math.exp(-part / steps / service) for part in (0.5, 1.0))
                total += (begin + 4 * middle + m) / 6
            found[hour] = total / steps
    return found


@dataclass
class Case:
    """One problem: what is asked of `patrol_cars`, and what is lost and what holds by hour and cars."""

    rate: np.ndarray  # [command, hour, class]
    service: np.ndarray  # [command, class]
    tours: list
    options: dict

    def __post_init__(self):
        hours = self.rate.shape[1]
        self.on = np.array([[(h - start) % hours < long for h in range(hours)] for start, long in self.tours])
        self.per_call = self.options.get("cars_per_call", 1)
        work = self.rate * self.per_call
        if self.options["load"] == "steady":
            self.loads = work * self.service[:, None]
        else:
            self.loads = np.zeros_like(work)
            for p, k in np.ndindex(*self.service.shape):
                self.loads[p, :, k] = offered(work[p, :, k], self.service[p, k])
        mean = work.sum(axis=2)
        spent = (work * self.service[:, None]).sum(axis=2)
        self.service_of_hour = np.where(mean > 0, spent / np.where(mean > 0, mean, 1), 1.0)
        weight = np.broadcast_to(self.options.get("class_weight", 1.0), self.rate.shape[2:])
        self.counted = (self.rate * weight).sum(axis=(1, 2))
        shape = (*self.rate.shape[:2], 4 * MOST + 1)
        self.lost, self.holds = np.full(shape, np.inf), np.zeros(shape, dtype=bool)
        for p, h, n in np.ndindex(*shape):
            if n >= 1 and n > self.loads[p, h].sum():
                self.lost[p, h, n], self.holds[p, h, n] = self._of_hour(p, h, n, weight)

    def _of_hour(self, p, h, n, weight):
        options, classes = self.options, range(self.rate.shape[2])
        load = float(self.loads[p, h].sum())
        delayed = erlang(n, load)
        wait = []
        for k in classes:
            before, with_it = self.loads[p, h, :k].sum() / n, self.loads[p, h, : k + 1].sum() / n
            wait.append(60 * delayed * self.service_of_hour[p, h] / n / ((1 - before) * (1 - with_it)))
        response = [wait[k] + self._travel(p, k, n, load) for k in classes]
        held = delayed <= options.get("most_delayed", 1.0)
        for name, values in (("most_wait", wait), ("most_response", response)):
            if name in options:
                held &= all(values[k] <= options[name][k] for k in classes if self.rate[p, h, k] > 0)
        if "least_passes" in options:
            held &= 16.0 * (n - load) / options["street_km"][p] >= options["least_passes"] - 1e-9
        if "least_patrol_hours" in options:
            held &= n - load >= options["least_patrol_hours"] * options["crimes"][p, h] - 1e-9
        word = options["objective"]
        measures = {"delayed": [delayed] * len(wait), "wait": wait, "response": response}
        counts = WEIGHT if word == "weighted" else {word: 1.0}
        each = [sum(counts[name] * measures[name][k] for name in counts) for k in classes]
        return sum(self.rate[p, h, k] * weight[k] * each[k] for k in classes), held

    def _travel(self, p, k, n, load):
        if "area_km2" in self.options:
            return 60 * expected_travel_distance(self.options["area_km2"][p], n, load) / 24.0
        return self.options["travel"][p][k] if "travel" in self.options else 0.0

    def plans(self, most):
        """Return all cars on tours, each at most `most`, with which a command holds all: cars, car-hours, lost."""
        found = []
        for p in range(len(self.rate)):
            ways = np.array(list(itertools.product(range(most + 1), repeat=len(self.tours))))
            ways = ways[ways.sum(axis=1) <= MOST]
            duty = ways @ self.on
            hour = np.arange(duty.shape[1])
            good = self.holds[p][hour, duty].all(axis=1)
            ways, duty = ways[good], duty[good]
            found.append((ways.sum(axis=1), duty.sum(axis=1), self.lost[p][hour, duty].sum(axis=1)))
        return found

    def value(self, lost):
        """Return what is made small of what the commands lose, each in an array of its own axis."""
        if not self.options.get("largest"):
            return sum(lost)
        per = [each / count if count > 0 else each * 0 for each, count in zip(lost, self.counted, strict=True)]
        return np.maximum(*np.broadcast_arrays(*per)) if len(per) == 2 else per[0]

    def joined(self):
        """Return cars, car-hours and lost of all plans of the commands together, as (cars, hours, lost by command)."""
        parts = self.plans(MOST)
        if len(parts) == 1:
            return parts[0][0], parts[0][1], [parts[0][2]]
        (n, h, f), (m, g, e) = parts
        return n[:, None] + m, h[:, None] + g, [f[:, None], e[None, :]]


def case_of(seed):
    """Return one random problem, and its budget: nothing, car-hours, cars, or both."""
    random = np.random.default_rng(seed)
    commands, classes = int(random.integers(1, 3)), int(random.integers(1, 3))
    hours = int(random.choice([4, 6, 8, 12]))
    tours = tours_of(random, hours)
    level = random.choice([0.3, 0.8, 1.5])
    rate = random.gamma(1.5, level, (commands, hours, classes))
    rate[random.random(rate.shape) < 0.1] = 0.0
    options = {"objective": str(random.choice(OBJECTIVES)), "load": str(random.choice(["steady", "mean"]))}
    options["largest"] = bool(random.random() < 0.3)
    if options["objective"] == "response" and random.random() < 0.4:
        options["area_km2"] = random.uniform(0.5, 9.0, commands)
    elif options["objective"] in ("response", "weighted") or random.random() < 0.3:
        options["travel"] = random.uniform(1, 9, (commands, classes))
    if random.random() < 0.4:
        options["class_weight"] = random.choice([0.0, 1.0, 2.5], classes)
    if classes == 2 and random.random() < 0.3:
        options["cars_per_call"] = np.array([2, 1])
    if options["objective"] == "weighted":
        options["measure_weight"] = WEIGHT
    budget = {}
    kind = str(random.choice(["meet", "hours", "cars", "both"]))
    if kind in ("hours", "both"):
        shortest = min(length for _, length in tours)
        budget["car_hours"] = int(random.integers(1, (MOST + 1) * shortest))
    if kind in ("cars", "both"):
        budget["cars"] = int(random.integers(1, MOST + 1))
    if kind == "meet" or random.random() < 0.4:
        bounds_of(random, options, rate.shape)
    return Case(rate, random.uniform(0.2, 0.6, (commands, classes)), tours, options), budget


def tours_of(random, hours):
    """Return up to four tours that leave no hour bare; they overlap, differ in length and run over midnight."""
    while True:
        count = int(random.integers(1, 5))
        tours = [(int(random.integers(hours)), int(random.integers(1, hours + 1))) for _ in range(count)]
        if random.random() < 0.3:  # two watches that meet, and what there is besides
            half = hours // 2
            tours[:2] = [(half - 1, half), ((2 * half - 1) % hours, hours - half)]
        if len({(start + step) % hours for start, long in tours for step in range(long)}) == hours:
            return tours


def bounds_of(random, options, shape):
    commands, _, classes = shape
    which = str(random.choice(["most_delayed", "most_wait", "most_response", "least_passes", "least_patrol_hours"]))
    if which == "most_delayed":
        options[which] = float(random.choice([0.05, 0.2, 0.5]))
    elif which == "most_wait":
        options[which] = random.choice([1.0, 5.0, 20.0, np.inf], classes)
    elif which == "least_passes":
        options |= {which: 0.3, "street_km": random.uniform(5.0, 120.0, commands)}
    elif which == "least_patrol_hours":
        options |= {which: 2.0, "crimes": random.uniform(0.0, 1.0, shape[:2])}
    else:
        if "area_km2" not in options:
            options.setdefault("travel", random.uniform(1, 9, (commands, classes)))
        options[which] = random.choice([4.0, 10.0, 20.0], classes)


def plan_of(case, budget, **rule):
    """Return the plan, None where there is said to be none."""
    options = {name: value for name, value in case.options.items() if name not in ("most_delayed", "objective")}
    bound, word = case.options.get("most_delayed"), case.options["objective"]
    budgets = {"car_hours": budget.get("car_hours"), "cars": budget.get("cars"), "several_cars": "one by one"}
    try:
        return patrol_cars(
            case.rate, case.service, case.tours, most_delayed=bound, objective=word, **budgets, **options, **rule
        )
    except InfeasibleError:
        return None


def check_against_every_plan(seed):
    """Compare; return what came of it: 'optimal', 'infeasible' or 'beyond' what can be looked at."""
    case, budget = case_of(seed)
    plan = plan_of(case, budget)
    if not budget:
        return check_meet(case, plan)
    number, hours, lost = case.joined()
    within = (number <= budget.get("cars", MOST)) & (hours <= budget.get("car_hours", np.inf))
    if plan is None:
        assert not within.any(), seed
        return "infeasible"
    assert within.any(), seed
    value = np.where(within, np.broadcast_to(case.value(lost), within.shape), np.inf)
    check_plan(case, plan, budget)
    assert plan.certificate.status == "optimal", seed
    assert plan.certificate.objective == pytest.approx(value.min(), rel=1e-6, abs=1e-9), seed
    assert case.value(list(plan.lost)) == pytest.approx(value.min(), rel=1e-6, abs=1e-9), seed
    if not case.options["largest"]:
        by_rule = plan_of(case, budget, rule="greedy")
        check_plan(case, by_rule, budget)
        assert by_rule.certificate.objective >= plan.certificate.objective * (1 - 1e-9)
    return "optimal"


def check_plan(case, plan, budget):
    duty = plan.cars @ case.on
    assert (duty == plan.on_duty).all()
    for p in range(len(case.rate)):
        hour = np.arange(duty.shape[1])
        assert case.holds[p][hour, duty[p]].all()
        assert plan.lost[p] == pytest.approx(case.lost[p][hour, duty[p]].sum(), rel=1e-6, abs=1e-9)
    assert plan.cars.sum() <= budget.get("cars", np.inf)
    assert duty.sum() <= budget.get("car_hours", np.inf)


def check_meet(case, plan):
    parts = case.plans(MOST)
    if plan is None:
        assert not all(len(hours) for _, hours, _ in parts)
        return "infeasible"
    if (plan.cars.sum(axis=1) > MOST).any() or not all(len(hours) for _, hours, _ in parts):
        return "beyond"
    check_plan(case, plan, {})
    assert plan.certificate.status == "optimal"
    assert plan.car_hours == plan.certificate.objective == sum(hours.min() for _, hours, _ in parts)
    # Of all plans with so few car-hours one with the least is taken; more than nine cars cost no fewer hours.
    best = case.value([np.array(lost[hours == hours.min()].min()) for _, hours, lost in parts])
    if all(number[hours == hours.min()].max() < MOST for number, hours, _ in parts):
        assert case.value(list(plan.lost)) == pytest.approx(float(best), rel=1e-6, abs=1e-9)
    return "optimal"


def test_a_few_random_cases():
    came = [check_against_every_plan(seed) for seed in range(25)]
    assert came.count("optimal") >= 10
    assert "infeasible" in came


@pytest.mark.slow
def test_hundreds_of_random_cases():
    came = [check_against_every_plan(seed) for seed in range(25, 500)]
    assert came.count("optimal") >= 200
    assert came.count("infeasible") >= 50
