"""Sizes for sites that are already chosen: how rules of thumb become plans with sizes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from beatwright.base.errors import parameter_error
from beatwright.solver.stations.station_model import Ints, StationModel

__all__ = ["best_sizes"]


def best_sizes(model: StationModel, sites: Sequence[int]) -> Ints:
    """Return the columns at which stations at `sites` cost least: every way to give them the sizes is tried.

    Parameters
    ----------
    model : StationModel
        The givens.
    sites : sequence of int
        Positions of the sites, as many as there are stations.

    Raises
    ------
    ParameterError
        Where they are not as many different sites as there are stations.
    """
    known = all(0 <= site < model.sites for site in sites)
    if not known or len(sites) != model.stations or len(set(sites)) != len(sites):
        expected = f"{model.stations} different positions of sites in [0, {model.sites - 1}]"
        raise parameter_error("sites", "best_sizes", expected, list(sites))
    menu = [k for k, size in enumerate(model.sizes) for _ in range(size.count)]
    assignments = [model.columns_of(sites, order) for order in sorted(set(permutations(menu)))]
    return assignments[int(np.argmin([model.cost_of(columns) for columns in assignments]))]
