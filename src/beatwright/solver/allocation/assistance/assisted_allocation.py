"""Officers who assist their neighbours: a good allocation first, a bound beside it, and the proof where it fits.

Greedy and exchanges (`assistance_search`), the chord relaxation (`assistance_bound`), whose officers rounded down are a
second start, and simulated annealing from the better one. Where the gap is open and the points are few, an integer
program closes it: chords on the lattice of strengths where there is one (`assistance_program`), tangents where not
(`assistance_tangents`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from beatwright.base.certificate import Certificate, Status
from beatwright.base.effort import Effort
from beatwright.base.errors import ParameterError
from beatwright.solver.allocation.allocation import Allocation
from beatwright.solver.allocation.allocation_instance import OWNER, AllocationInstance
from beatwright.solver.allocation.assistance.assistance_annealing import anneal
from beatwright.solver.allocation.assistance.assistance_bound import ChordBound, chord_bound
from beatwright.solver.allocation.assistance.assistance_chords import solve_chords
from beatwright.solver.allocation.assistance.assistance_search import search_assistance
from beatwright.solver.allocation.assistance.assistance_tangents import solve_tangents
from beatwright.solver.allocation.assistance.lattice import lattice_step
from beatwright.solver.allocation.damage_curves import Floats, Ints
from beatwright.solver.allocation.verify_allocation import keeps_rules
from beatwright.solver.time_limit import SearchClock

__all__ = ["EXACT_POINTS", "solve_assisted"]

EXACT_POINTS = 2_000  # points up to which a proof is tried unasked: integer programs grow by several columns a point
_ROUNDING = 1e-9  # relative: gap that is rounding of sums; and officers, in rounding down
_HEURISTIC = "greedy, exchange and annealing; bound by the chord relaxation (primal-dual first-order method)"
_EXACT = "integer program with chords on the lattice of strengths"
_TANGENTS = "integer program with tangents (outer approximation)"


def solve_assisted(
    instance: AllocationInstance, asked: Effort, clock: SearchClock, *, exact: bool | None
) -> Allocation:
    """Return the allocation of least damage with assistance; arguments and errors as in `minimum_damage`."""
    if not instance.curve.convex:
        raise ParameterError(
            f"The 'curve' parameter of {OWNER} must be convex where 'adjacency' is given: every officer saves at most "
            "what the one before saved. Got a table that is not."
        )
    step = lattice_step(instance.assistance.data)
    x, relaxed = _quick(instance, step, clock, asked.seed)
    value = float(instance.damage(x).sum())
    clock.report(value, min(value, max(relaxed.bound, 0.0)))
    outcome = _heuristic_outcome(value, relaxed.bound, asked.gap, clock)
    wanted = exact if exact is not None else instance.points <= EXACT_POINTS
    if wanted and outcome.status != "optimal" and not clock.late:
        prove = partial(solve_chords, step=step) if step is not None else solve_tangents
        x, outcome = prove(instance, x, asked=asked, clock=clock, known=max(relaxed.bound, 0.0))
    method = _HEURISTIC if outcome.method == "" else _TANGENTS if step is None else _EXACT
    bound = max(outcome.bound, min(relaxed.bound, outcome.objective))
    return Allocation(
        officers=x,
        certificate=replace(outcome, bound=bound, seconds=clock.used, method=method, unit="damage"),
        relaxation=relaxed.relaxation,
        relaxed=min(relaxed.bound, outcome.objective),
        price=relaxed.price,
        instance=instance,
    )


def _quick(instance: AllocationInstance, step: float | None, clock: SearchClock, seed: int) -> tuple[Ints, ChordBound]:
    """Greedy and exchange, the bound, the same from the relaxation rounded down, then annealing of the better one."""
    first = search_assistance(instance, instance.lower, clock)
    clock.report(float(instance.damage(first).sum()), 0.0)
    relaxed = chord_bound(instance, first.astype(float), step, clock=_third(clock))
    second = search_assistance(instance, _floor(instance, relaxed.relaxation), clock)
    better = min((first, second), key=lambda x: float(instance.damage(x).sum()))
    return anneal(instance, better, clock=clock, seed=seed), relaxed


def _third(clock: SearchClock) -> SearchClock:
    """Return this clock for a part that may use a third of what is left."""
    return clock if clock.seconds is None else replace(clock, seconds=clock.used + max(clock.left, 0.0) / 3.0)


def _floor(instance: AllocationInstance, relaxation: Floats) -> Ints:
    """Round officers down; the relaxation knows of the number or of the budget alone, so both are seen to here."""
    spare = np.clip(relaxation, instance.lower, instance.upper) - instance.lower
    for weight, most in ((np.ones(instance.points), instance.officers), (instance.cost, instance.budget)):
        used = float(weight @ spare)
        if most is not None and used > 0:
            spare = spare * min(1.0, (most - float(weight @ instance.lower)) / used)
    x = np.asarray(instance.lower + np.floor(spare + _ROUNDING), dtype=np.int64)
    return x if keeps_rules(instance, x) else instance.lower


def _heuristic_outcome(value: float, bound: float, gap: float, clock: SearchClock) -> Certificate:
    close = value - bound <= max(gap, _ROUNDING) * abs(value)
    status: Status = "optimal" if close else clock.ending if clock.late else "feasible"
    message = "stopped" if clock.stopped and not close else ""
    return Certificate(status, value, min(bound, value), 0.0, message=message)
