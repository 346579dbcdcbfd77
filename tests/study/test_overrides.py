"""--set changes what it names and nothing else."""

import pytest

from beatwright.core import StudyError
from beatwright.study import apply_overrides

TABLES = {
    "study": {"holdout": "2024-01-01"},
    "planning": [{"step": "PMedian", "p": 6}, {"step": "KMeansPosts", "p": 6}, {"step": "CurrentPosts"}],
}


def test_an_option_changes_in_every_step_that_has_it():
    changed = apply_overrides(TABLES, ["planning.p=8"])
    assert [row.get("p") for row in changed["planning"]] == [8, 8, None]
    assert TABLES["planning"][0]["p"] == 6


def test_a_step_or_a_number_names_one():
    assert [r.get("p") for r in apply_overrides(TABLES, ["planning.PMedian.p=8"])["planning"]] == [8, 6, None]
    assert [r.get("p") for r in apply_overrides(TABLES, ["planning.2.p=9"])["planning"]] == [6, 9, None]


def test_values_are_toml_or_text():
    changed = apply_overrides(TABLES, ["city.zones=40x24", "problem.within=1500", "study.name=a b = c"])
    assert changed["city"]["zones"] == "40x24"
    assert changed["problem"]["within"] == 1500
    assert changed["study"]["name"] == "a b = c"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("planing.p=8", "Did you mean 'planning'"),
        ("planning.q=8", "Known: by"),
        ("planning.9.p=8", "stands 3 times"),
        ("planning.PMedain.p=8", "Did you mean 'PMedian'"),
        ("planning.p", "table.option=value"),
        ("study.a.b=1", "stands once"),
    ],
)
def test_what_fits_nothing_is_told(setting, told):
    with pytest.raises(StudyError, match=told):
        apply_overrides(TABLES, [setting])


def test_every_wrong_setting_is_told_at_once():
    with pytest.raises(StudyError) as error:
        apply_overrides(TABLES, ["planing.p=8", "planning.q=1"])
    assert "planing" in str(error.value)
    assert "'q'" in str(error.value)
