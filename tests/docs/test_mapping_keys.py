"""The page on the study file lists every key of a mapping, with headings that are recognised."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from beatwright.base.columns.coordinate_headings import plain_heading
from beatwright.data.incidents.columns.column_headings import ANY_CLOCK, ROLES, clock_headings
from beatwright.data.incidents.columns.count_headings import is_count

_PAGE = (Path(__file__).resolve().parents[2] / "docs" / "study-file.md").read_text(encoding="utf-8")
_ROWS = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", _PAGE, re.MULTILINE))
_TIMES = {clock for date in ROLES["time"] for clock in clock_headings(date)}


def test_every_key_is_in_the_table() -> None:
    assert set(_ROWS) == set(ROLES)


@pytest.mark.parametrize("role", ROLES)
def test_every_heading_of_the_table_is_recognised(role: str) -> None:
    headings = re.findall(r"`([^`]+)`", _ROWS[role])
    known = {*_TIMES, *ANY_CLOCK} if role == "clock" else set(ROLES[role])
    assert len(headings) > 1
    unknown = [heading for heading in headings if plain_heading(heading) not in known]
    assert [heading for heading in unknown if role != "count" or not is_count(heading)] == []
