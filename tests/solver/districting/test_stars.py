"""Proofs on stars against every choice of leaves: what cannot be left out is taken in."""

from itertools import combinations

import numpy as np
import pytest

from beatwright.solver.districting import balanced_districts

WEIGHTS = {"calls": 0.6, "population": 0.25, "area_m2": 0.15, "cut": 0.15}


def cheapest_leaves(units, k):
    """Least F of a star, by trying all choices of the k - 1 leaves that are districts of their own."""
    share = np.array([amount / (amount.sum() / k) for amount in units.criteria.values()])
    weight = np.array([WEIGHTS[name] for name in units.criteria]) / k
    cut = WEIGHTS["cut"] * units.lengths / units.lengths.sum()
    alone = weight @ (share[:, 1:] - 1.0) ** 2 + cut
    chosen = np.array(list(combinations(range(units.n - 1), k - 1)))
    hub = share.sum(axis=1)[:, None] - share[:, 1:][:, chosen].sum(axis=2)
    return float((alone[chosen].sum(axis=1) + weight @ (hub - 1.0) ** 2).min())


@pytest.mark.parametrize(("n", "k", "alike"), [(41, 4, False), (41, 4, True), (16, 9, False), (16, 9, True)])
def test_stars_are_proven(star, n, k, alike):
    units = star(n, 1, alike)
    plan = balanced_districts(**units.asked(k, weights=WEIGHTS, iterations=20_000, prove_seconds=300.0))
    assert plan.certificate.status == "optimal"
    assert plan.certificate.objective == pytest.approx(cheapest_leaves(units, k), rel=1e-7)
    assert plan.certificate.bound <= cheapest_leaves(units, k) * (1 + 1e-12)
