"""No sentence of a finding has a colon after a colon: what follows the second one hangs on nothing that is read."""

import re

import numpy as np
import pandas as pd
import pytest

from beatwright.core import Case, Incidents, Severity
from beatwright.examine import STEPS, Change, Hotspots, IncidentExaminer, Intensity, Randomness, Repeats, WeekClock
from beatwright.testing import small_problem

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“'])")
N = 240
PLACES = {
    "clusters": lambda rng: rng.uniform(300, 1700, (12, 2)).repeat(20, axis=0) + rng.normal(0, 30, (N, 2)),
    "grid": lambda rng: np.stack(np.meshgrid(np.arange(20) * 145 + 90, np.arange(12) * 160 + 90), -1).reshape(-1, 2),
    "half outside": lambda rng: rng.uniform((0, 0), (3000, 4000), (N, 2)),
    "one place": lambda rng: np.full((N, 2), 700.0),
    "few": lambda rng: rng.uniform((0, 0), (3000, 2000), (N, 2))[:6],
}
EXAMINERS = [
    Intensity(sigma=200.0, compare=("theft", "robbery")), Hotspots(), Hotspots(method="dbscan"), WeekClock(),
    Repeats(simulations=19), Repeats(by="street"), Repeats(by="zone", simulations=19), Change(periods=4),
    Randomness(simulations=19, kinds=("theft",), beside=("*",), given="population"),
]  # fmt: skip


def chained(text):
    """Return the sentences of a text with two colons or more; a colon within a word, as in 22:00, is none."""
    return [one for one in _SENTENCE.split(text.replace("\u00a0", " ")) if len(re.findall(r":\s", one)) > 1]


@pytest.fixture(scope="module")
def case():
    problem = small_problem()
    return Case("Looked at", problem, problem)


@pytest.mark.parametrize("where", PLACES)
def test_no_finding_of_an_exploration_chains_colons(case, where):
    xy = np.clip(PLACES[where](np.random.default_rng(3)), 1, 4999)
    frame = pd.DataFrame({
        "id": [str(k) for k in range(len(xy))], "kind": np.where(np.arange(len(xy)) % 2, "theft", "robbery"),
        "severity": 0, "x": xy[:, 0], "y": xy[:, 1], "time": pd.date_range("2022-01-01", "2023-12-31", len(xy)),
        "zone": -1,
    })  # fmt: skip
    incidents = Incidents(frame, Severity.default(), zones=24, start="2022-01-01", end="2024-01-01")
    incidents = incidents.located(case.problem.city)
    told = [text for one in EXAMINERS for text in one.examine(case, incidents).sentences]
    assert len(told) >= len(EXAMINERS)
    assert [one for text in told for one in chained(text)] == []


def test_every_examiner_of_an_exploration_is_here():
    known = {step for step in STEPS if issubclass(step, IncidentExaminer) and step.unasked}
    assert known == {type(examiner) for examiner in EXAMINERS}


def test_a_chain_is_seen():
    assert chained("Beyond: clustered: K lies above.") == ["Beyond: clustered: K lies above."]
    assert chained("At 22:00: many. At 6:00: few.") == []
