"""Write the tables of the dispatch story from a simulation of it: `python docs/make_dispatch_story.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from beatwright.simulate import Policy, Simulated, WorkArrays
from beatwright.simulate.plain.plain_simulation import plain_simulation

__all__ = ["CALLS", "PAGE", "STORIES", "answer", "blocks_of", "with_blocks"]

PAGE = Path(__file__).parent / "methods" / "dispatch-story.md"
_MARK = re.compile(r"(<!-- made by docs/make_dispatch_story.py: ([\w -]+) -->\n).*?(<!-- end -->\n)", re.DOTALL)
_CARS, _POSTS, _ZONES, _CLASSES = ("N1", "N2", "S1"), ("North", "South"), "ABCD", ("urgent", "ordinary", "can wait")
# Minutes along the one street.
_POST_AT, _ZONE_AT = np.array([2.0, 14.0]), np.array([0.0, 6.0, 10.0, 16.0])
# Minute, zone, class, cars, minutes on the scene of the first and the second car, the draw for cars on patrol.
CALLS = [
    (5, 0, 1, 1, 30, 0, 0.30),
    (10, 1, 2, 1, 20, 0, 0.10),
    (15, 2, 0, 2, 20, 10, 0.90),
    (20, 3, 2, 1, 15, 0, 0.50),
    (25, 0, 1, 1, 10, 0, 0.70),
    (50, 1, 0, 1, 3, 0, 0.20),
]
_WORK = WorkArrays(np.array([2.0, 20.0]), np.array([2, 0]), np.array([40.0, 15.0]))
# Kinds of events in the order in which those of one minute are told: why a car is sent before the sending.
_TOLD = (0, 1, 2, 3, 6, 7, 8, 9, 11, 10, 12, 5)
# Name of each run, its policy, the run it is held against, and other work.
STORIES: dict[str, tuple[dict[str, object], str, WorkArrays | None]] = {
    "default": ({}, "default", None),
    "scene": ({"place": "scene"}, "default", None),
    "patrol": ({"place": "patrol"}, "default", None),
    "own beat": ({"place": "scene", "dispatch": "own beat"}, "scene", None),
    "beat list": ({"place": "scene", "dispatch": "beat list"}, "scene", None),
    "stack": ({"stack_from": 2}, "default", None),
    "hold": ({"stack_from": 2, "hold": np.inf}, "stack", None),
    "first": ({"start": "first"}, "default", None),
    "leave together": ({"leave": "together"}, "default", None),
    "preempt": ({"preempt": 1}, "default", None),
    "reserve": ({"reserve": (0, 0, 2)}, "default", None),
    "hand over": ({"tour_end": "hand over"}, "default", None),
    "last calls": ({"last_calls": 30.0}, "default", None),
    "exchange": ({"exchange": True}, "default", None),
    "age": ({"order": "age"}, "default", None),
    "call minutes": ({"call_minutes": 2.0}, "default", None),
    "meal": ({"meal_minutes": 20.0, "meal_after": 30.0}, "default", None),
    "work": ({}, "default", _WORK),
    "preempt work": ({"preempt": 1}, "work", _WORK),
}


def answer(name: str, simulation: Callable[..., Simulated] = plain_simulation) -> Simulated:
    """Return what becomes of the six calls under the policy of one run of the story."""
    policy, _, work = STORIES[name]
    minute, zone, priority, cars, first, second, draw = (np.array(column) for column in zip(*CALLS, strict=True))
    calls = SimpleNamespace(
        minute=minute.astype(float),
        zone=zone,
        priority=priority,
        cars=cars,
        on_scene=np.column_stack([first, second]).astype(float),
        draw=np.tile(draw[:, None], (1, 4)),
        clock=np.arange(8, 24),  # Monday, from 8 o'clock
    )
    hours = np.arange(168)
    tours = np.array([hours < 9, (hours >= 8) & (hours < 16), hours >= 0])
    travel = np.abs(_POST_AT[:, None] - _ZONE_AT)
    between = np.abs(_ZONE_AT[:, None] - _ZONE_AT)
    preference = np.argsort(travel, axis=0).T
    options = {"between": between, "work": work, "trace": True}
    if simulation is plain_simulation:
        del options["trace"]
    return simulation(calls, np.array([0, 0, 1]), travel, preference, tours, Policy(**policy), **options)


def blocks_of(simulation: Callable[..., Simulated] = plain_simulation) -> dict[str, str]:
    """Return the tables of the page by the names of their blocks."""
    found = {name: answer(name, simulation) for name in STORIES}
    events = {name: _events(each) for name, each in found.items()}
    blocks = {
        name: _table(
            ["minute", "what happens"],
            [
                [minute, text]
                for minute, text in events[name].items()
                if name == base or events[base].get(minute) != text
            ],
        )
        for name, (_, base, _) in STORIES.items()
    }
    return {"calls": _calls(), **blocks, "all": _all(found)}


def _events(found: Simulated) -> dict[str, str]:
    trace, texts = found.trace, {}
    rows = zip(trace.minute, trace.kind, trace.call, trace.car, strict=True)
    for minute, kind, call, car in sorted(rows, key=lambda row: (row[0], _TOLD.index(row[1]))):
        texts.setdefault(_number(minute), []).append(_words(int(kind), int(call), int(car)))
    return {minute: "; ".join(words) for minute, words in texts.items()}


def _words(kind: int, call: int, car: int) -> str:
    name, number = _CARS[car], call + 1
    taken = f"{name} is taken from call {number}" if call >= 0 else f"{name} is taken from what it does"
    return {
        0: f"{name} clears call {number}",
        1: f"{name} is free again",
        2: f"{name}'s tour ends",
        3: f"{name}'s tour starts",
        5: f"{name} arrives at call {number}",
        6: f"call {number} can be dispatched",
        7: f"the hold of call {number} is over",
        8: f"{name} is due a meal",
        9: f"{name} begins other work",
        10: f"**{name} is sent to call {number}**",
        11: taken,
        12: f"{name} begins its meal",
    }[kind]


def _calls() -> str:
    rows = [
        [
            str(number),
            str(minute),
            _ZONES[zone],
            _CLASSES[priority],
            str(cars),
            f"{first} and {second}" if second else str(first),
        ]
        for number, (minute, zone, priority, cars, first, second, _) in enumerate(CALLS, 1)
    ]
    return _table(["call", "minute", "zone", "class", "cars", "minutes on the scene"], rows)


def _all(found: dict[str, Simulated]) -> str:
    rows = [
        [name, *(_number(each) for each in run.arrived), _number(run.end), _number(run.overtime.sum())]
        for name, run in found.items()
    ]
    heading = ["run", *(f"call {number}" for number in range(1, len(CALLS) + 1)), "last clears", "overtime"]
    return _table(heading, rows)


def _number(minute: float) -> str:
    return f"{minute:.1f}".removesuffix(".0")


def _table(heading: list[str], rows: list[list[str]]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def with_blocks(page: str, blocks: dict[str, str]) -> str:
    """Return the page with its tables made anew."""
    return _MARK.sub(lambda found: found[1] + blocks[found[2]] + found[3], page)


if __name__ == "__main__":
    PAGE.write_text(with_blocks(PAGE.read_text(encoding="utf-8"), blocks_of()), encoding="utf-8")
