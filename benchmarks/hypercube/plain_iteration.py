"""Larson's own iteration: Gauss and Seidel over the sets of busy cars, one car at a time, nothing else.

No cars of a post as one, no relaxation, no layers put right, no extrapolation; what is the same is the table of rates,
so that only the iteration is compared. Larson, R. C. (1974), Computers and Operations Research 1, 67-95, section 4.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from beatwright.queueing.hypercube_model.dispatch_rates import dispatch_rates


@nb.njit(cache=True)
def gauss_seidel(p: np.ndarray, inflow: np.ndarray, total: float, pace: float, up: bool) -> float:
    """Sweep once; return the largest relative difference."""
    states, cars = inflow.shape
    worst = 0.0
    for step in range(states):
        i = step if up else states - 1 - step
        into, busy = 0.0, 0
        for k in range(cars):
            if i >> k & 1:
                into += p[i ^ (1 << k)] * inflow[i, k]
                busy += 1
            else:
                into += p[i | (1 << k)] * pace
        solved = into / (busy * pace + (0.0 if i == states - 1 else total))
        worst = max(worst, abs(solved - p[i]) / (solved + 1e-250))
        p[i] = solved
    return worst


def car_by_car(rate: np.ndarray, order: np.ndarray, cars: np.ndarray, tolerance: float) -> tuple[np.ndarray, int]:
    """Return the workload of each post, and the sweeps it took."""
    first = np.cumsum(cars) - cars
    single = np.concatenate([first[order][..., None] + np.arange(cars.max())], axis=-1)
    lists = single[np.arange(cars.max()) < cars[order][..., None]].reshape(len(order), -1)
    inflow = dispatch_rates(rate, lists)
    fleet, total = int(cars.sum()), float(rate.sum())
    p = _by_layers(fleet, total)
    for sweep in range(1, 10_000):
        worst = gauss_seidel(p, inflow, total, 1.0, sweep % 2 == 1)
        p /= p.sum() + p[-1] * total / (fleet - total)
        if worst <= tolerance:
            break
    busy = np.array([p.reshape(-1, 2, 1 << k)[:, 1].sum() for k in range(fleet)])
    waiting = p[-1] * total / (fleet - total)
    return np.add.reduceat(busy + waiting, first) / cars, sweep


def _by_layers(fleet: int, load: float) -> np.ndarray:
    """Return the probabilities if every car were as likely busy as any other."""
    p = np.ones(1)
    for _ in range(fleet):
        p = np.concatenate([p, p * (load / fleet / (1.0 - load / fleet))])
    return p / p.sum()
