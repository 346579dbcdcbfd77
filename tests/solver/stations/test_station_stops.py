"""A search for stations that is stopped, whenever, keeps the rules, and the best plan of all confirms its bound."""

import math
import signal
import time
from functools import partial

import numpy as np
import pytest

from beatwright.core import ParameterError
from beatwright.solver.stations import (
    best_stations,
    by_scenario,
    capacitated_values,
    compare_scenarios,
    enumerate_stations,
    extensive_form,
    staffed_stations,
)
from beatwright.solver.stations.officer_benders import best_split
from beatwright.solver.stations.recourse import recourse
from beatwright.solver.stations.some_columns import some_columns
from beatwright.solver.time_limit import SearchClock

AFTER = [0, 1, 2, 3, 5, 8, 13, 40, 10_000]
STAFFED = [staffed_stations, extensive_form]
OPENED = [best_stations, enumerate_stations]


@pytest.fixture(scope="module")
def staffed(staffing):
    model = staffing(3)
    return model, extensive_form(model).outcome.objective


@pytest.fixture(scope="module")
def opened(stations):
    model = stations(3, large=2)
    return model, enumerate_stations(model).outcome.objective


def _confirm(seen, least):
    assert 0 <= seen.bound <= least * (1 + 1e-6)
    assert seen.objective >= least * (1 - 1e-6)
    assert seen.status in ("optimal", "feasible")
    if seen.status == "optimal":
        assert seen.objective == pytest.approx(least, rel=3e-6)


def _confirm_staffed(model, found, least):
    size = model.base.size_of(found.columns)
    assert model.base.modes.allows(found.columns)
    assert found.officers.sum() == model.officers
    assert (model.least[size] <= found.officers).all()
    assert (found.officers <= model.most[size]).all()
    cost = float(model.base.weight @ recourse(model, found.columns, found.officers).cost)
    assert found.outcome.objective == pytest.approx(cost, rel=1e-9)
    _confirm(found.outcome, least)


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("engine", STAFFED)
def test_a_stopped_search_has_stations_and_officers(stop_after, staffed, engine, after):
    model, least = staffed
    _confirm_staffed(model, engine(model, stop=stop_after(after)), least)


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("engine", OPENED)
def test_a_stopped_search_has_stations(stop_after, opened, engine, after):
    model, least = opened
    found = engine(model, stop=stop_after(after))
    assert model.modes.allows(found.columns)
    assert found.outcome.objective == pytest.approx(model.cost_of(found.columns), rel=1e-9)
    _confirm(found.outcome, least)


@pytest.mark.parametrize("after", AFTER)
def test_a_client_for_every_scenario_can_be_stopped_too(stop_after, opened, after):
    model, least = opened
    found = by_scenario(model, stop=stop_after(after))
    assert model.modes.allows(found.sites)
    _confirm(found.certificate, least)


def _pressed_once():
    heard = []

    def press():
        if not heard:
            heard.append(True)
            signal.raise_signal(signal.SIGINT)
        return False

    return press


@pytest.mark.parametrize("engine", [*STAFFED, *OPENED])
def test_ctrl_c_is_a_wish_to_stop(staffed, opened, engine):
    if engine in STAFFED:
        _confirm_staffed(staffed[0], engine(staffed[0], stop=_pressed_once()), staffed[1])
    else:
        _confirm(engine(opened[0], stop=_pressed_once()).outcome, opened[1])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_one_stop_ends_the_solves_of_a_comparison(stop_after, staffed, opened):
    for after in (0, 4, 30):
        values = compare_scenarios(opened[0], stop=stop_after(after)).values
        assert values.rp_bound <= opened[1] * (1 + 1e-6) <= values.rp * (1 + 2e-6)
        plan = staffed_stations(staffed[0], stop=stop_after(after))
        values = capacitated_values(staffed[0], plan, stop=stop_after(after))
        assert values.ws_bound <= values.ws
        assert values.rp_bound <= staffed[1] * (1 + 1e-6)


@pytest.mark.parametrize("engine", [*STAFFED, *OPENED])
def test_what_is_told_gets_better_and_is_true(staffed, opened, engine):
    told = []
    model, least = staffed if engine in STAFFED else opened
    engine(model, progress=lambda *news: told.append(news))
    assert told
    for cost, bound, seconds in told:
        assert math.isnan(cost) or cost >= least * (1 - 1e-6)
        assert bound <= least * (1 + 1e-6)
        assert seconds >= 0
    assert [bound for _, bound, _ in told] == sorted(bound for _, bound, _ in told)


def test_officers_of_given_stations_can_be_stopped(stop_after, staffed):
    model, columns = staffed[0], np.array([0, 3 + 5])
    best = best_split(model, columns)
    assert best_split(model, columns, clock=SearchClock(stop=lambda: True)) is None
    for after in range(1, 30, 3):
        found = best_split(model, columns, clock=SearchClock(stop=stop_after(after)))
        if found is not None:
            assert found.bound <= best.cost * (1 + 1e-9)
            assert found.cost >= best.cost * (1 - 1e-9)
            assert found.officers.sum() == model.officers


def test_some_stations_keep_the_menu(stations):
    for seed in range(5):
        model = stations(seed, sites=5, large=seed % 3)
        assert model.modes.allows(some_columns(model))


@pytest.mark.parametrize("engine", [*STAFFED, enumerate_stations])
def test_wrong_options_are_told(staffed, opened, engine):
    model = staffed[0] if engine in STAFFED else opened[0]
    with pytest.raises(ParameterError, match=f"'stop' parameter of {engine.__name__}"):
        engine(model, stop=1)
    with pytest.raises(TypeError, match=f"{engine.__name__}\\(\\) got an unexpected keyword argument 'secnds'"):
        engine(model, secnds=1)


ENDINGS = 25  # of each kind: those of the searches for officers make 50 of them
PATIENCE = 2.0  # CPU seconds


@pytest.fixture(scope="module")
def at_scale(staffing, stations):
    """Return searches of the size of a city, and what each finds where nobody ends it."""
    city = staffing(0, zones=300, sites=60, slots=50, large=2, officers=281, minutes=240.0)
    small = staffing(7, zones=20, sites=8, slots=4, large=1, officers=20, minutes=400.0)
    plain, few = stations(3, zones=300, sites=60, large=3), stations(3, zones=300, sites=60, large=2)
    searches = {
        "staffed": (city, partial(staffed_stations, city, gap=0.2)),
        "extensive form": (small, partial(extensive_form, small)),
        "p-median": (plain, partial(best_stations, plain)),
        "enumeration": (few, partial(enumerate_stations, few)),
    }
    whole, seconds = {}, {}
    for name, (_, search) in searches.items():
        search(stop=lambda: True)  # loads the kernels
        began = time.process_time()
        whole[name] = search().outcome
        seconds[name] = time.process_time() - began
    return searches, whole, seconds


@pytest.mark.slow
@pytest.mark.parametrize("number", range(ENDINGS))
def test_whenever_it_is_ended_a_search_of_a_city_ends_soon(at_scale, end_after, number):
    searches, whole, seconds = at_scale
    name = list(searches)[number % len(searches)]
    model, search = searches[name]
    after = float(np.random.default_rng(number).uniform(0.0, min(seconds[name], 4.0)))
    found, took = end_after(search, after)
    seen, base = found.outcome, getattr(model, "base", model)
    assert took <= PATIENCE
    assert base.modes.allows(found.columns)
    if base is not model:
        size = base.size_of(found.columns)
        assert found.officers.sum() == model.officers
        assert ((model.least[size] <= found.officers) & (found.officers <= model.most[size])).all()
    assert 0 <= seen.bound <= whole[name].objective * (1 + 1e-9)
    assert seen.objective >= whole[name].bound * (1 - 1e-9)
    assert seen.status in ("optimal", "feasible")
