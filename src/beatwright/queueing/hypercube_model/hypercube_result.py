"""What a hypercube model says of a fleet: who is how busy, who answers whom, and how many calls wait or are lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from beatwright.queueing.hypercube_model.hypercube_arguments import CallsAndCars

__all__ = ["HypercubeResult", "result_of"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class HypercubeResult:
    """Answer of `hypercube` and of `hypercube_approximate`.

    Parameters
    ----------
    rate : array, shape (zones,)
        Calls per hour that were given.
    chance : array, shape (posts, zones)
        Probability that a call of a zone gets a car of a post at once. Of the calls that are not lost, where some are.
    taken : array, shape (posts,)
        Share of the calls in line that the cars of each post take when they get free; 0 without a line.
    workload : array, shape (posts,)
        Share of its time that a car of the post is busy; NaN at a post without a car.
    delayed : float
        Share of the calls that wait because every car is busy; 0 without a line.
    lost : float
        Share of the calls that find every car busy and are lost; 0 with a line.
    wait : float
        Mean hours that a call waits for a car, of all calls; 0 without a line.
    method : {"exact", "dense", "approximate"}
        How it was found.
    states : int
        States whose balance was solved; 0 of an approximation.
    sweeps : int
        Sweeps over the states, or passes of an approximation.
    residual : float
        Largest relative error left in a balance equation; of an approximation, the largest last step of a workload.
    probability : array, shape (cars[0] + 1, cars[1] + 1, ...), or None
        Of each state by busy cars of each post, without calls in line; where asked for.

    Examples
    --------
    >>> from beatwright.queueing import hypercube
    >>> found = hypercube([1.0, 0.5], [[0, 1], [1, 0]], cars=[1, 1])
    >>> found.share.sum().round(6), found.delayed.__round__(6)
    (np.float64(0.357143), 0.642857)
    """

    rate: Floats
    chance: Floats
    taken: Floats
    workload: Floats
    delayed: float
    lost: float
    wait: float
    method: str
    states: int
    sweeps: int
    residual: float
    probability: Floats | None = None

    @property
    def share(self) -> Floats:
        """Share of all calls that come from a zone and get a car of a post at once, shape (posts, zones)."""
        return np.asarray(self.chance * (self.rate / self.rate.sum()))

    @property
    def queued(self) -> Floats:
        """Share of all calls that come from a zone, wait, and get a car of a post then, shape (posts, zones)."""
        return np.asarray(self.delayed * np.outer(self.taken, self.rate / self.rate.sum()))

    @property
    def flow(self) -> Floats:
        """Share of the calls answered that come from a zone and get a car of a post, shape (posts, zones)."""
        return self.share + self.queued


def result_of(
    asked: CallsAndCars,
    chance: Floats,
    workload: Floats,
    all_busy: float,
    *,
    found: tuple[str, int, int, float],
    probability: Floats | None = None,
) -> HypercubeResult:
    """Put what was found for posts with a car in the places of all posts.

    Parameters
    ----------
    asked : CallsAndCars
    chance : array, shape (staffed, zones)
        That a call gets a car at once, of all calls.
    workload : array, shape (staffed,)
    all_busy : float
        Share of calls that find every car busy, whether they wait or are lost.
    found : tuple of str, int, int, float
        Method, states, sweeps, residual.
    probability : array, shape (cars + 1 of each staffed post), optional
    """
    taken, everyone = np.zeros(asked.posts), np.full(asked.posts, np.nan)
    answered = np.zeros((asked.posts, len(asked.rate)))
    everyone[asked.staffed] = workload
    answered[asked.staffed] = chance if asked.line else chance / (1.0 - all_busy)
    wait = 0.0
    if asked.line:
        taken[asked.staffed] = asked.cars * asked.pace / asked.capacity
        wait = all_busy / (asked.capacity - asked.total)
    if probability is not None:
        # Posts without a car first, then those with one, into the order of all posts.
        without = np.setdiff1d(np.arange(asked.posts), asked.staffed)
        place = np.argsort(np.concatenate([without, asked.staffed]))
        probability = probability[(None,) * len(without)].transpose(place)
    method, states, sweeps, residual = found
    return HypercubeResult(
        rate=asked.rate,
        chance=answered,
        taken=taken,
        workload=everyone,
        delayed=all_busy if asked.line else 0.0,
        lost=0.0 if asked.line else all_busy,
        wait=wait,
        method=method,
        states=states,
        sweeps=sweeps,
        residual=residual,
        probability=probability,
    )
