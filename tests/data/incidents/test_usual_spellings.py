"""What is written as most files write it is what no form of dates and clocks would change."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.data.incidents.dates import date_spellings as spellings
from beatwright.data.incidents.dates.date_spellings import tidy_clock, usual_dates

USUAL = st.from_regex(spellings._USUAL.rstrip("$") + r"\Z").filter(str.isascii)


@settings(max_examples=30)
@given(texts=st.lists(USUAL, min_size=1, max_size=60))
def test_no_form_changes_a_usual_text(texts):
    column = pa.array(texts)
    assert pc.all(pc.match_substring_regex(column, spellings._USUAL)).as_py()
    for form, usual in (*spellings._DATES, *spellings._CLOCKS):
        assert pc.replace_substring_regex(column, form, usual).to_pylist() == texts, form


@pytest.mark.parametrize("change", [usual_dates, tidy_clock])
@pytest.mark.parametrize("texts", [[], [None], ["2023-01-05", None], ["", "1430"], ["1/2/2023 4:05:06.5 PM", "-90.25"]])
def test_usual_columns_stay_as_they_are(change, texts):
    assert change(pa.array(texts, pa.string())).to_pylist() == texts


def test_one_unusual_text_among_many_is_still_changed():
    texts = ["2023-01-05 14:30"] * 99
    assert usual_dates(pa.array([*texts, "9/4/2023 à 21:54"])).to_pylist() == [*texts, "9/4/2023 21:54"]
    assert tidy_clock(pa.array(["14:30", "14h30", None])).to_pylist() == ["14:30", "14:30", None]
