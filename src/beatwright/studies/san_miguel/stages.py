"""The stages of the study before any plan: counts and density, tests of chance, clusters with the study's recipe."""

from __future__ import annotations

import dataclasses

import pandas as pd

from beatwright.core import Case, Finding, Incidents
from beatwright.examine import Hotspots, IncidentExaminer, Intensity, Randomness
from beatwright.studies.san_miguel.place import Setting

__all__ = ["explored", "stage_lines"]


def explored(setting: Setting, *, seed: int = 0) -> tuple[Finding, ...]:
    """Return what the incidents of the last year before the split say of where, and how sure that is.

    The stages are counts in quadrats, the intensity, the functions G, F and K beside random patterns, and DBSCAN
    with the radius of a fitted Matérn process; where that cannot be believed, `Hotspots` says why and takes HDBSCAN.

    Parameters
    ----------
    setting : Setting
        The city and the incidents planned on.
    seed : int
        Of the random patterns.
    """
    problem = setting.straight[0]
    case = Case(f"Explored: {problem.city.name}", problem, problem)
    steps: tuple[IncidentExaminer, ...] = (
        Intensity(seed=seed),
        Randomness(seed=seed),
        Hotspots(seed=seed),
    )
    recent = _last_year(setting.past)
    return tuple(step.examine(case, recent) for step in steps)


def _last_year(past: Incidents) -> Incidents:
    since = past.end - pd.DateOffset(years=1)
    if since <= past.start:
        return past
    recent = past.frame["time"] >= since
    return dataclasses.replace(past, frame=past.frame[recent], start=since)


def stage_lines(findings: tuple[Finding, ...]) -> list[str]:
    """Return what the stages say, for a terminal: of each its title and its first two sentences."""
    return [f"  {found.title}: {' '.join(found.sentences[:2])}" for found in findings]
