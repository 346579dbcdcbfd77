"""The trace of a simulation: what it holds, that it comes back from its file, and what it says stretch by stretch."""

import dataclasses

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from beatwright.base.dispatch_events import EVENT_KINDS
from beatwright.base.errors import InputError, ParameterError
from beatwright.core.dispatch_trace import DispatchTrace, decisions_digest
from beatwright.core.plan import Plan
from beatwright.core.post import Post
from beatwright.core.trace_stretches import (
    MEAL,
    ON_SCENE,
    ON_WAY,
    WORK,
    car_stretches,
    longest_queue,
    wait_stretches,
)
from beatwright.simulate.dispatch_loop import state

# Car 0 goes to call 0 and is taken from it by call 1; car 1 has a meal, ends call 0 and clears it.
STORY = [
    (0.0, 3, -1, 0, -1),
    (0.0, 3, -1, 1, -1),
    (2.0, 12, -1, 1, -1),
    (5.0, 6, 0, -1, 3),
    (5.0, 10, 0, 0, 3),
    (9.0, 5, 0, 0, 3),
    (12.0, 6, 1, -1, 1),
    (12.0, 10, 1, 0, 1),
    (12.0, 11, 0, 0, 3),
    (15.0, 5, 1, 0, 1),
    (20.0, 1, -1, 1, -1),
    (20.0, 10, 0, 1, 3),
    (26.0, 5, 0, 1, 3),
    (40.0, 0, 1, 0, 1),
    (50.0, 0, 0, 1, 3),
]


def trace_of(rows, **changes):
    columns = dict(zip(("minute", "kind", "call", "car", "zone"), zip(*rows, strict=True), strict=True))
    facts = {
        "home": [0, 0],
        "sites": ["s1"],
        "zones": ["a", "b", "c", "d"],
        "plan": "today",
        "problem_digest": "p",
        "calls_digest": "c",
        "plan_digest": "d",
    }
    return DispatchTrace(**{**columns, **facts, **changes})


def test_the_kinds_are_those_of_the_simulation():
    assert list(EVENT_KINDS) == [kind for kind in range(state.MEAL_STARTS + 1) if kind != state.HOUR]


def test_what_cars_did_and_when_calls_waited():
    found = car_stretches(trace_of(STORY))
    did = {
        (int(car), int(status), float(begin), float(end), int(call))
        for car, status, begin, end, call, _ in zip(*found, strict=True)
        if status
    }
    assert did == {
        (0, ON_WAY, 5.0, 9.0, 0),
        (0, ON_SCENE, 9.0, 12.0, 0),
        (0, ON_WAY, 12.0, 15.0, 1),
        (0, ON_SCENE, 15.0, 40.0, 1),
        (1, MEAL, 2.0, 20.0, -1),
        (1, ON_WAY, 20.0, 26.0, 0),
        (1, ON_SCENE, 26.0, 50.0, 0),
    }
    waits = wait_stretches(trace_of(STORY))
    assert waits.call.tolist() == [0, 0, 1]
    assert (waits.end - waits.begin).tolist() == [0.0, 8.0, 0.0]
    assert longest_queue(waits, 0.0, 60.0) == (1, 12.0)
    assert longest_queue(waits, 30.0, 60.0) == (0, 30.0)


def test_a_car_sent_to_a_call_again_arrives_the_second_time_only():
    rows = [
        (0.0, 3, -1, 0, -1), (1.0, 6, 0, -1, 0), (1.0, 10, 0, 0, 0), (3.0, 11, 0, 0, 0), (3.0, 9, -1, 0, -1),
        (4.0, 1, -1, 0, -1), (4.0, 10, 0, 0, 0), (7.0, 5, 0, 0, 0), (9.0, 0, 0, 0, 0),
    ]  # fmt: skip
    found = car_stretches(trace_of(rows, home=[0]))
    kept = found.status > 0
    assert found.status[kept].tolist() == [ON_WAY, WORK, ON_WAY, ON_SCENE]
    assert found.end[kept].tolist() == [3.0, 4.0, 7.0, 9.0]


def test_it_comes_back_from_its_file(tmp_path):
    trace = trace_of(STORY)
    assert DispatchTrace.load(trace.save(tmp_path / "trace.parquet")) == trace
    assert trace.car_names == ("s1, car 1", "s1, car 2")
    none = DispatchTrace(**{**vars_of(trace), "minute": [], "kind": [], "call": [], "car": [], "zone": []})
    assert DispatchTrace.load(none.save(tmp_path / "none.parquet")) == none
    assert len(car_stretches(none).car) == len(wait_stretches(none).call) == 0


def vars_of(trace):
    return {field.name: getattr(trace, field.name) for field in dataclasses.fields(trace)}


def test_a_file_that_is_damaged_changed_or_something_else_is_told(tmp_path):
    path = trace_of(STORY).save(tmp_path / "trace.parquet")
    table = pyarrow.parquet.read_table(path)
    late = table.set_column(0, "minute", pa.array(np.asarray(table["minute"]) + 1.0))
    pyarrow.parquet.write_table(late, tmp_path / "changed.parquet")
    with pytest.raises(InputError, match="not the one that was written"):
        DispatchTrace.load(tmp_path / "changed.parquet")
    pyarrow.parquet.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(InputError, match="no trace of a simulation"):
        DispatchTrace.load(tmp_path / "other.parquet")
    (tmp_path / "half.parquet").write_bytes(path.read_bytes()[:300])
    for name in ("half.parquet", "missing.parquet"):
        with pytest.raises(InputError, match=name):
            DispatchTrace.load(tmp_path / name)


def test_every_complaint_at_once():
    rows = [(5.0, 4, -2, 0, 0), (1.0, 0, 0, 7, 9)]
    with pytest.raises(ParameterError) as problem:
        trace_of(rows, home=[3], plan="")
    for name in ("plan", "minute", "kind", "call", "car", "zone", "home"):
        assert f"'{name}' parameter" in str(problem.value)
    with pytest.raises(ParameterError, match="one number for every event"):
        trace_of(STORY, car=[0])


def test_what_differs_is_said():
    trace = trace_of(STORY)
    assert trace.differences(trace_of(STORY)) == ()
    assert trace.differences(trace_of(STORY, calls_digest="x")) == ("The calls are others.",)
    assert trace.differences(trace_of(STORY, problem_digest="x", plan_digest="y")) == (
        "The problem is another.",
        "The plan decides otherwise.",
    )
    assert trace.differences(trace_of(STORY, options={"place": "scene"})) == ("The rules are others.",)
    later = [(minute + (minute > 45) * 1e-12, *rest) for minute, *rest in STORY]
    assert later != STORY
    assert trace.differences(trace_of(later)) == ("1 events differ, the first of them at minute 50.00.",)
    assert "15 here, 14 there" in trace.differences(trace_of(STORY[:-1]))[0]
    assert "names of posts" in trace.differences(trace_of(STORY, sites=["s2"]))[0]


def test_decisions_are_what_counts_of_a_plan():
    plan = Plan((Post("s1"),), name="one", crews=((2,),))
    assert decisions_digest(plan) == decisions_digest(dataclasses.replace(plan, name="two", notes=("a",)))
    assert decisions_digest(plan) != decisions_digest(dataclasses.replace(plan, crews=((3,),)))
