"""The benchmark's text format: instance 1 as published, and every complaint at once."""

import numpy as np
import pytest

from beatwright.base.errors import InputError
from beatwright.planning import named_roster, read_roster_benchmark

SMALL = """# A comment
SECTION_HORIZON
# The horizon length in days:
7

SECTION_SHIFTS
# ShiftID, Length in mins, Shifts which cannot follow this shift | separated
E,480,
L,600,E

SECTION_STAFF
# ID, MaxShifts, and so on
A,E=7|L=0,2400,960,5,2,2,1
B,E=7|L=3,2400,0,5,1,1,0

SECTION_DAYS_OFF
# EmployeeID, DayIndexes (start at zero)
A,0,6
B

SECTION_SHIFT_ON_REQUESTS
# EmployeeID, Day, ShiftID, Weight
A,2,E,2

SECTION_SHIFT_OFF_REQUESTS
B,1,L,3

SECTION_COVER
# Day, ShiftID, Requirement, Weight for under, Weight for over
0,E,1,100,1
3,L,1,50,7
"""


def written(tmp_path, text):
    path = tmp_path / "Instance.txt"
    path.write_text(text)
    return path


def test_an_instance_is_read_whole(tmp_path):
    case = read_roster_benchmark(written(tmp_path, SMALL))
    assert case.need.tolist() == [[1, 0], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [0, 0]]
    assert (np.asarray(case.rules.under)[3, 1], np.asarray(case.rules.over)[3, 1]) == (50, 7)
    assert case.rules.follows.tolist() == [[True, True], [False, True]]
    first, second = case.staff
    assert (first.most_of, first.days_off, first.wants[0].weight) == ({"E": 7, "L": 0}, (0, 6), 2)
    assert (second.least_run, second.most_weekends, second.wants_off[0].day) == (1, 0, 1)


def test_a_read_instance_is_solved(tmp_path):
    case = read_roster_benchmark(written(tmp_path, SMALL))
    answer = named_roster(case.need, case.staff, case.rules, seconds=None)
    # B covers both shifts; A works two days that nobody needs, one of them as asked, at no price of cover.
    assert answer.missing.sum() == 0
    assert answer.certificate.objective == 0.0


def test_every_complaint_comes_at_once_with_its_line(tmp_path):
    wrong = (
        SMALL.replace("L,600,E", "L,long,E")
        .replace("A,2,E,2", "C,9,X,2")
        .replace("B,E=7|L=3,2400,0,5,1,1,0", "B,E=7,2400")
        .replace("SECTION_COVER", "SECTION_COVERS")
    )
    with pytest.raises(InputError) as found:
        read_roster_benchmark(written(tmp_path, wrong))
    told = found.value.complaints
    assert any("Line 9: the minutes of shift L must be a whole number" in text for text in told)
    assert any("Line 14: SECTION_STAFF has 8 fields. Got 3." in text for text in told)
    assert any("Line 23: the day must be a whole number of at least 0 below 7. Got '9'" in text for text in told)
    assert any("Line 23: there is no shift 'X'. Known: E, L." in text for text in told)
    assert any("there is no section SECTION_COVERS" in text for text in told)
    assert any("Sections are missing: SECTION_COVER." in text for text in told)
