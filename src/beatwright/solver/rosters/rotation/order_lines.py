"""Weekly lines in an order in which somebody can walk through them, week after week, and begin anew.

1. Assignment relaxation: every line gets a follower so that the borders cost least. It is a bound, as every order is
   such an assignment.
2. It falls into rounds. Two are made one by exchanging followers, those first that add least (Karp).
3. Stretches of one to three lines are moved elsewhere while that costs less.
4. Where that leaves a gap and lines are few, integer programming closes it.

Karp, R. M. (1979). A patching algorithm for the nonsymmetric traveling-salesman problem. SIAM Journal on Computing 8,
561-573.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.rosters import RosterRules
from beatwright.base.words import listed
from beatwright.solver.rosters.rotation.border_costs import Floats, Ints, border_costs
from beatwright.solver.rosters.rotation.exact_line_tour import exact_line_tour
from beatwright.solver.rosters.rotation.line_rounds import assigned_followers, moved_stretches, one_round

__all__ = ["LineOrder", "order_lines"]

_MOST_EXACT = 60  # lines: 3,600 columns
_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class LineOrder:
    """Lines in the order of a rotation.

    Parameters
    ----------
    order : array of int64, shape (lines,)
        Position of the line of every week; after the last comes the first.
    cost : array of float, shape (lines,)
        What the border after each week costs.
    certificate : Certificate
        Of the sum of the costs.
    """

    order: Ints
    cost: Floats
    certificate: Certificate


def order_lines(
    lines: Sequence[Sequence[str]] | npt.ArrayLike, rules: RosterRules | Mapping[str, Any], *, backward: float = 0.1
) -> LineOrder:
    """Return weekly lines as a rotation, ordered so that few rules break where two weeks meet.

    Parameters
    ----------
    lines : sequence of lines, or array of int, shape (lines, 7)
        Shift of every day from Monday on, by name or position; off: an empty name, or -1.
    rules : RosterRules or mapping
        Rules on runs, followers and rest; each that breaks at a border counts 1. Weekends are as the lines have them,
        whatever the order, so that the windows of `weekends_off` are not looked at.
    backward : float, default 0.1
        What counts a change to a shift that begins earlier on the clock, by less than half a day. It needs clocks.

    Returns
    -------
    LineOrder

    Raises
    ------
    ParameterError
        With every complaint at once.

    References
    ----------
    Karp, R. M. (1979). A patching algorithm for the nonsymmetric traveling-salesman problem. SIAM Journal on Computing
    8, 561-573.

    Examples
    --------
    Lines of five days whose days off come one day later each time follow each other best in that order.

    >>> lines = [["D"] * first + [""] * 2 + ["D"] * (5 - first) for first in (3, 1, 2)]
    >>> found = order_lines(lines, RosterRules(shifts=("D",), most_run=6, least_off=2))
    >>> found.order.tolist(), found.cost.tolist(), found.certificate.text
    ([0, 1, 2], [0.0, 0.0, 0.0], 'proven optimal')
    """
    kept = RosterRules.read("order_lines", rules)
    cost = border_costs(_checked(lines, kept, backward), kept, float(backward))
    follower, bound = assigned_followers(cost)
    order = moved_stretches(cost, one_round(cost, follower))
    if _paid(cost, order).sum() - bound > _SLACK and 1 < len(cost) <= _MOST_EXACT:
        better, exact_bound = exact_line_tour(cost)
        order, bound = order if better is None else better, max(bound, exact_bound)
    paid = _paid(cost, order)
    total = float(paid.sum())
    bound = min(bound, total)
    certificate = Certificate(
        "optimal" if total - bound < _SLACK else "feasible",
        total,
        bound,
        method="assignment relaxation, patching, moves of stretches; of few lines integer programming",
        unit="broken rules",
    )
    return LineOrder(order, paid, certificate)


def _paid(cost: Floats, order: Ints) -> Floats:
    """Return what the border after each line of an order costs."""
    return np.asarray(cost[order, np.roll(order, -1)])


def _checked(lines: Any, rules: RosterRules, backward: float) -> Ints:
    """Return the lines as positions."""
    owner, complaints = "order_lines", Complaints()
    complaints.add(check.number(owner, "backward", backward, 0))
    try:
        given = [[day if isinstance(day, str | Real) else repr(day) for day in line] for line in lines]
    except TypeError as problem:
        expected = "lines of 7 days, each a shift by name or position"
        raise ParameterError(check.sentence(owner, "lines", expected, repr(lines))) from problem
    wrong = [at for at, line in enumerate(given) if len(line) != 7]
    complaints.need(len(given) > 0, "The 'lines' parameter of order_lines must have at least one line. Got none.")
    complaints.need(not wrong, f"Every line must have 7 days, from Monday on. Others have lines {listed(wrong)}.")
    known: dict[object, int] = {"": -1, -1: -1} | {name: at for at, name in enumerate(rules.shifts)}
    known |= {at: at for at in range(len(rules.shifts))}
    unknown = sorted({repr(day) for line in given for day in line if day not in known})
    complaints.need(not unknown, f"No shift of the rules is {listed(unknown)}. Known: {listed(rules.shifts)}.")
    complaints.raise_if_any(ParameterError)
    return np.array([[known[day] for day in line] for line in given], dtype=np.int64)
