"""Rosters that come back as they were: from plans, tables, workbooks, and calendars read by the letter of RFC 5545."""

from __future__ import annotations

import re
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beatwright.core import Contract, CyclicLine, Plan, Post, Request, Roster, Shift, ShiftLine
from beatwright.data import CurrentRoster
from beatwright.show.files.roster_files import write_roster_calendars, write_roster_csv, write_roster_workbook
from beatwright.testing import small_problem

PROBLEM = small_problem()
POSTS = Plan(posts=(Post("s1"), Post("s2")))
IDS = st.text("abc019 =-+é,;'\"\\", min_size=1, max_size=6).map(str.strip).filter(
    lambda text: text and not re.match(r"'[=+\-]", text)
)  # fmt: skip


@st.composite
def rosters(draw: st.DrawFn, kind: str) -> Roster:
    minutes = st.integers(0, 1439)
    clocks = draw(st.lists(st.tuples(minutes, st.integers(1, 1440)), min_size=1, max_size=4, unique=True))
    shifts = tuple(
        Shift(f"{'=N' if at else 'D'}{at}", start / 60, hours / 60) for at, (start, hours) in enumerate(clocks)
    )
    day = st.sampled_from(["", *(shift.name for shift in shifts)])
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique_by=str.lower))
    posts = st.sampled_from(["s1", "s2"])
    days = {"duty": draw(st.integers(7, 16)), "week": 7, "fortnight": 14, "rotation": 21}[kind]
    worked = [tuple(draw(st.lists(day, min_size=days, max_size=days))) for _ in ids]
    worked[0] = (shifts[0].name, *worked[0][1:])
    homes = [draw(posts) for _ in ids]
    if kind == "duty":
        leave = {ids[0]: (1,)} if days >= 14 and draw(st.booleans()) else {}
        worked[0] = worked[0][:7] + ("",) * 7 + worked[0][14:] if leave else worked[0]
        return Roster(
            shifts,
            start=draw(st.dates(date(2024, 1, 1), date(2030, 1, 1))),
            duty=dict(zip(ids, worked, strict=True)),
            stationed=dict(zip(ids, homes, strict=True)),
            contracts={ids[0]: Contract(most_run=5, days_off=(1,), most_of={shifts[0].name: 3})},
            requests=(Request(ids[0], 2, shifts[0].name, wanted=False, weight=2.0),),
            leave=leave,
        )
    if kind == "rotation":
        return Roster(shifts, rotation=(CyclicLine(worked[0], (2, 0, 1), homes[0]),))
    held = zip(worked, homes, ids, strict=True)
    return Roster(shifts, tuple(ShiftLine(line, 1 + draw(st.integers(0, 1)), post, (who,)) for line, post, who in held))


KINDS = pytest.mark.parametrize("kind", ["duty", "week", "fortnight", "rotation"])


@KINDS
@settings(max_examples=15)
@given(data=st.data())
def test_a_plan_keeps_its_roster(kind: str, data: st.DataObject) -> None:
    plan = Plan(posts=POSTS.posts, roster=data.draw(rosters(kind)), name="held")
    with tempfile.TemporaryDirectory() as folder:
        assert Plan.load(plan.save(Path(folder) / "plan.json")) == plan


@KINDS
@pytest.mark.parametrize("file", ["roster.csv", "roster.xlsx"])
@settings(max_examples=6)
@given(data=st.data())
def test_a_table_of_ours_comes_back_as_the_roster_of_today(kind: str, file: str, data: st.DataObject) -> None:
    roster = data.draw(rosters(kind))
    names = {name for line in roster.walked for name in line.days} - {""}
    called = tuple(f"{one.name}={clock(one.start)}-{clock(one.end % 24)}" for one in roster.shifts if one.name in names)
    with tempfile.TemporaryDirectory() as folder:
        write = write_roster_csv if file.endswith("csv") else write_roster_workbook
        read = CurrentRoster(str(write(roster, Path(folder) / file)), called if file.endswith("csv") else ())
        again = read.solve(PROBLEM, POSTS).roster
    assert again is not None
    assert (again.duty, again.start, again.stationed) == (roster.duty, roster.start, roster.stationed)
    assert again.leave == roster.leave
    assert people(again) == people(roster)
    assert {one.name for one in again.shifts} == names
    assert np.isclose(again.cover, roster.cover).sum() >= again.slots - roster.carried_hours


def clock(hour: float) -> str:
    return f"{round(hour * 60) // 60:02d}:{round(hour * 60) % 60:02d}"


def people(roster: Roster) -> list[tuple[tuple[str, ...], str, str]]:
    """Who walks what at which post; those whom nobody has named are told by nothing."""
    known = [(line.days, line.post, who) for line in roster.walked for who in line.holders]
    known += [(line.days, line.post, "") for line in roster.walked for _ in range(line.officers - len(line.holders))]
    return sorted(known)


@settings(max_examples=15)
@given(roster=rosters("duty"))
def test_every_calendar_holds_the_shifts_of_its_officer(roster: Roster) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = write_roster_calendars(roster, Path(folder) / "calendars")
        calendars = [events_of(file.read_bytes()) for file in files]
    shifts = {shift.name: shift for shift in roster.shifts}
    assert roster.start is not None
    for (officer, days), events in zip(roster.duty.items(), calendars, strict=True):
        midnight = datetime.combine(roster.start, datetime.min.time())
        expected = []
        for at, name in enumerate(days):
            if name:
                begin = midnight + timedelta(days=at, minutes=round(shifts[name].start * 60))
                end = begin + timedelta(minutes=shifts[name].minutes)
                expected.append((begin, end, name, roster.stationed[officer]))
        for week in roster.leave.get(officer, ()):
            first = midnight + timedelta(days=7 * week)
            expected.append((first, first + timedelta(days=7), "leave", ""))
        assert events == expected


def events_of(raw: bytes) -> list[tuple[datetime, datetime, str, str]]:
    """Read a calendar by the letter of RFC 5545: folding, escapes, order of parts, what must stand in each."""
    text = raw.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = re.sub("\r\n ", "", text).split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert {"VERSION:2.0"} <= set(lines[:4])
    assert any(line.startswith("PRODID:") for line in lines[:4])
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z]+(;VALUE=DATE)?", name)
        assert name.endswith("DATE") == (name.startswith(("DTSTART", "DTEND")) and len(value) == 8)
        name = name.removesuffix(";VALUE=DATE")
        if name in ("BEGIN", "END"):
            assert value == "VEVENT"
            assert inside == (name == "END")
            inside = not inside
            events += [{}] if inside else []
        elif inside:
            assert name not in events[-1]
            events[-1][name] = value
    assert all({"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(event) for event in events)
    assert len({event["UID"] for event in events}) == len(events)
    assert all(re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"]) for event in events)
    return [
        (at(event["DTSTART"]), at(event["DTEND"]), unescaped(event["SUMMARY"]), unescaped(event.get("LOCATION", "")))
        for event in events
    ]


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")


def unescaped(text: str) -> str:
    assert not re.search(r"(?<!\\)(\\\\)*[;,]", text)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
