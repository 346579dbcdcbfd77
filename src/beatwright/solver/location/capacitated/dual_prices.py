"""Prices of the rows of the set partitioning program: such that no set is missing, and mixtures of two.

With prices of the clients and fines of the cuts, each site is worth the least reduced cost of its sets. The p sites
worth least, and all prices, bound every plan; prices of the site rows that say so leave no set a reduced cost below 0.
Prices of the linear program jump from round to round; mixed with the best so far they do so less (Wentges 1997).

References
----------
Wentges, P. (1997). Weighted Dantzig-Wolfe decomposition for linear mixed-integer programming. International
Transactions in Operational Research 4, 151-162.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from beatwright.solver.location.capacitated.capacity_knapsacks import Floats, Ints, Knapsacks


class Duals(NamedTuple):
    """Prices of the rows of the set partitioning program."""

    client: Floats  # (n,) what serving a client brings
    site: Floats  # (m,) what opening a site costs, as a number of at most 0
    fine: Floats  # (t,) what a cut costs a set that holds two of its clients, at least 0
    start: Ints  # (n + 1,) where the cuts of each client begin
    cut: Ints  # the cuts of each client


def with_cuts(client: Floats, site: Floats, fine: Floats, cuts: Ints) -> Duals:
    """Give prices with the cuts (t, 3) of each client listed.

    Examples
    --------
    >>> duals = with_cuts(np.ones(4), np.zeros(1), np.ones(2), np.array([[0, 1, 3], [1, 2, 3]]))
    >>> duals.start, duals.cut
    (array([0, 1, 3, 4, 6]), array([0, 0, 1, 1, 0, 1]))
    """
    order, clients = np.arange(len(cuts)).repeat(3), cuts.ravel()
    by_client = np.argsort(clients, kind="stable")
    start = np.searchsorted(clients[by_client], np.arange(client.size + 1))
    return Duals(client, site, fine, start, order[by_client])


def feasible_duals(sacks: Knapsacks, duals: Duals, value: Floats) -> tuple[Duals, float]:
    """Give the site rows the prices at which no set is missing, and the bound that all prices bring.

    Parameters
    ----------
    sacks : Knapsacks
        Which sites must be open or closed, and how many are.
    duals : Duals
        Prices of the clients and the cuts.
    value : ndarray of float, shape (sites,)
        Least reduced cost of a site's sets without a price of the site, or less; at most 0 but at closed sites.

    Examples
    --------
    One of two sites: it must pay for the dearer one as well.

    >>> sacks = Knapsacks(np.zeros((2, 1)), *6 * (np.zeros(2, np.int64),), 1)
    >>> duals = with_cuts(np.array([5.0]), np.zeros(2), np.zeros(0), np.zeros((0, 3), np.int64))
    >>> found, bound = feasible_duals(sacks, duals, np.array([-2.0, -1.0]))
    >>> found.site, bound
    (array([-2., -2.]), 3.0)
    """
    must, free = sacks.state > 0, np.sort(value[sacks.state == 0])
    rank = sacks.p - int(must.sum())
    border = float(free[rank - 1]) if rank else -np.inf
    site = np.minimum(np.where(sacks.state == 0, np.minimum(value, border), value), 0.0)
    bound = duals.client.sum() - duals.fine.sum() + value[must].sum() + free[:rank].sum()
    return duals._replace(site=site), float(bound)


def between(one: Duals, two: Duals, share: float) -> Duals:
    """Mix prices of the same cuts: `share` of the second.

    Examples
    --------
    >>> none = np.zeros((0, 3), np.int64)
    >>> one, two = (with_cuts(np.array([u]), np.zeros(1), np.zeros(0), none) for u in (1.0, 3.0))
    >>> between(one, two, 0.25).client
    array([1.5])
    """
    client, site, fine = (
        (1.0 - share) * a + share * b for a, b in ((one.client, two.client), (one.site, two.site), (one.fine, two.fine))
    )
    return one._replace(client=client, site=site, fine=fine)
