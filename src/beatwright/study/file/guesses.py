"""What a study file leaves open: chosen from the incidents, and told."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj

from beatwright.base.progress import Clock
from beatwright.base.vector.crs import crs_of
from beatwright.core import Incidents
from beatwright.data import CitySource, Frame, hull_of
from beatwright.study.file.input_files import Layers

__all__ = ["Guesses", "guess", "needs_guesses", "placeholders", "zones_note"]

_USUAL_CELLS = 200
_NICE_CELLS_M = (50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000)
_KM2_PER_POST = 15.0
_FEWEST_POSTS, _MOST_POSTS = 3, 12
_LEAST_SHARE = 0.05
_TWO_YEARS = 730
# Stands for the first day held out, until it is chosen: steps that need one are not to complain of its absence.
_SOME_DAY = "2000-01-01"
RULES = ("BusiestZones", "KMeansPosts", "PMedian")


@dataclass(frozen=True)
class Guesses:
    """What was chosen where a study said nothing.

    Parameters
    ----------
    tables : dict
        The tables of the study, complete.
    frame : Frame, optional
        The hull, where no file frames the city.
    notes : tuple of str
        What was chosen and why, one sentence or two an entry.
    divided : str
        How the hull is divided into zones, where the study did not say.
    """

    tables: dict[str, Any]
    frame: Frame | None = None
    notes: tuple[str, ...] = ()
    divided: str = ""


def needs_guesses(tables: dict[str, Any]) -> bool:
    """Tell whether a study leaves open what must be known before its steps can be made."""
    city = tables.get("city", {})
    framed = any(city.get(option) for option in ("boundary", "parents", "population")) or _zones_frame(city)
    return not (framed and tables.get("planning") and tables.get("study", {}).get("holdout"))


def _zones_frame(city: dict[str, Any]) -> bool:
    return CitySource(zones=city.get("zones", "500 m")).framed


def placeholders(tables: dict[str, Any]) -> dict[str, Any]:
    """Return the tables with stand-ins for what is chosen later, so that everything else can be checked now."""
    filled = copy.deepcopy(tables)
    filled.setdefault("city", {})
    study = filled.setdefault("study", {})
    study["holdout"] = study.get("holdout") or _SOME_DAY
    if not filled.get("planning"):
        filled["planning"] = [{"step": rule, "p": _FEWEST_POSTS} for rule in RULES]
    return filled


def guess(tables: dict[str, Any], study: Layers, clock: Clock) -> Guesses:
    """Choose what a study leaves open.

    Parameters
    ----------
    tables : dict
        The study file as read, with `placeholders`' empty tables or without.
    study : Layers
        What the study file says of its files.
    clock : Clock
        Told of the step.
    """
    filled = placeholders(tables)
    notes: list[str] = []
    city, divided = study.city, ""
    with clock.step("look at the incidents") as step:
        frame = city.frame(study.folder) if city.framed else None
        edge = frame or Frame(None, None)
        plane = edge.crs if frame else None if city.crs == "auto" else crs_of(city.crs, "The option crs")
        found = study.incidents.read(study.folder, boundary=edge.boundary, crs=plane, progress=step.progress)
        hull = None if frame else _hull(found, plane)
        area = (hull or edge).boundary.area / 1e6
        if hull:
            notes += hull.notes
            if "zones" not in filled["city"]:
                filled["city"]["zones"] = divided = _zones(area)
                notes.append(zones_note(divided))
        if not tables.get("planning"):
            filled["planning"] = _planning(area, study, notes)
            if not _trades_off(filled):
                first = {"step": "TradeOff", **_trade_off(filled["planning"])}
                filled["examine"] = [first, *filled.get("examine", [])]
        if not tables.get("study", {}).get("holdout"):
            filled["study"]["holdout"] = _holdout(found, notes)
        filled["study"].setdefault("name", Path(study.incidents.file).stem)
        if "edges" not in filled.get("network", {}):
            notes.append("No streets were given: distances are measured in a straight line. Give [network] edges.")
        step.result = " ".join(notes)
    # The hull's own note goes with its frame, to the notes of the city.
    return Guesses(filled, hull, tuple(note for note in notes if hull is None or note not in hull.notes), divided)


def _hull(found: Incidents, plane: Any) -> Frame:
    assert found.report is not None
    crs = plane or pyproj.CRS.from_user_input(str(found.report.facts["CRS"]).split(" (")[0])
    return hull_of(found.frame[["x", "y"]].to_numpy(dtype=np.float64), crs)


def _trades_off(tables: dict[str, Any]) -> bool:
    """Whether the study says itself which numbers of posts are tried."""
    steps = {entry.get("step") for entry in tables.get("examine", [])}
    return "tradeoff" in tables or bool(steps & {"TradeOff", "TradeOffExaminer"})


def _zones(area: float) -> str:
    wanted = float(np.sqrt(area * 1e6 / _USUAL_CELLS))
    return f"{min(_NICE_CELLS_M, key=lambda side: abs(np.log(side / wanted)))} m"


def zones_note(divided: str) -> str:
    """Return the sentence on how the area was divided, such as into squares of '200 m'."""
    return f"Zones are squares of {int(divided.removesuffix(' m')):,} m, since none were given."


def _planning(area: float, study: Layers, notes: list[str]) -> list[dict[str, Any]]:
    today, where = study.city.posts_today(study.folder), "[city] current"
    if study.today and not today:
        today, where = study.today.count_posts(study.folder), "[today] posts"
    if today:
        notes.append(
            f"No plan was asked for: as many posts are placed as {where} has, {today}, and the plans are "
            "compared with those; change p, or see what every number of posts brings."
        )
        known = [] if study.today else [{"step": "CurrentPosts"}]
        return [*known, *({"step": rule, "p": today} for rule in RULES)]
    p = int(np.clip(round(area / _KM2_PER_POST), _FEWEST_POSTS, _MOST_POSTS))
    notes.append(
        f"No plan was asked for: {p} posts are placed, about one for every {_KM2_PER_POST:.0f} km² but never "
        f"fewer than {_FEWEST_POSTS} or more than {_MOST_POSTS}; change p, or see what every number of posts brings."
    )
    notes.append(
        "No posts of today were given, so nothing is compared with today: the comparison is with a rule of thumb. Give "
        "them as 'posts' in the table [today]."
    )
    return [{"step": rule, "p": p} for rule in RULES]


def _trade_off(planning: list[dict[str, Any]]) -> dict[str, Any]:
    p = planning[-1]["p"]
    return {"fewest": max(1, p - _MOST_POSTS + 1), "most": p + 3}


def _holdout(found: Incidents, notes: list[str]) -> str:
    """Choose the first day that is held out: of the last year, or of the last quarter of a short file."""
    times = found.frame["time"]
    days = int((found.end - found.start).days)
    last_year = pd.Timestamp(found.end) - pd.DateOffset(years=1)
    if days >= _TWO_YEARS and _fair(times.to_numpy(), last_year):
        notes.append(f"Held out for judging: the last year of the file, from {last_year:%Y-%m-%d} on.")
        return f"{last_year:%Y-%m-%d}"
    day: Any = times.sort_values().iloc[int(0.75 * len(times))].normalize()
    if not (times < day).any():
        later = times[times.dt.normalize() > day]
        day = later.iloc[0].normalize() if len(later) else pd.NaT
    if pd.isna(day):
        notes.append(
            f"All incidents lie on one day ({found.start:%Y-%m-%d}): too short a file to hold a part out, so plans are "
            "judged on what they were planned on. This is no independent test."
        )
        return ""
    held = float((times >= day).mean())
    why = (
        f"the file is too short to hold out a whole year ({days:,} days)"
        if days < _TWO_YEARS
        else "the last year of the file holds too few or too many of them"
    )
    notes.append(
        f"Held out for judging: the last {100 * held:.0f} % of the incidents, from {day:%Y-%m-%d} on, since {why}."
    )
    return f"{day:%Y-%m-%d}"


def _fair(times: npt.NDArray[np.datetime64], day: pd.Timestamp) -> bool:
    share = float((times >= day.to_datetime64()).mean())
    return _LEAST_SHARE <= share <= 1 - _LEAST_SHARE
