"""Lists of what commands lose by car-hours: against every plan, and against the integer program."""

import itertools

import numpy as np
import pytest

from beatwright.base.errors import InfeasibleError
from beatwright.solver.patrol_cars import CarBudget, TourInstance, even_tour_cars, listed_tour_cars, share_tour_cars
from beatwright.solver.patrol_cars.surrogate_limits import SurrogateSearch
from beatwright.solver.patrol_cars.tour_frontier import TourFrontier, tour_groups
from beatwright.solver.patrol_cars.units_shared_out import least_largest_units, units_shared_out

MOST = 9  # cars over all tours


def instance_of(random, fractions=False):
    """Return tours and curves with ties, level stretches, bends, blocks without a tour, more cars than curves know."""
    commands, tours, blocks = (int(random.integers(1, most + 1)) for most in (2, 4, 5))
    cover = random.random((blocks, tours)) < random.choice([0.3, 0.6])
    shape = (commands, blocks, int(random.integers(1, 8)))
    kind = str(random.choice(["whole", "real", "bent", "tiny"]))
    falls = random.integers(0, 4, shape) * 1.0 if kind == "whole" else random.gamma(1.0, 1.0, shape)
    falls = falls if kind == "bent" else -np.sort(-falls, axis=2)
    falls = falls * (1e-9 if kind == "tiny" else 1.0)
    curve = np.concatenate([falls[:, :, ::-1].cumsum(axis=2)[:, :, ::-1], np.zeros((*shape[:2], 1))], axis=2)
    least = np.where(cover.any(axis=1), random.integers(0, 3, shape[:2]), 0)
    curve[:, :, 0] = np.where(least > 0, np.inf, curve[:, :, 0])
    cost = random.integers(1, 6, tours) * random.choice([1, 2]) * (0.37 if fractions else 1.0)
    return TourInstance(cover, cost, least, curve)


def every_plan(instance):
    """Return the car numbers, costs and losses [command, plan] of all plans of each command."""
    ways = np.array(list(itertools.product(range(MOST + 1), repeat=len(instance.cost))))
    ways = ways[ways.sum(axis=1) <= MOST]
    found = []
    for p in range(instance.commands):
        duty = ways @ instance.cover.T.astype(int)
        good = (duty >= instance.least[p]).all(axis=1)
        block = np.arange(duty.shape[1])
        lost = instance.curve[p][block, np.minimum(duty, instance.most)].sum(axis=1)
        found.append((ways[good].sum(axis=1), ways[good] @ instance.cost, lost[good]))
    return found


def joined(parts):
    if len(parts) == 1:
        return parts[0][0], parts[0][1], [parts[0][2]]
    (n, h, f), (m, g, e) = parts
    return n[:, None] + m, h[:, None] + g, [f[:, None] + 0 * e, 0 * f[:, None] + e]


def check_sum_and_largest(seed, fractions=False):
    """Compare both with all plans: lists where costs are whole numbers, integer programs where they are fractions."""
    random = np.random.default_rng(seed)
    instance = instance_of(random, fractions)
    number, hours, lost = joined(every_plan(instance))
    cars, car_hours = int(random.integers(0, MOST + 1)), float(random.integers(0, 10) * instance.cost.min())
    scale = random.choice([0.0, 0.5, 2.0, 3.0], instance.commands)
    kinds = [(CarBudget(cars=cars), largest) for largest in (False, True)]
    kinds += [(CarBudget(car_hours=car_hours), largest) for largest in (False, True)]
    kinds += [(CarBudget(car_hours, cars), largest) for largest in (False, True)]
    for budget, largest in kinds:
        within = (number <= budget.limits[1]) & (hours <= budget.limits[0] * (1 + 1e-12))
        try:
            found = even_tour_cars(instance, budget, scale) if largest else share_tour_cars(instance, budget)
        except InfeasibleError:
            assert not within.any()
            continue
        each = [one * by for one, by in zip(lost, scale, strict=True)] if largest else lost
        value = np.where(within, np.max(each, axis=0) if largest else sum(each), np.inf)
        tell = (found.lost * scale).max() if largest else found.lost.sum()
        assert found.certificate.objective == pytest.approx(tell, rel=1e-9, abs=1e-18)
        assert found.certificate.bound <= value.min() * (1 + 1e-9)
        # The integer programs tell losses apart by no less than their tolerance.
        assert tell == pytest.approx(value.min(), rel=1e-6 if fractions else 1e-9, abs=1e-18)
        if not fractions:
            assert found.certificate.exact
            best = np.where(value <= value.min() * (1 + 1e-9), sum(lost), np.inf).min()
            assert found.lost.sum() == pytest.approx(best, rel=1e-8, abs=1e-18)


@pytest.mark.parametrize("seeds", [range(30), pytest.param(range(30, 1000), marks=pytest.mark.slow)])
def test_the_least_sum_and_the_least_largest_are_those_of_all_plans(seeds):
    for seed in seeds:
        check_sum_and_largest(seed)


@pytest.mark.parametrize("seeds", [range(10, 20), pytest.param(range(20, 400), marks=pytest.mark.slow)])
def test_the_integer_programs_come_to_the_same(seeds):
    for seed in seeds:
        check_sum_and_largest(seed, fractions=True)


@pytest.mark.parametrize("seeds", [range(10), pytest.param(range(10, 300), marks=pytest.mark.slow)])
def test_integer_programs_alone_find_the_least_largest_within_both_limits(seeds, monkeypatch):
    monkeypatch.setattr(SurrogateSearch, "_by_price", lambda self: iter(()))
    for seed in seeds:
        check_sum_and_largest(seed, fractions=True)


def test_the_fewest_cars_are_not_those_of_the_fewest_car_hours(monkeypatch):
    """One long tour is one car where two short ones cost less: a limit of cars begins from the long one."""
    monkeypatch.setattr(listed_tour_cars, "_WORK_OF_LARGEST", 0.0)
    falling = [[[np.inf, 1, 0, 0]] * 2, [[np.inf, 10, 5, 2]] * 2]
    instance = TourInstance([[1, 1, 0], [1, 0, 1]], [12, 5, 5], np.ones((2, 2)), falling)
    found = even_tour_cars(instance, CarBudget(cars=4), np.ones(2))
    assert found.cars.tolist() == [[1, 0, 0], [3, 0, 0]]
    assert found.certificate.objective == 4


@pytest.mark.parametrize("seed", range(12))
def test_lists_hold_the_least_loss_of_every_number_of_units_and_the_cars_for_it(seed):
    instance = instance_of(np.random.default_rng(seed))
    cost, cap = instance.cost.astype(int), 3
    for group in tour_groups(instance.cover):
        listed = TourFrontier.of(instance, group, cost, cap, 12)
        ways = np.array(list(itertools.product(range(cap + 1), repeat=len(group.tours))))
        duty = ways @ instance.cover[np.ix_(group.blocks, group.tours)].T.astype(int)
        spent = ways @ cost[group.tours]
        for p, curve in enumerate(instance.curve[:, group.blocks]):
            lost = curve[np.arange(len(group.blocks)), np.minimum(duty, instance.most)].sum(axis=1)
            lost[(duty < instance.least[p, group.blocks]).any(axis=1)] = np.inf
            for units in range(listed.lost.shape[1]):
                least = lost[spent == units].min(initial=np.inf)
                assert listed.lost[p, units] == pytest.approx(least)
                if np.isfinite(least):
                    which = (ways == listed.cars(np.full(instance.commands, units))[p]).all(axis=1)
                    assert spent[which] == [units]
                    assert lost[which] == pytest.approx(least)


@pytest.mark.parametrize("seed", range(20))
def test_units_are_shared_out_as_by_trying_all(seed):
    random = np.random.default_rng(seed)
    lost = random.integers(0, 12, (4, 5)) * 1.0 if seed % 2 else random.random((4, 5))
    lost = np.minimum.accumulate(lost, axis=1)
    lost[0, 0] = np.inf
    for budget in range(1, 17):
        ways = np.array([way for way in np.ndindex(5, 5, 5, 5) if sum(way) <= budget])
        each = lost[np.arange(4), ways]
        found = units_shared_out(lost, budget)
        assert found.units.sum() <= budget
        assert lost[np.arange(4), found.units].sum() == pytest.approx(each.sum(axis=1).min())
        level, units = least_largest_units(lost, budget)
        assert level == each.max(axis=1).min() == lost[np.arange(4), units].max()
        assert units.sum() <= budget


def weekly(random, commands, overlay):
    """Return the tours of a week, each day for itself, and convex curves."""
    tours = [(24 * day + start, hours) for day in range(7) for start, hours in [(0, 8), (8, 8), (16, 8), overlay]]
    cover, block = np.unique([(np.arange(168) - at) % 168 < hours for at, hours in tours], axis=1, return_inverse=True)
    falls = -np.sort(-random.gamma(0.3, 1.0, (commands, cover.shape[1], 9)), axis=2) * np.bincount(block)[:, None]
    curve = np.concatenate([falls[:, :, ::-1].cumsum(axis=2)[:, :, ::-1], np.zeros((*falls.shape[:2], 1))], axis=2)
    return TourInstance(cover.T, [hours for _, hours in tours], np.ones(curve.shape[:2]), curve)


@pytest.mark.parametrize("overlay", [(20, 8), (18, 10), (4, 8)])
def test_lists_and_the_integer_program_agree_on_weeks(overlay, monkeypatch):
    instance, budget = weekly(np.random.default_rng(5), 4, overlay), CarBudget(4 * 168 * 3)
    listed = share_tour_cars(instance, budget)
    assert listed.certificate.method == listed_tour_cars.METHOD
    even = even_tour_cars(instance, budget, np.ones(4))
    monkeypatch.setattr(listed_tour_cars, "_WORK", 0.0)
    program = share_tour_cars(instance, budget)
    assert program.certificate.method != listed_tour_cars.METHOD
    assert program.certificate.objective == pytest.approx(listed.certificate.objective, rel=1e-9)
    # No plan is better for the worst than its own loss alone could be, nor is any better than all its commands' best.
    assert even.lost.max() <= min(listed.lost.max(), program.lost.max()) * (1 + 1e-9)
    assert even.lost.sum() >= listed.certificate.objective * (1 - 1e-9)


def test_more_cars_than_a_good_plan_has_on_a_tour_are_looked_at_where_they_could_pay():
    steep = np.linspace(30.0, 0.0, 31)
    instance = TourInstance(np.eye(2, dtype=bool), [10, 3], np.zeros((1, 2)), [[steep * 3.4, steep]])
    lists = listed_tour_cars.TourLists.of(instance, 60, 4, 1e9)
    assert not lists.least_sum()[1]
    answer = share_tour_cars(instance, CarBudget(60))
    assert answer.certificate.method == listed_tour_cars.METHOD
    assert answer.cars.max() > 4


def test_who_stops_the_search_is_not_kept_waiting_by_lists(monkeypatch):
    monkeypatch.setattr(listed_tour_cars.TourLists, "of", None)
    instance = weekly(np.random.default_rng(1), 2, (20, 8))
    answer = share_tour_cars(instance, CarBudget(1200), stop=lambda: True)
    assert answer.certificate.method != listed_tour_cars.METHOD


def test_both_limits_of_a_week_are_held_and_proven():
    instance, hours = weekly(np.random.default_rng(5), 4, (18, 10)), 4 * 168 * 3
    alone = even_tour_cars(instance, CarBudget(hours), np.ones(4))
    cars = int(alone.cars.sum()) - 3
    both = even_tour_cars(instance, CarBudget(hours, cars), np.ones(4))
    assert both.certificate.exact
    assert both.cost <= hours
    assert both.cars.sum() <= cars
    limits = [even_tour_cars(instance, one, np.ones(4)) for one in (CarBudget(hours), CarBudget(cars=cars))]
    # Neither limit alone is what is asked.
    assert limits[0].cars.sum() > cars
    assert limits[1].cost > hours
    assert both.certificate.objective > max(one.certificate.objective for one in limits)
