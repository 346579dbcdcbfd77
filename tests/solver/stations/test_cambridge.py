"""The Cambridge study on a generated city: its policies, its scenarios, its published figures beside."""

import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from beatwright.core import InputError, ParameterError
from beatwright.solver.stations import enumerate_stations
from beatwright.studies.cambridge import picture, preset, reproduce, write_report
from beatwright.studies.cambridge.instance import generated_instances
from beatwright.studies.cambridge.policies import candidates_of, plans_of, yearly_calls
from beatwright.studies.cambridge.published import LATE_2024, OFFICERS, POLICIES, menu
from beatwright.studies.cambridge.scoring import observed_calls, score


@pytest.fixture(scope="module")
def study():
    return reproduce(draws=20)


@pytest.fixture(scope="module")
def instance():
    return generated_instances(seed=1)[0]


def test_deterministic_and_adaptive_have_one_optimum(study):
    np.testing.assert_allclose(study.scenarios["vss"], 0.0, atol=1e-3)
    np.testing.assert_allclose(study.scenarios["ev"], study.scenarios["rp"], rtol=1e-9)
    assert (study.scenarios["gap"] < 1e-8).all()
    assert (study.scenarios["ws"] <= study.scenarios["rp"] * (1 + 1e-9)).all()
    for _, part in study.table.groupby(level=["split", "k"]):
        values = part.droplevel(["split", "k"])
        np.testing.assert_allclose(values.loc["deterministic"], values.loc["adaptive"], equal_nan=True)
        assert (values["past_cost"] >= values.loc["adaptive", "past_cost"] * (1 - 1e-9)).sum() >= 5


def test_published_figures_stand_beside(study):
    assert study.published["printed"].to_dict() == LATE_2024
    assert study.published.index.tolist() == list(POLICIES)
    for words in ("48.7%", "80.1%", "300 s", "710,463"):
        assert words in study.text
    assert json.loads(json.dumps(study.to_dict(), allow_nan=False))["study"] == "cambridge"


def test_every_policy_has_k_stations_and_every_crime_is_counted(instance):
    calls = observed_calls(instance)
    for k in (2, 3):
        given = candidates_of(instance, k)
        sent = float((calls * given.model.officers_needed).sum())
        for plan in plans_of(given, k, draws=5, seed=0):
            for columns in plan.columns:
                assert len(set(given.model.site_of(columns).tolist())) == k
                assert np.bincount(given.model.size_of(columns), minlength=2).tolist() == [k - 1, 1]
                figures = score(given.model, columns, calls)
                assert figures["late_officers"] + figures["on_time_officers"] == pytest.approx(sent)
                assert figures["cost"] == pytest.approx(given.model.cost_of(columns, calls))


def test_adaptive_equals_enumeration(instance):
    given = candidates_of(instance, 2)
    plan = next(p for p in plans_of(given, 2, draws=1, seed=0) if p.policy == "adaptive")
    cost = enumerate_stations(given.model).outcome.objective
    # Enumeration may also choose today's station, which the policy may not.
    assert given.model.cost_of(plan.columns[0]) >= cost * (1 - 1e-9)
    assert plan.outcome.gap < 1e-8
    assert plan.outcome.objective == pytest.approx(given.model.cost_of(plan.columns[0]))


def test_nodes_and_candidates_are_as_many_as_in_the_study(instance):
    assert len(instance.city.candidates) == 60
    assert 700 <= len(instance.city.zones) <= 900
    calls, years = yearly_calls(instance)
    assert years == (2018, 2019, 2020, 2021)[: len(years)]
    assert calls.sum() <= len(instance.past)


def test_menu_keeps_to_the_officers_there_are():
    for k in range(2, 9):
        sizes = menu(k)
        assert sum(s["count"] * s["least"] for s in sizes) <= OFFICERS
        assert preset(k).p == k == sum(s["count"] for s in sizes)
    assert [s["least"] for s in menu(2)] == [141, 40]


def test_report_is_one_file_without_network(study, tmp_path):
    page = write_report(study, tmp_path / "cambridge.html").read_text()
    assert "src=" not in page
    assert "present day + random" in page
    ET.fromstring(picture(study))


def test_errors(tmp_path):
    with pytest.raises(ParameterError, match="at least 2"):
        reproduce(stations=(1,))
    with pytest.raises(InputError, match=r"no St\. Louis data"):
        reproduce(tmp_path)


@pytest.mark.data
@pytest.mark.slow
def test_st_louis(data_folder):
    study = reproduce(data_folder, draws=20)
    assert study.city == "St. Louis"
    np.testing.assert_allclose(study.scenarios["vss"], 0.0, atol=1e-2)
    assert (study.scenarios["gap"] < 1e-8).all()
