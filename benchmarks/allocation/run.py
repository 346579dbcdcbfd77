"""Officers against damage and stations under uncertainty: times, gaps, and the plain model in HiGHS beside.

python benchmarks/allocation/run.py [speed] [assistance] [stations] [plain] [capacitated]     (default: all but plain)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from scipy import sparse

from beatwright.planning import minimum_damage
from beatwright.solver import p_median_milp
from beatwright.solver.stations import (
    CapacityModel,
    StationModel,
    best_stations,
    capacitated_values,
    enumerate_stations,
    staffed_stations,
)
from beatwright.studies.cambridge.published import OFFICERS, PUBLISHED_GAP, TIME_LIMIT, TRAVEL_COST, menu
from beatwright.studies.pittsburgh import recover

NEED, PENALTY = [2.0, 4.0, 8.0], [500.0, 10_000.0, 150_000.0]
PLAIN_SECONDS = float(TIME_LIMIT)


def grid(side: int) -> sparse.csr_array:
    line = sparse.diags_array([np.ones(side - 1), np.ones(side - 1)], offsets=[-1, 1], shape=(side, side))
    return sparse.csr_array(sparse.kron(line, sparse.identity(side)) + sparse.kron(sparse.identity(side), line))


def best_time(call: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def speed() -> None:
    """Marginal analysis with its relaxation: small and large, by curve."""
    pittsburgh = recover().coefficients
    minimum_damage(pittsburgh, 100)
    print(f"  30 points x 100 officers: {best_time(lambda: minimum_damage(pittsburgh, 100), 200) * 1e6:8.0f} us")
    random = np.random.default_rng(0)
    scale, rate = random.gamma(0.5, 1.0, 10**6), random.uniform(0.1, 2.0, 10**6)
    for curve in ("reciprocal", "exponential", "power"):
        options = {"curve": curve} if curve == "reciprocal" else {"curve": curve, "rate": rate}
        minimum_damage(scale[:100], 100, curve=curve)
        seconds = best_time(lambda options=options: minimum_damage(scale, 10**6, **options), 2)
        print(f"  10^6 points x 10^6 officers, {curve:<12}: {seconds:6.2f} s")


def assistance() -> None:
    """Grids on which officers count at the four neighbours too."""
    warm = np.ones(9)
    minimum_damage(warm, 3, adjacency=grid(3))
    for side, officers, exact, seconds in ((30, 200, True, 600.0), (100, 2000, False, 120.0), (100, 200, False, 120.0)):
        scale = np.random.default_rng(0).gamma(2.0, 1.0, side * side)
        answer = minimum_damage(scale, officers, adjacency=grid(side), exact=exact, seconds=seconds)
        seen = answer.certificate
        print(
            f"  {side} x {side}, {officers} officers: {seen.status}, damage {seen.objective:.4f}, "
            f"bound {seen.bound:.4f}, gap {seen.gap:.3%}, {seen.seconds:.1f} s"
        )


def station_model(k: int, zones: int = 900, sites: int = 60, scenarios: int = 4, seed: int = 0) -> StationModel:
    """Random nodes in a square of 8 km, ways a quarter longer than straight, Poisson counts by year."""
    random = np.random.default_rng(seed)
    zone = random.random((zones, 2)) * 8000
    site = zone[random.choice(zones, sites, replace=False)]
    metres = 1.25 * np.hypot(*(site[:, None] - zone[None]).transpose(2, 0, 1))
    mean = random.gamma(0.6, 1.0, (zones, 1)) * np.array([20.0, 8.0, 1.0])
    calls = random.poisson(mean, (scenarios, zones, 3)).astype(float)
    return StationModel(metres, calls, np.ones(scenarios), NEED, PENALTY, TRAVEL_COST, menu(k), OFFICERS)


def stations() -> None:
    """Solve the published model at its published size, k = 2..8."""
    best_stations(station_model(3, 50, 10))
    for k in range(2, 9):
        model = station_model(k)
        outcome = best_stations(model).outcome
        line = f"  k = {k}: {outcome.status}, cost {outcome.objective:,.0f}, gap {outcome.gap:.1e}, "
        line += f"{outcome.seconds:.2f} s"
        if k <= 3:
            began = time.perf_counter()
            cost = enumerate_stations(model).outcome.objective
            same = abs(cost - outcome.objective) <= 1e-9 * cost
            line += f"; enumeration {'agrees' if same else 'DIFFERS'} in {time.perf_counter() - began:.2f} s"
        print(line, flush=True)


def plain() -> None:
    """Give the same model to HiGHS alone as one plain integer program, stopped as the study's run was."""
    model = station_model(3)
    ours = best_stations(model).outcome
    count = model.expected.ravel()
    busy = count > 0
    print(
        f"  {int(busy.sum()) * model.columns + model.columns:,} columns, {int(busy.sum()) * (model.columns + 1):,} rows"
    )
    seen = p_median_milp(
        model.call_cost[busy], 3, weight=count[busy], modes=model.modes, seconds=PLAIN_SECONDS
    ).certificate
    print(
        f"  HiGHS: {seen.status}, cost {seen.objective:,.0f}, gap {seen.gap:.1%} after {seen.seconds:.0f} s "
        f"(printed: {PUBLISHED_GAP:.1%} after {TIME_LIMIT} s)\n"
        f"  ours:  {ours.status}, cost {ours.objective:,.0f}, gap {ours.gap:.1%} after {ours.seconds:.2f} s"
    )


def capacity_model(k: int, level: float, zones: int = 300, slots: int = 50, seed: int = 0) -> CapacityModel:
    """Scenario-slots of four hours with `level` calls on average; a quarter of the officers on duty at once."""
    random = np.random.default_rng(seed)
    zone = random.random((zones, 2)) * 8000
    site = zone[random.choice(zones, 60, replace=False)]
    metres = 1.25 * np.hypot(*(site[:, None] - zone[None]).transpose(2, 0, 1))
    share = random.gamma(0.6, 1.0, (zones, 1)) * np.array([20.0, 8.0, 1.0])
    load = random.gamma(8.0, level / 8.0, slots)
    calls = share[None] * random.gamma(3.0, 1.0 / 3.0, (slots, zones, 1))
    calls *= (load / calls.sum(axis=(1, 2)))[:, None, None]
    base = StationModel(metres, calls, np.ones(slots), NEED, PENALTY, TRAVEL_COST, menu(k), OFFICERS)
    return CapacityModel(base, metres / 500 + 1, [30.0, 60.0, 120.0], [1000.0, 20_000.0, 300_000.0], 240.0, 0.25)


def capacitated() -> None:
    """60 candidates, 300 nodes, 50 scenario-slots, 281 officers, at several loads."""
    staffed_stations(capacity_model(2, 50.0, zones=60, slots=2))
    for k, level in ((3, 60.0), (3, 100.0), (3, 140.0), (5, 100.0)):
        model = capacity_model(k, level)
        plan = staffed_stations(model, seconds=300.0)
        seen = plan.outcome
        print(
            f"  k = {k}, {level:.0f} calls a slot: {seen.status}, cost {seen.objective:,.0f}, gap {seen.gap:.1e}, "
            f"{seen.seconds:.1f} s, officers {plan.officers.tolist()}, {seen.message}",
            flush=True,
        )
        if level == 100.0 and k == 3:
            began = time.perf_counter()
            values = capacitated_values(model, plan, seconds=60.0, gap=1e-4)
            print(
                f"    EV {values.ev:,.0f}  EEV {values.eev:,.0f}  RP {values.rp:,.0f}  WS {values.ws:,.0f}  "
                f"VSS {values.vss:,.0f}  EVPI {values.evpi:,.0f}  ({time.perf_counter() - began:.0f} s)",
                flush=True,
            )


PARTS = {
    "speed": speed,
    "assistance": assistance,
    "stations": stations,
    "plain": plain,
    "capacitated": capacitated,
}


def main() -> int:
    wanted = sys.argv[1:] or [name for name in PARTS if name != "plain"]
    unknown = sorted(set(wanted) - set(PARTS))
    if unknown:
        print(f"There is no part {', '.join(unknown)}. Known: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    for name in wanted:
        print(f"{name}:", flush=True)
        PARTS[name]()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
