"""The slow twin of `hypercube`: every state's balance written down zone by zone and solved as one dense system.

For tests and benchmarks, up to some thousands of states.

Larson, R. C. and Odoni, A. R. (1981). Urban Operations Research. Prentice-Hall, section 5.4.
"""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from beatwright.queueing.hypercube_model.hypercube_arguments import CallsAndCars
from beatwright.queueing.hypercube_model.hypercube_result import HypercubeResult, result_of

__all__ = ["dense_hypercube"]

Floats = npt.NDArray[np.float64]
State = tuple[int, ...]


def dense_hypercube(asked: CallsAndCars) -> HypercubeResult:
    """Solve the model that `asked` states by linear algebra."""
    states = list(itertools.product(*(range(count + 1) for count in asked.cars.tolist())))
    p = _stationary(_generator(asked, states))
    rho = asked.total / asked.capacity
    if asked.line:
        p /= 1.0 + p[-1] * rho / (1.0 - rho)
    waiting = 1.0 - p.sum()
    chance = np.zeros((len(asked.cars), len(asked.rate)))
    for state, probability in zip(states[:-1], p, strict=False):
        for zone, post in enumerate(_answers(asked, state)):
            chance[post, zone] += probability
    workload = p @ np.array(states) / asked.cars + waiting
    shape = tuple((asked.cars + 1).tolist())
    found = ("dense", len(p), 0, 0.0)
    return result_of(asked, chance, workload, float(p[-1] + waiting), found=found, probability=p.reshape(shape))


def _answers(asked: CallsAndCars, state: State) -> list[int]:
    """Return the first post with a free car, of each zone."""
    return [next(post for post in order if state[post] < asked.cars[post]) for order in asked.preference.tolist()]


def _generator(asked: CallsAndCars, states: list[State]) -> Floats:
    """Return rates [from, to], each row summing to 0."""
    number = {state: i for i, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for i, state in enumerate(states):
        if i < len(states) - 1:
            for zone, post in enumerate(_answers(asked, state)):
                rates[i, number[_moved(state, post, 1)]] += asked.rate[zone]
        for post, busy in enumerate(state):
            if busy:
                rates[i, number[_moved(state, post, -1)]] += busy * asked.pace[post]
    return rates - np.diag(rates.sum(axis=1))


def _moved(state: State, post: int, by: int) -> State:
    return (*state[:post], state[post] + by, *state[post + 1 :])


def _stationary(generator: Floats) -> Floats:
    """Return the probabilities that a generator keeps."""
    system = generator.T.copy()
    system[0] = 1.0
    return np.linalg.solve(system, np.eye(len(system))[0])
