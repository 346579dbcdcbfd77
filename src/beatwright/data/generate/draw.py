"""Draw incidents from the known intensity, generation by generation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from beatwright.data.generate.intensity import Intensity
from beatwright.data.generate.surfaces import SURFACES

__all__ = ["NEAR_REPEAT", "draw_events"]

NEAR_REPEAT = "near repeat"


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
    while len(generation):
        first = sum(len(part) for part in found[:-1])
        generation = _offspring(intensity, generation, first, rng)
        found.append(generation)
    return _tidy(pd.concat(found, ignore_index=True), intensity)


def _background(intensity: Intensity, rng: np.random.Generator) -> pd.DataFrame:
    parts = []
    for k, mixture in enumerate(intensity.mixture):
        count = rng.poisson(intensity.background[k])
        surface = rng.choice(len(SURFACES), count, p=mixture)
        cell = np.empty(count, dtype=np.int64)
        for number, share in enumerate(intensity.surface):
            here = surface == number
            cell[here] = _pick(share, int(here.sum()), rng)
        xy = intensity.raster.scattered(cell, rng)
        hour = _pick(intensity.chance[k], count, rng) + rng.random(count)
        parts.append(pd.DataFrame({"hour": hour, "k": k, "x": xy[:, 0], "y": xy[:, 1], "surface": surface}))
    return pd.concat(parts, ignore_index=True).assign(parent=-1, generation=0)


def _pick(share: npt.NDArray[np.float64], count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return positions drawn with probabilities in proportion to `share`."""
    total = np.cumsum(share)
    place = np.searchsorted(total, rng.random(count) * total[-1], side="right")
    return np.asarray(np.minimum(place, len(share) - 1), dtype=np.int64)


def _offspring(intensity: Intensity, parents: pd.DataFrame, first: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return the direct near repeats of `parents`, whose rows are numbered from `first`."""
    number = rng.poisson(intensity.branching[parents["k"].to_numpy()])
    parent = np.repeat(np.arange(len(parents)), number)
    source = parents.iloc[parent]
    hour = source["hour"].to_numpy() + rng.exponential(24 * intensity.decay, len(parent))
    x = source["x"].to_numpy() + rng.normal(0, intensity.spread, len(parent))
    y = source["y"].to_numpy() + rng.normal(0, intensity.spread, len(parent))
    shapely.prepare(intensity.raster.land)
    kept = (hour < intensity.hours) & shapely.contains_xy(intensity.raster.land, x, y)
    children = pd.DataFrame({"hour": hour, "k": source["k"].to_numpy(), "x": x, "y": y, "surface": len(SURFACES)})
    return children.assign(parent=first + parent, generation=int(parents["generation"].max()) + 1)[kept]


def _tidy(events: pd.DataFrame, intensity: Intensity) -> pd.DataFrame:
    """Put the rows in order of time and give them names."""
    order = np.lexsort((events["y"], events["x"], events["hour"]))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    events = events.iloc[order].reset_index(drop=True)
    parent = events["parent"].to_numpy()
    minute = np.floor(events["hour"].to_numpy() * 60).astype(np.int64)
    time = intensity.start + pd.to_timedelta(minute, unit="min")
    return pd.DataFrame(
        {
            "id": [f"{year % 100:02d}-{n + 1:06d}" for n, year in enumerate(time.year)],
            "time": time,
            "kind": np.array([kind.name for kind in intensity.kinds], dtype=object)[events["k"].to_numpy()],
            "x": np.round(events["x"].to_numpy(), 2),
            "y": np.round(events["y"].to_numpy(), 2),
            "parent": np.where(parent >= 0, place[parent], -1),
            "generation": events["generation"].to_numpy(),
            "origin": np.array([*SURFACES, NEAR_REPEAT], dtype=object)[events["surface"].to_numpy()],
        }
    )
