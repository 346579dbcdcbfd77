"""Shortest paths from many nodes to many nodes."""

from __future__ import annotations

from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

from beatwright.base.progress import Progress

__all__ = ["Progress", "many_to_many"]


# Sources in one call: large enough to take well over 50 ms on a city, small enough for memory.
_BATCH = 64


def many_to_many(
    graph: Any,
    sources: npt.NDArray[np.intp],
    targets: npt.NDArray[np.intp],
    limit: float | None = None,
    jobs: int | None = 1,
    progress: Progress | None = None,
    text: str = "paths",
) -> npt.NDArray[np.float32]:
    """Return the least cost from every source to every target; inf where there is no path.

    The search starts from whichever side has fewer different nodes, from the targets on the graph turned round.

    Parameters
    ----------
    graph : sparse array, shape (nodes, nodes)
        Cost of every arc.
    sources, targets : array of int
        Nodes; they may repeat.
    limit : float, optional
        Paths that cost more are not looked for.
    jobs : int, optional
        Processes; None takes what a surrounding ``joblib.parallel_config`` says.
    progress : callable, optional
        Called with (done, total, `text`).

    Returns
    -------
    array of float32, shape (sources, targets)

    Examples
    --------
    >>> import scipy.sparse as sp
    >>> line = sp.csr_array([[0.0, 2.0, 0.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]])
    >>> many_to_many(line, np.array([0, 2]), np.array([1]))
    array([[ 2.],
           [inf]], dtype=float32)
    """
    starts, start_of = np.unique(sources, return_inverse=True)
    ends, end_of = np.unique(targets, return_inverse=True)
    if len(starts) <= len(ends):
        least = _from_each(graph, starts, ends, limit, jobs=jobs, progress=progress, text=text)
    else:
        least = _from_each(graph.T.tocsr(), ends, starts, limit, jobs=jobs, progress=progress, text=text).T
    return np.ascontiguousarray(least[start_of[:, None], end_of[None, :]])


def _from_each(
    graph: Any,
    starts: npt.NDArray[np.intp],
    ends: npt.NDArray[np.intp],
    limit: float | None,
    jobs: int | None,
    progress: Progress | None,
    text: str,
) -> npt.NDArray[np.float32]:
    batches = [starts[first : first + _BATCH] for first in range(0, len(starts), _BATCH)]
    bound = np.inf if limit is None else limit
    work = joblib.Parallel(n_jobs=jobs if len(batches) > 1 else 1, return_as="generator")
    least = np.empty((len(starts), len(ends)), dtype=np.float32)
    row = 0
    for part in work(joblib.delayed(_search)(graph, batch, ends, bound) for batch in batches):
        least[row : row + len(part)] = part
        row += len(part)
        if progress is not None:
            progress(row, len(starts), text)
    return least


def _search(
    graph: Any, starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp], limit: float
) -> npt.NDArray[np.float32]:
    found: npt.NDArray[np.float32] = dijkstra(graph, indices=starts, limit=limit)[:, ends].astype(np.float32)
    return found
