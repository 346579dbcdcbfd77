"""What `median_districts` is given: checked, all complaints at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beatwright.base.check import integer, number, shape_is
from beatwright.base.errors import Complaints, InfeasibleError, ParameterError
from beatwright.base.words import listed
from beatwright.solver.districting import district_arguments as arguments
from beatwright.solver.districting.division_scores import pieces_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OWNER = "median_districts"


@dataclass(frozen=True, eq=False)
class MedianInstance:
    """Units, the sites where posts may stand, and what a district may hold.

    Parameters
    ----------
    travel : ndarray of float, shape (n, m)
        Cost of all calls of a unit for every site: calls x the unit of `cost` (minutes, metres).
    share : ndarray of float, shape (n,)
        Load of every unit as a share of the mean load of a district.
    home : ndarray of int, shape (m,)
        Unit in which every site stands.
    edges : ndarray of int, shape (b, 2)
        Borders, each once.
    k : int
        Number of districts.
    low, high : float
        Least and largest load of a district, in means.
    """

    travel: Floats
    share: Floats
    home: Ints
    edges: Ints
    k: int
    low: float
    high: float

    @property
    def n(self) -> int:
        """Number of units."""
        return int(self.share.size)


def read_beat_instance(
    cost: Any,
    calls: Any,
    edges: Any,
    k: Any,
    tolerance: Any,
    *,
    home: Any = None,
    load: Any = None,
    also: Iterable[str | None] = (),
) -> MedianInstance:
    """Check the arguments and put them into the form of the search; `also` are complaints of the options.

    Raises
    ------
    ParameterError
        With every complaint at once.
    InfeasibleError
        Where the map or the loads rule out every plan.
    """
    complaints = Complaints()
    demand = _amount("calls", calls, complaints)
    minutes = np.asarray(cost, dtype=np.float64)
    n, m = demand.size, minutes.shape[1] if minutes.ndim == 2 else demand.size
    work = demand if load is None else _amount("load", load, complaints)
    complaints.add(shape_is(OWNER, "load", work.shape, (n,), axes="unit"))
    complaints.add(shape_is(OWNER, "cost", minutes.shape, (n, n if home is None else m), axes="unit, site"))
    if minutes.shape == (n, m):
        bad = np.flatnonzero(~(np.isfinite(minutes) & (minutes >= 0)).all(axis=1))
        complaints.need(
            bad.size == 0, f"The 'cost' of {OWNER} must be finite and at least 0. Look at units {listed(bad)}."
        )
    unit = _homes(home, n, m, complaints)
    complaints.add(integer(OWNER, "k", k, 1, high=max(1, np.unique(unit).size)))
    complaints.add(number(OWNER, "tolerance", tolerance, 0.0, optional=True))
    complaints.extend(also)
    pairs, _ = arguments.read_edges(
        edges, np.ones(len(np.atleast_2d(np.asarray(edges)))), n, OWNER, complaints=complaints
    )
    complaints.raise_if_any(ParameterError)
    low, high = (0.0, np.inf) if tolerance is None else (max(0.0, 1.0 - float(tolerance)), 1.0 + float(tolerance))
    travel = np.ascontiguousarray(minutes * demand[:, None])
    instance = MedianInstance(
        travel=travel, share=work / (work.sum() / k), home=unit, edges=pairs, k=int(k), low=low, high=high
    )
    _check_possible(instance)
    return instance


def _amount(name: str, values: Any, complaints: Complaints) -> Floats:
    amount = np.asarray(values, dtype=np.float64).ravel()
    wrong = np.flatnonzero(~(np.isfinite(amount) & (amount >= 0)))
    complaints.need(
        wrong.size == 0, f"The '{name}' of {OWNER} must be finite and at least 0. Look at units {listed(wrong)}."
    )
    complaints.need(wrong.size > 0 or amount.sum() > 0, f"The '{name}' of {OWNER} are 0 in every unit.")
    return amount


def _homes(home: Any, n: int, m: int, complaints: Complaints) -> Ints:
    """Give the unit of every site."""
    if home is None:
        return np.arange(n)
    unit = np.asarray(home)
    complaints.add(shape_is(OWNER, "home", unit.shape, (m,), axes="site"))
    if unit.shape != (m,):
        return np.arange(n)
    wrong = np.flatnonzero(~np.isin(unit, np.arange(n)))
    complaints.need(
        wrong.size == 0,
        f"The 'home' of {OWNER} must name units from 0 to {n - 1}. Others are named for sites {listed(wrong)}.",
    )
    return unit.astype(np.int64) if wrong.size == 0 else np.arange(n)


def _check_possible(instance: MedianInstance) -> None:
    complaints = Complaints()
    heavy = np.flatnonzero(instance.share > instance.high * (1 + 1e-9))
    complaints.need(
        heavy.size == 0,
        f"Units {listed(heavy)} hold more calls than a district may. Widen the tolerance or split them.",
    )
    count, piece = pieces_of(instance.edges, np.zeros(instance.n, dtype=np.int64))
    first = [int(np.flatnonzero(piece == p)[0]) for p in range(count)]
    complaints.need(
        count <= instance.k,
        f"The map falls into {count} separate parts (with units {listed(first)}), more than k = {instance.k} "
        "districts. Join them by bridges.",
    )
    empty = [unit for p, unit in enumerate(first) if not (piece[instance.home] == p).any()]
    complaints.need(
        not empty,
        f"No site stands in the separate parts of the map with units {listed(empty)}. Give them a site, or join them "
        "to the rest by bridges.",
    )
    complaints.raise_if_any(InfeasibleError)
