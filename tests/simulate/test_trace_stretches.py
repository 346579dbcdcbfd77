"""What a trace says stretch by stretch adds up to the minutes that the simulation counted, in cities with many ties."""

import numpy as np
import pytest

from beatwright.core.call_times import CallTimes, call_times
from beatwright.core.dispatch_trace import DispatchTrace
from beatwright.core.trace_stretches import DUTY, MEAL, ON_SCENE, ON_WAY, WORK, car_stretches, wait_stretches
from beatwright.simulate import simulate

# 16, 26, 44 and 80 have calls without travel or work; 62, 146 and 178 have other work that takes no time.
SEEDS = sorted({*range(0, 60, 2), *range(1, 60, 6), 16, 26, 44, 62, 80, 146, 150, 178})


@pytest.mark.parametrize("seed", SEEDS)
def test_stretches_add_up_to_what_was_counted(small_cities, seed):
    city = small_cities.small_city(seed, rounded=seed % 2 == 0)
    found = city.run(simulate, trace=True)
    posts, zones = city.travel.shape
    trace = DispatchTrace(
        **{name: getattr(found.trace, name) for name in ("minute", "kind", "call", "car", "zone")},
        home=city.home,
        sites=[f"s{number}" for number in range(posts)],
        zones=[f"z{number}" for number in range(zones)],
        plan="plan",
        problem_digest="p",
        calls_digest="c",
        plan_digest="d",
    )
    assert call_times(trace, len(found.ready)).equals(CallTimes(found.ready, found.sent, found.arrived, found.cleared))
    did = car_stretches(trace)
    counted = {
        (ON_WAY, ON_SCENE): found.busy,
        (DUTY,): found.duty,
        (WORK,): found.work,
        (MEAL,): found.meal,
    }
    for statuses, minutes in counted.items():
        some = np.isin(did.status, statuses)
        total = np.bincount(did.car[some], (did.end - did.begin)[some], minlength=len(city.home))
        assert total == pytest.approx(minutes, abs=1e-6)
    waits = wait_stretches(trace)
    call, first = np.unique(waits.call, return_index=True)
    assert (waits.end - waits.begin)[first] == pytest.approx(found.wait[call], abs=1e-9)
    assert set(call) == set(np.flatnonzero(found.reached))
