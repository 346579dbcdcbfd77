"""Draw incidents from the known intensity, generation by generation."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.data.generate.intensity import Intensity
from beatwright.data.generate.surfaces import SURFACES

__all__ = ["NEAR_REPEAT", "draw_events"]

NEAR_REPEAT = "near repeat"

_Events = dict[str, npt.NDArray[Any]]


def draw_events(intensity: Intensity, rng: np.random.Generator) -> pd.DataFrame:
    """Return one draw of the process by its clusters: the background, its offspring, their offspring, ...

    Returns
    -------
    DataFrame, one row per incident in order of time
        ``id``; ``time`` (whole minutes); ``kind``; ``x``, ``y`` (metres); ``parent`` (row of the incident that
        this one repeats, -1 for background); ``generation`` (0 for background); ``origin`` (the surface that
        a background incident came from, or ``near repeat``).
    """
    generation = _background(intensity, rng)
    found = [generation]
    first = 0
    while len(generation["k"]):
        children = _offspring(intensity, generation, first, rng)
        first += len(generation["k"])
        generation = children
        found.append(generation)
    return _tidy({name: np.concatenate([part[name] for part in found]) for name in found[0]}, intensity)


def _background(intensity: Intensity, rng: np.random.Generator) -> _Events:
    parts: list[_Events] = []
    for k, mixture in enumerate(intensity.mixture):
        count = int(rng.poisson(intensity.background[k]))
        surface = rng.choice(len(SURFACES), count, p=mixture)
        cell = np.empty(count, dtype=np.int64)
        for number, share in enumerate(intensity.surface):
            here = surface == number
            cell[here] = _pick(share, int(here.sum()), rng)
        hour = _pick(intensity.chance[k], count, rng) + rng.random(count)
        parts.append({"hour": hour, "k": np.full(count, k), "cell": cell, "surface": surface})
    events = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    xy = intensity.raster.scattered(events.pop("cell"), rng)
    nothing = np.zeros(len(xy), dtype=np.int64)
    return {**events, "x": xy[:, 0], "y": xy[:, 1], "parent": nothing - 1, "generation": nothing}


def _pick(share: npt.NDArray[np.float64], count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return positions drawn with probabilities in proportion to `share`."""
    total = np.cumsum(share)
    place = np.searchsorted(total, rng.random(count) * total[-1], side="right")
    return np.asarray(np.minimum(place, len(share) - 1), dtype=np.int64)


def _offspring(intensity: Intensity, parents: _Events, first: int, rng: np.random.Generator) -> _Events:
    """Return the direct near repeats of `parents`, whose rows are numbered from `first`."""
    number = rng.poisson(intensity.branching[parents["k"]])
    parent = np.repeat(np.arange(len(number)), number)
    hour = parents["hour"][parent] + rng.exponential(24 * intensity.decay, len(parent))
    x = parents["x"][parent] + rng.normal(0, intensity.spread, len(parent))
    y = parents["y"][parent] + rng.normal(0, intensity.spread, len(parent))
    shapely.prepare(intensity.raster.land)
    kept = (hour < intensity.hours) & shapely.contains_xy(intensity.raster.land, x, y)
    children = {
        "hour": hour,
        "k": parents["k"][parent],
        "surface": np.full(len(parent), len(SURFACES)),
        "x": x,
        "y": y,
        "parent": first + parent,
        "generation": parents["generation"][parent] + 1,
    }
    return {name: values[kept] for name, values in children.items()}


def _tidy(events: _Events, intensity: Intensity) -> pd.DataFrame:
    """Put the rows in order of time and give them names."""
    order = np.lexsort((events["y"], events["x"], events["hour"]))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    events = {name: values[order] for name, values in events.items()}
    minute = np.floor(events["hour"] * 60).astype(np.int64)
    time = intensity.start + pd.to_timedelta(minute, unit="min")
    return pd.DataFrame(
        {
            "id": [f"{year % 100:02d}-{n + 1:06d}" for n, year in enumerate(time.year)],
            "time": time,
            "kind": np.array([kind.name for kind in intensity.kinds], dtype=object)[events["k"]],
            "x": np.round(events["x"], 2),
            "y": np.round(events["y"], 2),
            "parent": np.where(events["parent"] >= 0, place[events["parent"]], -1),
            "generation": events["generation"],
            "origin": np.array([*SURFACES, NEAR_REPEAT], dtype=object)[events["surface"]],
        }
    )
