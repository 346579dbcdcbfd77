"""The breakdowns of the judge Hypercube: by post, by zone, who answers whom, and how each block of hours was solved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from beatwright.core import HOURS_OF_YEAR, Problem, Table
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_of_week import hour_name
from beatwright.evaluate.cars.beats import Beats, BeatShares
from beatwright.evaluate.cars.car_blocks import state_count
from beatwright.evaluate.cars.delay_totals import ratio
from beatwright.evaluate.cars.fleet_model import BlockAnswer, FleetWeek, Roads

__all__ = ["fleet_tables", "how_solved"]

_YEAR = HOURS_OF_YEAR / HOURS_OF_WEEK
_DERIVED: dict[str, Any] = {"suppression": "derived"}
_DESCRIBED: dict[str, dict[str, Any]] = {
    "cars sent per year": {"unit": "count", "suppression": "count"},
    "car-hours on duty": {"unit": "h/week", "suppression": "none"},
    "workload": {"unit": "share", **_DERIVED},
    "answered outside its beat": {"unit": "share", "direction": "lower", **_DERIVED},
    "answered from outside": {"unit": "share", "direction": "lower", **_DERIVED},
    "mean travel": {"unit": "min", "direction": "lower", "suppression": "none"},
    "hours": {"unit": "h/week"},
    "delayed share": {"unit": "share", "direction": "lower"},
}


def how_solved(answer: BlockAnswer) -> str:
    """Return how a block was solved, in words."""
    if answer.overloaded:
        return "more load than cars"
    if answer.found is None:
        return "no calls"
    return "approximate" if answer.found.method == "approximate" else "exact"


def fleet_tables(
    problem: Problem,
    posts: Sequence[str],
    roads: Roads,
    beats: Beats,
    *,
    answers: Sequence[BlockAnswer],
    week: FleetWeek,
) -> dict[str, Table]:
    """Return the breakdowns of the expected demand, by name."""
    shares = beats.shares(week)
    return {
        "post": Table.from_frame("post", _posts(posts, week, shares), _DESCRIBED, of_places=True),
        "block": Table.from_frame("block", _blocks(answers), _DESCRIBED, place="files", title="By block of hours"),
        "zone": Table.from_frame(
            "zone", _zones(problem, roads, beats, week, shares=shares), _DESCRIBED, of_places=True, place="files"
        ),
        "flow": _flow(posts, beats, shares),
    }


def _posts(posts: Sequence[str], week: FleetWeek, shares: BeatShares) -> pd.DataFrame:
    answered = week.flow.sum(axis=1)
    columns = {
        "car-hours on duty": week.duty,
        "cars sent per year": answered * _YEAR,
        "workload": ratio(week.busy, week.duty),
        "answered outside its beat": shares.post,
        "mean travel": ratio(week.post_minutes, answered),
    }
    return pd.DataFrame(columns, index=pd.Index(list(posts), name="post", dtype=object))


def _zones(problem: Problem, roads: Roads, beats: Beats, week: FleetWeek, *, shares: BeatShares) -> pd.DataFrame:
    """Return a row for each zone; travel is infinite where no post reaches it."""
    answered = week.flow.sum(axis=0)
    number = len(problem.city.zone_ids)
    beat, sent, away, travel = [""] * number, np.zeros(number), np.full(number, np.nan), np.full(number, np.inf)
    for zone, own in zip(roads.zones.tolist(), beats.zone.tolist(), strict=True):
        beat[zone] = beats.names[own] if own >= 0 else ""
    sent[roads.zones] = answered * _YEAR
    away[roads.zones] = shares.zone
    travel[roads.zones] = ratio(week.zone_minutes, answered)
    columns = {"beat": beat, "cars sent per year": sent, "answered from outside": away, "mean travel": travel}
    return pd.DataFrame(columns, index=pd.Index(problem.city.zone_ids, name="zone", dtype=object))


def _blocks(answers: Sequence[BlockAnswer]) -> pd.DataFrame:
    cars = np.array([one.block.cars.sum() for one in answers], dtype=np.float64)
    late = [float(one.overloaded) if one.queue is None else one.queue.delayed for one in answers]
    columns = {
        "hours": [len(one.block.hours) for one in answers],
        "cars": cars,
        "load": [one.load for one in answers],
        "delayed share": late,
        "solved": [how_solved(one) for one in answers],
        "states": [state_count(one.block.cars) for one in answers],
    }
    named = [f"from {hour_name(int(one.block.hours[0]))}" for one in answers]
    return pd.DataFrame(columns, index=pd.Index(named, name="block of hours", dtype=object))


def _flow(posts: Sequence[str], beats: Beats, shares: BeatShares) -> Table:
    """Return the share of all calls that each post answers in each beat."""
    columns = {f"in {name}": shares.flow[:, beat] for beat, name in enumerate(beats.names)}
    frame = pd.DataFrame(columns, index=pd.Index(list(posts), name="post", dtype=object))
    described = {name: {"unit": "share", **_DERIVED} for name in columns}
    return Table.from_frame("flow", frame, described, of_places=True, place="files", title="Who answers whom")
