"""Find a rotation: whole flows between weekdays first, then the program that tells the weeks apart.

1. Flows of `weekday_flow`, which are few columns and know no symmetry. Where there are none, there is no rotation.
2. Where they fall into several rounds, cuts ask that each of them be left, and they are solved again.
3. Of one round an Eulerian circuit is a rotation. Windows of weekends hang on the way that it takes: several ways are
   drawn.
4. Where none keeps them, all begins anew with states that tell apart which weekends were worked, unless windows are
   long. Where that is nothing either, the program of `cyclic_program` decides.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from beatwright.base.certificate import Certificate
from beatwright.base.rosters import Rule
from beatwright.solver.milp import Milp, solve_milp
from beatwright.solver.rosters.rotation.cyclic_program import CyclicProgram, Floats, Ints
from beatwright.solver.rosters.rotation.flow_round import flow_round, separate_rounds
from beatwright.solver.rosters.rotation.weekday_flow import WeekdayFlow
from beatwright.solver.time_limit import SearchClock

__all__ = ["find_rotation"]

Found = tuple[Ints | None, Certificate]
_CUTS = 20  # flows that fall into rounds again and again
_FIRST_CUTS = 3  # where states do not tell weekends apart: their turn comes
_DRAWS = 100  # ways round a flow
_FLOWS = "integer flows between weekdays (HiGHS), made one round"


def find_rotation(
    model: CyclicProgram, kept: tuple[Rule, ...], clock: SearchClock, *, seed: int = 0, nodes: int | None = None
) -> Found:
    """Return a rotation that keeps these rules, shape (weeks, 7), and the proof that there is one or none.

    Parameters
    ----------
    model : CyclicProgram
        Need and weeks.
    kept : tuple of Rule
        Those of its rules that are to be kept.
    clock : SearchClock
        When to stop.
    seed : int
        Seed of the solver, and of the draws.
    nodes : int, optional
        Nodes of branch and bound after which each program is given up.
    """
    flow = WeekdayFlow(model.rules, kept, windows=False)
    duty, certificate = _by_flow(model, flow, clock, seed, nodes)
    if duty is None and certificate.status != "infeasible" and not flow.exact and not clock.late:
        duty, certificate = _by_flow(model, WeekdayFlow(model.rules, kept), clock, seed, nodes)
    if duty is None and certificate.status != "infeasible" and not clock.late:
        program = model.program(kept)
        answer = solve_milp(program, easy=True, nodes=nodes, **clock.options(seed=seed))
        duty, certificate = None if answer.x is None else model.duty(answer.x), answer.certificate
    return duty, replace(certificate, seconds=clock.used)


def _by_flow(model: CyclicProgram, flow: WeekdayFlow, clock: SearchClock, seed: int, nodes: int | None) -> Found:
    rng, program = np.random.default_rng(seed), flow.program(model.need, model.weeks)
    for _ in range(_CUTS if flow.exact else _FIRST_CUTS):
        answer = solve_milp(program, easy=True, nodes=nodes, **clock.options(0.5, seed=seed))
        certificate = replace(answer.certificate, method=_FLOWS)
        if answer.x is None:
            return None, certificate
        carried = np.rint(answer.x).astype(np.int64)
        rounds = separate_rounds(flow, carried)
        if rounds.max() == 0:
            return _drawn(flow, carried, rng), certificate
        program = _joined(program, flow, answer.x, rounds, model.weeks)
    return None, certificate


def _drawn(flow: WeekdayFlow, carried: Ints, rng: np.random.Generator) -> Ints | None:
    """Return a way round the flow that keeps the windows of weekends, too; None where no draw does."""
    for _ in range(1 if flow.exact else _DRAWS):
        duty = flow_round(flow, carried, rng).reshape(-1, 7)
        if flow.keeps_windows(duty):
            return duty
    return None


def _joined(program: Milp, flow: WeekdayFlow, x: Floats, rounds: Ints, weeks: int) -> Milp:
    """Add a row for every round: where its busiest arc is used, some flow leaves its nodes."""
    rows = []
    for each in range(int(rounds.max()) + 1):
        inside = rounds == each
        row = weeks * (inside[flow.out] & ~inside[flow.into]).astype(np.float64)
        row[int(np.where(inside[flow.out], x, 0).argmax())] -= 1.0
        rows.append(row)
    new = np.zeros(len(rows))
    return Milp(
        program.cost,
        sparse.vstack([program.rows, sparse.csr_array(np.array(rows))]),
        np.concatenate([program.row_lower, new]),
        np.concatenate([program.row_upper, new + np.inf]),
        integer=True,
    )
