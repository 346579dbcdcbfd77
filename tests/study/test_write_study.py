"""A study file written from tables reads back as those tables."""

import datetime as dt
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beatwright.base.errors import InputError, ParameterError, StudyError
from beatwright.base.files.toml_text import toml_text
from beatwright.study import read_study, write_study

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
plain = (
    texts
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.times()
)
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))
tables = st.dictionaries(texts, values | st.lists(st.dictionaries(texts, values, max_size=3), max_size=3), max_size=4)


@given(tables)
def test_tables_come_back_as_they_are(given_tables):
    assert tomllib.loads(toml_text(given_tables)) == given_tables


def test_what_numpy_and_paths_hold_is_written():
    held = {"n": np.int64(3), "x": np.float64(0.5), "b": np.bool_(True), "t": (1, 2), "p": Path("c.csv")}
    assert tomllib.loads(toml_text({"a": held})) == {"a": {"n": 3, "x": 0.5, "b": True, "t": [1, 2], "p": "c.csv"}}


@pytest.mark.parametrize(
    ("given_tables", "said"),
    [
        ({"city": {"boundary": None}}, "'city.boundary' cannot be written as TOML: None"),
        ({"planning": [{}, {"p": {1, 2}}]}, "'planning 2.p' cannot be written"),
        ({"a": {"raw": b"x"}}, "'a.raw' cannot be written"),
        ({"a": {"n": 2**63}}, "'a.n' cannot be written"),
        ({"a": {1: 2}}, "A name in TOML must be a text. Got 1 in a."),
        ({"a": {"t": "\ud800"}}, "'a.t' is no text of Unicode"),
    ],
)
def test_what_toml_has_not_is_told_with_its_place(given_tables, said):
    with pytest.raises(ParameterError, match=said):
        toml_text(given_tables)


def test_a_study_is_read_back_with_its_steps(tmp_path):
    given_tables = {
        "study": {"name": 'Ours "2024"', "seed": 7, "holdout": dt.date(2023, 1, 1)},
        "incidents": {"file": "calls.csv", "mapping": {"time": "When it was", "kind": ""}},
        "city": {"boundary": "b.gpkg"},
        "problem": {"within": 1500.0},
        "planning": [{"step": "PMedian", "p": 3, "keep": ["1st, Main"]}, {"step": "RandomPosts", "p": 3}],
    }
    (tmp_path / "calls.csv").write_text("x\n")
    path = write_study(given_tables, tmp_path / "study.toml")
    study = read_study(path)
    assert tomllib.loads(path.read_text()) == given_tables
    assert study.options.name == 'Ours "2024"'
    assert study.incidents.mapping == {"time": "When it was", "kind": ""}
    assert [type(planner).__name__ for _, planner in study.planners] == ["PMedian", "RandomPosts"]
    assert study.planners[0][1].keep == ("1st, Main",)


def test_what_is_wrong_with_the_study_is_told_and_nothing_is_written(tmp_path):
    wrong = {"incidents": {"file": "calls.csv"}, "planning": [{"step": "PMedian", "p": 0}, {"step": "Pmedain"}]}
    with pytest.raises(StudyError) as told:
        write_study(wrong, tmp_path / "study.toml")
    assert "'p' parameter of PMedian" in str(told.value)
    assert "no step 'Pmedain'" in str(told.value) or "Pmedain" in str(told.value)
    with pytest.raises(StudyError, match="There is no table"):
        write_study({"incident": {}}, tmp_path / "study.toml")
    assert not list(tmp_path.iterdir())


def test_a_study_file_is_never_overwritten(tmp_path):
    (tmp_path / "study.toml").write_text("mine")
    with pytest.raises(InputError, match="exists already"):
        write_study({"incidents": {"file": "calls.csv"}}, tmp_path / "study.toml")
    assert (tmp_path / "study.toml").read_text() == "mine"
