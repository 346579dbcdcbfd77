"""Damage against officers: what each size of the force buys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.errors import ParameterError
from beatwright.base.interrupts import interrupt_stops
from beatwright.solver.allocation.minimum_damage import minimum_damage

__all__ = ["trade_off"]


def trade_off(scale: npt.ArrayLike, officers: Iterable[int], **options: Any) -> pd.DataFrame:
    """Return the least damage for each number of officers.

    Parameters
    ----------
    scale : array_like, shape (n,)
        As in `minimum_damage`.
    officers : iterable of int
        The numbers to try.
    **options
        The other options of `minimum_damage`; limits hold for each number, one wish to stop for all.

    Returns
    -------
    DataFrame
        Index ``officers``. Columns: ``damage``, ``bound`` (no allocation of so many has less), ``relaxed`` (if officers
        could be divided), ``next`` (what the next officer saves at the best point).

    Examples
    --------
    >>> trade_off([8.0, 2.0], [0, 1, 3])["damage"].round(3).tolist()
    [10.0, 6.0, 3.667]
    """
    counts = sorted({int(n) for n in officers})
    if not counts:
        raise ParameterError("The 'officers' parameter of trade_off must name at least one number of officers.")
    rows = []
    with interrupt_stops(options.get("stop")) as stop:
        for count in counts:
            answer = minimum_damage(scale, count, **{**options, "stop": stop})
            seen = answer.certificate
            rows.append((seen.objective, seen.bound, answer.relaxed, float(answer.marginal.max())))
    return pd.DataFrame(
        np.array(rows), columns=["damage", "bound", "relaxed", "next"], index=pd.Index(counts, name="officers")
    )
