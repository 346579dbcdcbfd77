"""A search that is stopped, whenever, hands back a plan that keeps the rules, and a bound that enumeration confirms."""

import math
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from itertools import product

import numpy as np
import pytest

from beatwright.base.errors import ParameterError
from beatwright.solver.beats import median_districts
from beatwright.solver.districting import DistrictRules, MapUnits, balanced_districts, district_pareto
from beatwright.solver.districting.division_scores import pieces_of

GRID = np.array([[i, i + 1] for i in range(8) if i % 3 != 2] + [[i, i + 3] for i in range(6)])
K = 3
CALLS = np.random.default_rng(7).integers(1, 9, 9).astype(float)
PEOPLE = np.random.default_rng(8).integers(20, 40, 9).astype(float)
UNITS = MapUnits(GRID, np.ones(len(GRID)), {"calls": CALLS, "people": PEOPLE})
WEIGHTS = {"calls": 0.6, "people": 0.2, "cut": 0.3}
PLACES = np.column_stack(np.divmod(np.arange(9), 3)).astype(float)
DISTANCE = np.hypot(*(PLACES[:, None] - PLACES[None]).transpose(2, 0, 1))
TOLERANCE = 0.5
AFTER = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 10**9]
CITY = {"calls": 0.6, "population": 0.25, "area_m2": 0.15, "cut": 0.15}  # weights on maps of `voronoi`
LATE = 2.0  # seconds that a search may go on for once it was asked to end
EACH = 10  # interrupts, and stops, of every engine at the real scale
LONG = 10.0  # seconds: as late as a search is asked to end


@cache
def divisions():
    """Every division of the grid into three contiguous districts, as tuples."""
    labels = (np.array([0, *rest]) for rest in product(range(K), repeat=8))
    return [tuple(one) for one in labels if np.unique(one).size == K and pieces_of(GRID, one)[0] == K]


def objective(districts, weights):
    districts = np.array(districts)
    total = weights.get("cut", 0.0) * np.mean(districts[GRID[:, 0]] != districts[GRID[:, 1]])
    for name, amount in UNITS.criteria.items():
        load = np.bincount(districts, weights=amount, minlength=K)
        total += weights.get(name, 0.0) * np.var(load / load.mean())
    return total


def travel(districts):
    """Least travel of a division, each district's post at its best unit; infinite outside the tolerance."""
    districts = np.array(districts)
    load = np.bincount(districts, weights=CALLS, minlength=K)
    if np.abs(load / load.mean() - 1).max() > TOLERANCE + 1e-9:
        return math.inf
    total = 0.0
    for district in range(K):
        own = np.flatnonzero(districts == district)
        total += (CALLS[own, None] * DISTANCE[np.ix_(own, own)]).sum(axis=0).min()
    return total


@cache
def least(engine):
    """What enumeration finds."""
    if engine == "beats":
        return min(travel(one) for one in divisions())
    return min(objective(one, WEIGHTS) for one in divisions() if engine != "locked" or one[0] != one[8])


LOCKED = DistrictRules(K, locked={0: 0, 8: 2})
ENGINES = {
    "balanced": lambda options: balanced_districts(
        UNITS, DistrictRules(K), weights=WEIGHTS, iterations=2000, prove_seconds=60.0, **options
    ),
    "locked": lambda options: balanced_districts(
        UNITS, LOCKED, weights=WEIGHTS, iterations=2000, prove_seconds=60.0, **options
    ),
    "beats": lambda options: median_districts(
        DISTANCE, CALLS, GRID, K, tolerance=TOLERANCE, iterations=3000, prove_seconds=60.0, **options
    ),
}


def check(engine, plan):
    """Hold a plan to the rules, and its certificate to enumeration."""
    seen, best = plan.certificate, least(engine)
    assert np.array_equal(np.unique(plan.districts), np.arange(K))
    assert pieces_of(GRID, plan.districts)[0] == K
    if engine == "locked":
        assert plan.districts[[0, 8]].tolist() == [0, 2]
    if engine == "beats":
        assert np.abs(plan.loads - 1).max() <= TOLERANCE + 1e-9
        assert plan.districts[plan.posts].tolist() == list(range(K))
    assert -math.inf < seen.bound <= best * (1 + 1e-6)
    assert seen.objective >= best * (1 - 1e-6)
    assert seen.status in ("optimal", "feasible")
    if seen.status == "optimal":
        assert seen.objective == pytest.approx(best, rel=1e-6)
    else:
        assert seen.message == "stopped"


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_stopped_search_has_a_plan_and_a_bound(stop_after, engine, after):
    for seed in range(3):
        plan = ENGINES[engine]({"stop": stop_after(after), "seed": seed})
        check(engine, plan)
        assert plan.certificate.status == "optimal" or after < AFTER[-1]


@pytest.mark.parametrize("after", [0, 10, 40])
def test_a_search_that_is_stopped_leaves_its_proof_open(stop_after, voronoi, after):
    units = voronoi(30, 1)
    asked = units.asked(5, weights=CITY, iterations=20_000, prove_seconds=60.0)
    whole, stop = balanced_districts(**asked).certificate, stop_after(after)
    seen = balanced_districts(**asked, stop=stop).certificate
    assert stop.left == -1  # nobody asks again
    assert (whole.status, seen.status, seen.message) == ("optimal", "feasible", "stopped")
    assert seen.bound <= whole.objective * (1 + 1e-9) <= seen.objective * (1 + 2e-9)


@pytest.mark.parametrize("engine", ENGINES)
def test_ctrl_c_is_a_wish_to_stop(engine):
    for presses_after in (0, 4, 12):
        calls = []

        def press(calls=calls, presses_after=presses_after):
            calls.append(None)
            if len(calls) == presses_after + 1:
                signal.raise_signal(signal.SIGINT)
            return False

        check(engine, ENGINES[engine]({"stop": press}))
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_told_gets_better_and_is_true(engine):
    told = []
    plan = ENGINES[engine]({"progress": lambda *news: told.append(news)})
    assert told[-1][:2] == pytest.approx((plan.certificate.objective, plan.certificate.bound), rel=1e-9)
    objectives = [one[0] for one in told if not math.isnan(one[0])]
    bounds = [one[1] for one in told]
    assert objectives == sorted(objectives, reverse=True)
    assert bounds == sorted(bounds)
    assert min(objectives) >= least(engine) * (1 - 1e-9)
    assert max(bounds) <= least(engine) * (1 + 1e-6)
    assert all(one[2] >= 0 for one in told)


@pytest.mark.parametrize("after", AFTER)
def test_a_stopped_set_of_plans_has_true_certificates(stop_after, after):
    plans = district_pareto(UNITS, DistrictRules(K), weights=WEIGHTS, points=4, iterations=8000, stop=stop_after(after))
    assert plans
    for plan in plans:
        weights = plan.scores["weights"]
        assert pieces_of(GRID, plan.districts)[0] == K
        assert plan.certificate.objective == pytest.approx(objective(plan.districts, weights), rel=1e-9)
        assert plan.certificate.bound <= min(objective(one, weights) for one in divisions()) * (1 + 1e-9)


def test_nothing_depends_on_who_listens():
    for solve in ENGINES.values():
        alone = solve({"seed": 5})
        heard = solve({"seed": 5, "stop": lambda: False, "progress": lambda *news: None})
        assert np.array_equal(alone.districts, heard.districts)
        assert alone.certificate.bound == heard.certificate.bound


@pytest.mark.parametrize("owner", ["balanced_districts", "median_districts"])
def test_wrong_options_are_told(owner):
    engine = ENGINES["beats" if owner == "median_districts" else "balanced"]
    with pytest.raises(ParameterError) as error:
        engine({"stop": 1, "progress": "x", "gap": 2.0})
    for sentence in (
        f"The 'stop' parameter of {owner} must be a function or None. Got 1.",
        f"The 'progress' parameter of {owner} must be a function or None. Got 'x'.",
        f"The 'gap' parameter of {owner} must be a number in [0.0, 1.0]. Got 2.0.",
    ):
        assert sentence in str(error.value)
    with pytest.raises(TypeError, match=rf"{owner}\(\) got an unexpected keyword argument 'secnds'"):
        engine({"secnds": 3})


@dataclass
class Large:
    """A map at the real scale, an engine over it, and what its runs have found so far."""

    edges: np.ndarray
    k: int
    solve: object
    objectives: list = field(default_factory=list)
    bounds: list = field(default_factory=list)

    def check(self, plan):
        """Hold a plan to the rules, and the certificates of all runs to each other."""
        assert np.array_equal(np.unique(plan.districts), np.arange(self.k))
        assert pieces_of(self.edges, plan.districts)[0] == self.k
        self.objectives.append(plan.certificate.objective)
        self.bounds.append(plan.certificate.bound)
        assert max(self.bounds) <= min(self.objectives) * (1 + 1e-6)
        assert min(self.bounds) > -math.inf


def _searched(units, k, **options):
    return Large(units.edges, k, lambda wish: balanced_districts(**units.asked(k, weights=CITY, **options), **wish))


def _beats(units, k):
    place = np.random.default_rng(3).random((units.n, 2))
    cost = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    calls = units.criteria["calls"]

    def solve(wish):
        return median_districts(cost, calls, units.edges, k, tolerance=0.3, seconds=6.0, prove_seconds=54.0, **wish)

    return Large(units.edges, k, solve)


LARGE = {
    "a long search": lambda voronoi: _searched(voronoi(2000, 1), 60, seconds=60.0),
    "small districts in parents": lambda voronoi: _searched(voronoi(500, 2), 100, seconds=12.0, prove_seconds=48.0),
    "a long proof": lambda voronoi: _searched(voronoi(60, 3), 4, iterations=100_000, prove_seconds=60.0),
    "many districts of few units": lambda voronoi: _searched(voronoi(45, 4), 8, iterations=100_000, prove_seconds=60.0),
    "beats": lambda voronoi: _beats(voronoi(325, 5), 12),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["stop", "interrupt"])
@pytest.mark.parametrize("name", LARGE)
def test_a_long_search_ends_at_once_with_a_plan(stop_after, voronoi, name, way):
    case = LARGE[name](voronoi)
    case.check(case.solve({"stop": stop_after(30)}))  # compiles
    began = time.monotonic()
    case.solve({"stop": lambda: time.monotonic() > began + LONG})
    whole = min(time.monotonic() - began, LONG)  # a fast machine is done sooner
    random = np.random.default_rng([sorted(LARGE).index(name), way == "stop"])
    heard = 0
    for delay in np.sort(random.uniform(0.0, 0.7 * whole, EACH)):
        ends = time.monotonic() + delay
        if way == "stop":
            plan = case.solve({"stop": lambda ends=ends: time.monotonic() > ends})
        else:
            timer = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGINT))
            timer.start()
            plan = case.solve({})
            timer.cancel()
        late = time.monotonic() - ends
        case.check(plan)
        heard += plan.certificate.message == "stopped"
        assert late < LATE
    assert heard >= EACH // 2
