"""Envelopes: what a summary function of simulated patterns looks like, around that of the observed one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

import joblib
import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress
from beatwright.base.raster import Raster
from beatwright.patterns.point_pattern import PointPattern
from beatwright.patterns.randomness.envelope_result import Envelope
from beatwright.patterns.randomness.simulate import random_points
from beatwright.patterns.summary.f_function import f_function
from beatwright.patterns.summary.g_function import g_function
from beatwright.patterns.summary.k_function import k_function
from beatwright.patterns.summary.l_function import l_function
from beatwright.patterns.summary.pair_correlation import pair_correlation
from beatwright.patterns.summary.summary_function import SummaryFunction

__all__ = ["envelope"]

Floats: TypeAlias = npt.NDArray[np.float64]
Measure: TypeAlias = Callable[[PointPattern], SummaryFunction]
Simulator: TypeAlias = Callable[[np.random.Generator], PointPattern]

# Functions by name, with the edge correction that they have here by default: the fastest good one.
_FUNCTIONS: dict[str, tuple[Callable[..., SummaryFunction], str]] = {
    "K": (k_function, "trans"),
    "L": (l_function, "trans"),
    "pcf": (pair_correlation, "trans"),
    "G": (g_function, "km"),
    "F": (f_function, "km"),
}
# Tasks that each process gets: few, so that what a window needs once is worked out seldom; several, for progress.
_TASKS_EACH = 4


def envelope(
    pattern: PointPattern,
    function: str | Measure = "L",
    simulations: int = 39,
    seed: int | np.random.Generator = 0,
    *,
    r: npt.ArrayLike | None = None,
    correction: str | None = None,
    null: str | Raster | Simulator = "csr",
    rank: int = 1,
    jobs: int | None = 1,
    progress: Progress | None = None,
) -> Envelope:
    """Simulate patterns under a null hypothesis and return the envelope of their summary functions.

    Parameters
    ----------
    pattern : PointPattern
        The observed events.
    function : {"L", "K", "pcf", "G", "F"} or callable, default "L"
        Summary function; a callable takes a pattern and returns a `SummaryFunction`.
    simulations : int, default 39
        With rank 1, 39 give a pointwise level of 95 %, 199 of 99 %.
    seed : int or Generator, default 0
        Of the simulations, each of which has its own: the number of jobs does not matter.
    r : array, shape (m,), optional
        Distances; those of the function for the observed pattern by default. Not for a callable.
    correction : str, optional
        Edge correction; "trans" for K, L and pcf and "km" for G and F by default. Not for a callable.
    null : "csr", Raster or callable, default "csr"
        "csr": as many points as there are events, independent and everywhere alike. A raster: the same number, by that
        intensity. A callable takes a Generator and returns a pattern, such as one of a fitted cluster process.
    rank : int, default 1
        The envelope leaves out the rank - 1 lowest and highest values at each distance.
    jobs : int, optional, default 1
        Processes; None takes what a surrounding ``joblib.parallel_config`` says.
    progress : callable (done, total, text), optional
        Told of the simulations that are done.

    Raises
    ------
    ParameterError
        Where a parameter has a value that it cannot have.

    References
    ----------
    B. D. Ripley, Modelling spatial patterns, Journal of the Royal Statistical Society B 39 (1977), 172-212.
    A. Baddeley et al., On tests of spatial pattern based on simulation envelopes, Ecological Monographs 84 (2014).

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> pairs = np.repeat(rng.uniform(1, 9, (30, 2)), 2, axis=0) + rng.normal(0, 0.05, (60, 2))
    >>> found = envelope(PointPattern(pairs, (0, 0, 10, 10)), "L", simulations=19, seed=1)
    >>> found.departures()[0].direction, found.mad().p_value
    ('clustered', 0.05)
    """
    complaints = Complaints()
    complaints.extend(_wrong_options(pattern, function, r, correction))
    complaints.extend(_wrong_runs(null, simulations, rank))
    complaints.add(check.processes("envelope", jobs))
    complaints.raise_if_any(ParameterError)
    measure = function if callable(function) else _named(function, correction, r)
    first = measure(pattern)
    if not callable(function):
        measure = _named(function, correction, first.r)
    rngs = np.random.default_rng(seed).spawn(simulations)
    runs = _run(partial(_curves, _simulator(pattern, null), measure), rngs, jobs=jobs, progress=progress)
    if any(len(run) != len(first.r) for run in runs):
        raise ParameterError(
            check.sentence("envelope", "function", "one that always has the same distances", "several")
        )
    known = first.theoretical if null == "csr" else None
    return Envelope(
        first.r, first.values, np.array(runs), known, name=first.name, correction=first.correction, rank=rank
    )


def _wrong_options(pattern: Any, function: Any, r: Any, correction: Any) -> Iterator[str | None]:
    if not isinstance(pattern, PointPattern):
        yield check.sentence("envelope", "pattern", "a PointPattern", type(pattern).__name__)
    if not callable(function):
        yield check.one_of("envelope", "function", function, _FUNCTIONS)
    elif r is not None or correction is not None:
        yield check.sentence("envelope", "r' and 'correction", "None where the function is a callable", "others")
    if correction is not None and not isinstance(correction, str):
        yield check.text("envelope", "correction", correction)


def _wrong_runs(null: Any, simulations: Any, rank: Any) -> Iterator[str | None]:
    if not (callable(null) or isinstance(null, Raster) or (isinstance(null, str) and null == "csr")):
        yield check.sentence("envelope", "null", "'csr', a Raster or a callable", repr(null))
    wrong = check.integer("envelope", "simulations", simulations, 2)
    yield wrong
    yield check.integer("envelope", "rank", rank, 1, None if wrong else simulations // 2)


def _named(function: str, correction: str | None, r: npt.ArrayLike | None) -> Measure:
    estimate, usual = _FUNCTIONS[function]
    return partial(estimate, r=r, correction=correction or usual)


def _simulator(pattern: PointPattern, null: str | Raster | Simulator) -> Simulator:
    if callable(null):
        return null
    intensity = null if isinstance(null, Raster) else None
    return partial(_scattered, pattern, intensity)


def _scattered(pattern: PointPattern, intensity: Raster | None, rng: np.random.Generator) -> PointPattern:
    return random_points(pattern.window, len(pattern), rng, intensity)


def _curves(simulate: Simulator, measure: Measure, rngs: list[np.random.Generator]) -> list[Floats]:
    return [measure(simulate(rng)).values for rng in rngs]


def _run(
    task: Callable[[list[np.random.Generator]], list[Floats]],
    rngs: list[np.random.Generator],
    jobs: int | None,
    progress: Progress | None,
) -> list[Floats]:
    parallel = joblib.Parallel(n_jobs=jobs, return_as="generator")
    workers = joblib.effective_n_jobs(jobs)
    size = 1 if workers == 1 else math.ceil(len(rngs) / (workers * _TASKS_EACH))
    batches = [rngs[at : at + size] for at in range(0, len(rngs), size)]
    curves: list[Floats] = []
    for batch in parallel(joblib.delayed(task)(batch) for batch in batches):
        curves.extend(batch)
        if progress is not None:
            progress(len(curves), len(rngs), "simulated patterns")
    return curves
