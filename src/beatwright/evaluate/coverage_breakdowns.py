"""The breakdowns of Coverage: by district, severity, post, zone and population group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base.natural_order import natural_key
from beatwright.core import HOURS_OF_YEAR, Plan, Problem
from beatwright.core.table import Table
from beatwright.evaluate.equity import group_distance
from beatwright.evaluate.served import Served

__all__ = ["NO_DISTRICT", "NO_POST", "ON_TIME_ZONE", "tables_of"]

NO_DISTRICT = "(no district)"
NO_POST = ""
ON_TIME_ZONE = "on time"
_SHOWN: dict[str, dict[str, Any]] = {
    "district": {"of_places": True},
    "post": {"of_places": True, "place": "files"},
    "zone": {"of_places": True, "place": "files"},
    "group": {"title": "By population group"},
}


def tables_of(
    served: Served, problem: Problem, plan: Plan, groups: Mapping[str, npt.NDArray[np.float64]]
) -> dict[str, Table]:
    """Return the breakdowns that apply, by name."""
    described = _described(served)
    frames = _frames_of(served, problem, plan, groups)
    return {name: Table.from_frame(name, frame, described, **_SHOWN.get(name, {})) for name, frame in frames.items()}


def _frames_of(
    served: Served, problem: Problem, plan: Plan, groups: Mapping[str, npt.NDArray[np.float64]]
) -> dict[str, pd.DataFrame]:
    shape = served.calls.shape[1:]
    posts = [post.site for post in plan.posts or ()]
    tables = {}
    if "parent" in problem.city.zones:
        labels, member = _districts(problem)
        tables["district"] = _breakdown(served, np.broadcast_to(member[:, None], shape), labels, "district")
    tables["severity"] = _breakdown(
        served, np.broadcast_to(np.arange(shape[1]), shape), problem.severity.names, "severity"
    )
    tables["post"] = _breakdown(served, np.broadcast_to(served.post[:, None], shape), posts, "post")
    tables["zone"] = _zone_table(served, problem, posts)
    if groups:
        tables["group"] = group_distance(served, groups)
    return tables


def _described(served: Served) -> dict[str, dict[str, Any]]:
    """Return unit, direction and what becomes of small counts, by the name of the column."""
    distance, time = ({"unit": unit, "direction": "lower", "suppression": "none"} for unit in ("m", "min"))
    lost = {"unit": "count", "direction": "lower", "suppression": "derived"}
    return {
        "calls per year": {"unit": "count", "suppression": "count"},
        "people": {"unit": "count", "suppression": "none"},
        "mean distance": distance,
        "metres": distance,
        "mean time": time,
        "minutes": time,
        f"share {served.standard}": {"unit": "share", "direction": "higher", "suppression": "derived"},
        ON_TIME_ZONE: {"unit": "share", "direction": "higher", "suppression": "none"},
        "late calls": lost,
        served.cost_name: {"unit": "$", "direction": "lower", "suppression": "derived"},
        "calls out of reach": lost,
        "people out of reach": {"unit": "count", "direction": "lower", "suppression": "none"},
    }


def _districts(problem: Problem) -> tuple[list[str], npt.NDArray[np.intp]]:
    """Return the parent districts in canonical order, and that of every zone by position."""
    codes, given = pd.factorize(problem.city.zones["parent"])
    labels = [*map(str, given), NO_DISTRICT]  # the code of a zone without one is -1: the last
    named = sorted({labels[code] for code in set(codes.tolist())}, key=natural_key)
    position = np.array([named.index(label) if label in named else -1 for label in labels], dtype=np.intp)
    return named, position[codes]


def _breakdown(served: Served, member: npt.NDArray[np.intp], labels: Sequence[str], name: str) -> pd.DataFrame:
    """Return a row per label; `member` [zone, severity class] is the position of the label, -1 for none."""
    calls = served.calls[0]
    known = member >= 0

    def total(weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        spread = np.broadcast_to(weight, calls.shape)
        return np.bincount(member[known], (calls * spread)[known], minlength=len(labels)).astype(np.float64)

    reached, on_time = (mask[:, None].astype(np.float64) for mask in (served.reached, served.on_time))
    late = 1.0 - on_time
    every, there = total(np.ones_like(reached)), total(reached)
    columns = {
        "calls per year": every * HOURS_OF_YEAR,
        "mean distance": _ratio(total(np.where(served.reached, served.metres, 0.0)[:, None]), there),
        "mean time": _ratio(total(np.where(served.reached, served.minutes, 0.0)[:, None]), there),
    }
    if served.standard:
        columns |= {
            f"share {served.standard}": _ratio(total(on_time), every),
            "late calls": total(late) * HOURS_OF_YEAR,
            served.cost_name: total(late * served.penalty) * HOURS_OF_YEAR,
        }
    columns["calls out of reach"] = total(1.0 - reached) * HOURS_OF_YEAR
    return pd.DataFrame(columns, index=pd.Index(list(labels), name=name, dtype=object))


def _ratio(part: npt.NDArray[np.float64], whole: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    ratio: npt.NDArray[np.float64] = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return ratio


def _zone_table(served: Served, problem: Problem, posts: Sequence[str]) -> pd.DataFrame:
    """Return the post that serves every zone, how far it is, and the calls; empty and infinite where out of reach.

    With a standard, `ON_TIME_ZONE` is 1 where a call is on time, else 0.
    """
    standard = {ON_TIME_ZONE: served.on_time.astype(np.float64)} if served.standard else {}
    return pd.DataFrame(
        {
            "post": [posts[post] if post >= 0 else NO_POST for post in served.post],
            "metres": served.metres,
            "minutes": served.minutes,
            **standard,
            "calls per year": served.calls[0].sum(axis=1) * HOURS_OF_YEAR,
        },
        index=pd.Index(problem.city.zone_ids, name="zone", dtype=object),
    )
