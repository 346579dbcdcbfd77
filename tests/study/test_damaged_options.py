"""Study, mapping and kinds files that are damaged or nested without end are refused in a sentence."""

import pytest

from beatwright.base.errors import InputError, StudyError
from beatwright.data import ColumnMapping, KindTable
from beatwright.study import read_study

DEEP = {
    "brackets": "a = " + "[" * 3_000 + "]" * 3_000,
    "forty brackets": "a = " + "[" * 40 + "]" * 40,
    "dots": "a" + ".b" * 900 + " = 1",
    "a heading": "[a" + ".b" * 900 + "]",
    "inline tables": "a = " + "{b=" * 200 + "1" + "}" * 200,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_one_sentence(text, tmp_path):
    (tmp_path / "a.toml").write_text(text)
    with pytest.raises(StudyError, match="too deep"):
        read_study(tmp_path / "a.toml")
    with pytest.raises(InputError, match="column mapping"):
        ColumnMapping.load(tmp_path / "a.toml")


def test_a_deep_json_mapping_is_one_sentence(tmp_path):
    (tmp_path / "a.json").write_text('{"time": ' + "[" * 100_000)
    with pytest.raises(InputError, match="cannot be read"):
        ColumnMapping.load(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pattern,class\n,low\n", "needs a number under officers, penalty, service_minutes"),
        ("pattern,class,officers,penalty,service_minutes\n,low,1,2\n", "needs a number under service_minutes"),
        ("pattern,class,officers,penalty\n,low,1,2\n", "needs a number under service_minutes"),
        ("class,pattern,officers\nlow\n", "needs a number under officers"),
        ("pattern,class\n" + "x" * 200_000 + ",low\n", "no CSV that can be read"),
    ],
)
def test_a_table_of_kinds_without_its_numbers_is_told(text, words, tmp_path):
    (tmp_path / "kinds.csv").write_text(text)
    with pytest.raises(InputError, match=words):
        KindTable.read(tmp_path / "kinds.csv")
