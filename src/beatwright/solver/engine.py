"""The p-median engine: root, then branch and bound; a certificate at any time.

Lagrangian relaxation with the volume method, reduced-cost fixing and fast interchange at the root (`root`), then branch
and bound on what is left open (`branch`). Bound and plan live in `Search`, so that the end of the time or Ctrl-C loses
neither.
"""

from __future__ import annotations

from beatwright.solver.branch import branch
from beatwright.solver.median import Median
from beatwright.solver.outcome import Outcome
from beatwright.solver.root import Relaxed, open_root
from beatwright.solver.search import Search

_METHOD = "Lagrangian branch and bound"


def solve_median(
    median: Median, search: Search, seed: int = 0, start: Relaxed | None = None
) -> tuple[Outcome, Relaxed | None]:
    """Solve a p-median; the plan is left in ``search``.

    Parameters
    ----------
    median : Median
        The problem.
    search : Search
        Limits; takes the best plan and bound. A plan it already holds is improved.
    seed : int, default 0
        Seed of the random starts.
    start : Relaxed, optional
        Multipliers of a similar problem.

    Returns
    -------
    Outcome
        Certificate; Ctrl-C ends the search with what is known.
    Relaxed or None
        The root's relaxation, to start a similar problem from; None where the root proved the plan.
    """
    interrupted = False
    relaxed = None
    try:
        reduced, relaxed = open_root(median, search, seed, start)
        if relaxed is not None and not search.late:
            branch(reduced, relaxed, search)
    except KeyboardInterrupt:
        interrupted = True
    return search.outcome(_METHOD, interrupted), relaxed
