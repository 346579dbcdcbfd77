"""The seam: outcomes of the solver become certificates, its errors become ours."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright import solver
from beatwright.core import InfeasibleError, ParameterError
from beatwright.solver.certificates import certificate_of, solver_errors


@given(st.floats(0, 1e12), st.floats(0, 1), st.floats(1e-9, 1e9))
def test_scaling_keeps_the_gap_and_never_crosses_the_bound(objective: float, share: float, scale: float) -> None:
    outcome = solver.Outcome("time limit", objective, objective * share, 1.0, "method", "words")
    certificate = certificate_of(outcome, scale=scale, unit="m")
    assert certificate.bound <= certificate.objective
    assert certificate.objective == objective * scale
    if certificate.bound > 0 and objective * share * min(scale, 1.0) > 1e-290:
        assert certificate.gap == pytest.approx((1.0 - share) / share, rel=1e-6, abs=1e-9)
    assert (certificate.status, certificate.method, certificate.message, certificate.unit) == (
        "time limit",
        "method",
        "words",
        "m",
    )


def test_what_was_not_found_or_proven_is_none() -> None:
    certificate = certificate_of(solver.Outcome("time limit", math.inf, -math.inf, 1.0, "m"))
    assert math.isnan(certificate.objective)
    assert certificate.gap == math.inf


def test_errors_of_the_solver_become_ours() -> None:
    with pytest.raises(ParameterError, match="X cannot be solved: bad p"), solver_errors("X", "Do this."):
        raise solver.SolverError("bad p")
    with pytest.raises(InfeasibleError, match=r"X has no plan: none\. Do this\."), solver_errors("X", "Do this."):
        raise solver.InfeasibleError("none.")
