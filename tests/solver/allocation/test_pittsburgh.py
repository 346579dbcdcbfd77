"""The Pittsburgh study: its printed figures follow from the recovered formula, and ours are proven better."""

import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from scipy.optimize import minimize

from beatwright.studies.pittsburgh import picture, recover, reproduce, write_report
from beatwright.studies.pittsburgh.published import COLUMNS


@pytest.fixture(scope="module")
def study():
    return reproduce()


def test_every_printed_damage_follows_within_rounding():
    found = recover()
    low, high = found.total_interval
    assert 1.005e6 <= low < high <= 1.015e6 + 1e-3
    factor = 0.5 * (low + high) / COLUMNS[0].damage
    for column in COLUMNS:
        assert f"{found.foretold[column.name] * factor / 1e6:.2f}" == f"{column.damage / 1e6:.2f}"
    assert found.worst_error < 0.005


@pytest.mark.parametrize("curve", ["exp(-x)", "1 / (1 + x)^2", "1 / sqrt(1 + x)"])
def test_no_other_curve_explains_them(curve):
    found = recover(curve)
    assert found.worst_error > 0.5
    assert found.total_interval[0] > found.total_interval[1]


def test_exponential_figures_of_the_methods_page():
    foretold = [recover("exp(-x)").foretold[c.name] / 1e6 for c in COLUMNS[1:]]
    np.testing.assert_allclose(foretold, [65.9, 40.7, 9.5], atol=0.05)


def test_optimum_and_relaxation(study):
    assert study.optimum.certificate.status == "optimal"
    assert study.optimum.certificate.gap == 0
    assert study.optimum.certificate.objective == pytest.approx(1.02349e6, abs=5)
    assert study.optimum.relaxed == pytest.approx(1.01838e6, abs=5)
    assert study.optimum.officers.sum() == 100


def test_relaxation_agrees_with_a_general_solver(study):
    c = study.recovery.coefficients / 1e4
    found = minimize(
        lambda x: (c / (1 + x)).sum(),
        np.full(30, 100 / 30),
        jac=lambda x: -c / (1 + x) ** 2,
        bounds=[(0, None)] * 30,
        constraints={"type": "eq", "fun": lambda x: x.sum() - 100, "jac": lambda x: np.ones(30)},
        options={"maxiter": 500, "ftol": 1e-14},
        method="SLSQP",
    )
    assert study.optimum.relaxed == pytest.approx(found.fun * 1e4, rel=1e-8)


def test_probabilities_as_printed(study):
    np.testing.assert_allclose(study.probabilities["ours"], study.probabilities["printed"], atol=1.5e-6)


def test_tables_and_json(study):
    assert study.table.loc["branch and bound, E-30", "above_optimum"] == pytest.approx(0.313, abs=0.001)
    assert len(study.points) == 30
    assert json.loads(json.dumps(study.to_dict(), allow_nan=False))["study"] == "pittsburgh"
    assert "24% less" in study.text


def test_report_is_one_file_without_network(study, tmp_path):
    page = write_report(study, tmp_path / "pittsburgh.html").read_text()
    assert "1,023,490" in page
    assert "src=" not in page
    ET.fromstring(picture(study))
