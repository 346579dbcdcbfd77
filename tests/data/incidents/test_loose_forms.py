"""The looser forms fit wherever the forms do, so that nothing is read otherwise for being asked of them first."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from beatwright.data.incidents.dates import date_spellings, date_texts
from beatwright.data.incidents.dates.loose_forms import loosened

FORMS = [form for form in (*date_texts._FORMS, *(form for form, _ in date_spellings._DATES)) if r"\p" in form]
PARTS = (
    *("Fri", "lunes", "Вт", "τρίτη", "Sonnabend", "ال", "July", "août", "März", "июля", "Ιαν", "يناير", "ÉTÉ", "CDT"),
    *("ab", "abcdefghijklmnop", "º", "e\u0301t", "\u4e2d\u6587\u5b57", "\U00010400\U00010401\U00010402", "1", "07"),
    *("2023", "99", "1st", "2nd of", "20:39:00", "14:30", "+0200", "3.", "12.", "8.9.2023", "2024-03", "Z", "-", "de"),
)
BETWEEN = (" ", " ", " ", "-", "/", ".", ", ", ". ", "")


def _texts(count=6_000):
    """Return texts of two to six parts, each date-like or odd."""
    draw = np.random.default_rng(1)
    return pa.array(
        "".join(str(draw.choice(PARTS)) + str(draw.choice(BETWEEN)) for _ in range(draw.integers(2, 7))).strip()
        for _ in range(count)
    )


def _whole():
    days = ("", "Fri ", "Вт. ", "τρίτη, ", "ال ")
    dates = (
        "07 July 2023",
        "1er août 2023 14:30",
        "July 2nd, 2023",
        "2023 März 07",
        "июля 2023",
        "2023-Ιαν",
        "3. 8. 23",
    )
    java = ("Jul 07 20:39:00 CDT 2023", "июл 07 20:39 2023", "2023/07/07", "07/07/23 14:30", "7th of يناير")
    return pa.array([day + date for day in days for date in (*dates, *java)])


@pytest.mark.parametrize("form", FORMS, ids=range(len(FORMS)))
def test_a_looser_form_fits_whatever_the_form_fits(form):
    texts = pa.concat_arrays([_texts(), _whole()])
    fits, loosely = (pc.match_substring_regex(texts, one) for one in (form, loosened(form)))
    assert pc.sum(fits).as_py() > 0
    assert pc.sum(pc.and_not(fits, loosely)).as_py() == 0
