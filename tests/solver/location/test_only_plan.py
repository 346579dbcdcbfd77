"""Where there is one plan only it is proven at once, in no time: all sites open, all posts locked, the rest closed."""

import numpy as np
import pytest

from beatwright.solver import (
    InfeasibleError,
    Modes,
    backup_cover,
    capacitated_p_median,
    max_cover,
    p_center,
    p_median,
    p_median_alternatives,
    p_median_curve,
    p_median_equity,
    p_median_scenarios,
    set_cover,
)

COST = np.random.default_rng(0).random((7, 5))
WEIGHT = np.random.default_rng(1).random(7)
NO_TIME = 1e-9

ENGINES = {
    "p_median": lambda p, w, **o: p_median(COST, p, weight=w, **o),
    "p_median_curve": lambda p, w, **o: p_median_curve(COST, [p], weight=w, **o)[0],
    "p_median_alternatives": lambda p, w, **o: p_median_alternatives(COST, p, 1, weight=w, **o)[0],
    "p_center": lambda p, w, **o: p_center(COST, p, weight=w, **o),
    "max_cover": lambda p, w, **o: max_cover(COST, p, 0.3, weight=w, **o),
    "backup_cover": lambda p, w, **o: backup_cover(COST, p, 0.3, weight=w, first=0.4, **o),
    "capacitated_p_median": lambda p, w, **o: capacitated_p_median(COST, p, 9.0, weight=w, demand=np.ones(7), **o),
    "p_median_equity": lambda p, w, **o: p_median_equity(COST, p, np.arange(7) % 2, 1.0, weight=w, **o),
    "p_median_scenarios": lambda p, w, **o: p_median_scenarios(COST, p, [w, w[::-1]], measure="worst", **o),
    "p_median_mean": lambda p, w, **o: p_median_scenarios(COST, p, [w, w[::-1]], **o),
}
FIXED = {
    "every site": (5, {}),
    "all posts locked": (3, {"fixed_open": [0, 2, 3]}),
    "the rest closed": (3, {"fixed_closed": [1, 4]}),
    "some locked, the rest closed": (3, {"fixed_open": [0], "fixed_closed": [1, 4]}),
}


@pytest.mark.parametrize("unit", [1e-12, 1.0, 1e12])
@pytest.mark.parametrize("fixed", FIXED)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_only_plan_is_proven_at_once(engine, fixed, unit):
    p, options = FIXED[fixed]
    plan = ENGINES[engine](p, WEIGHT * unit, **options, seconds=NO_TIME)
    assert plan.sites.tolist() == ([0, 1, 2, 3, 4] if p == 5 else [0, 2, 3])
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == plan.certificate.bound


def test_the_only_cover_and_the_only_sizes():
    assert set_cover(1.0 - np.eye(4), 0.5, seconds=NO_TIME).certificate.status == "optimal"
    modes = Modes.product(3, count=[3])
    assert p_median(COST[:, :3], 3, modes=modes, seconds=NO_TIME).certificate.status == "optimal"


@pytest.mark.parametrize("engine", [p_median, p_center])
def test_an_only_plan_that_does_not_serve_everyone_is_none(engine):
    cost = np.where(np.eye(2, 3) > 0, 1.0, np.inf)
    with pytest.raises(InfeasibleError):
        engine(cost, 1, fixed_open=[0], seconds=NO_TIME)
