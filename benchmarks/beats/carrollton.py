"""The Carrollton study (Wheeler 2019) from its files: minutes rebuilt from the streets, and the published plan."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from beatwright.network import RoadGraph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BEATS, TOLERANCE, PUBLISHED = 12, 0.05, 198_757
METRES_CRS = 32138  # the files' projection (Texas North Central, US feet) with metres as its unit
DECIMETRE = 0.1


@dataclass(frozen=True, eq=False)
class Carrollton:
    """Areas in the order of their file; `minutes` [area, area] is rebuilt, `on_streets` says where streets gave it."""

    ids: Ints
    calls: Floats
    edges: Ints
    minutes: Floats
    on_streets: NDArray[np.bool_]
    polygons: gpd.GeoSeries
    plan: pd.DataFrame


def read_carrollton(folder: Path) -> Carrollton:
    """Read the files of the study and rebuild the minutes between the areas' centroids."""
    areas = gpd.read_parquet(folder / "reporting_areas.parquet").to_crs(METRES_CRS)
    streets = gpd.read_parquet(folder / "street_centerlines.parquet").to_crs(METRES_CRS)
    position = pd.Series(np.arange(len(areas)), index=areas["NumberId"])
    borders = pd.read_csv(folder / "contiguity.csv")
    pairs = np.column_stack([borders[name].map(position) for name in ("NUMBERID", "NID")])
    plan = pd.read_csv(folder / "published_plan_cplex.csv")
    plan["post"], plan["area"] = plan["source"].map(position), plan["dest"].map(position)
    xy = shapely.get_coordinates(areas.geometry.centroid)
    along = street_minutes(xy, streets)
    return Carrollton(
        ids=areas["NumberId"].to_numpy(dtype=np.int64),
        calls=areas["calls"].to_numpy(dtype=np.float64),
        edges=np.unique(np.sort(pairs.astype(np.int64), axis=1), axis=0),
        minutes=filled_in(along, xy),
        on_streets=np.isfinite(along),
        polygons=areas.geometry,
        plan=plan,
    )


def street_minutes(xy: Floats, streets: gpd.GeoDataFrame) -> Floats:
    """Measure the fastest way between the points of the streets that are nearest to `xy`; inf where there is none.

    Minutes are those of the file; all streets may be driven both ways; from a place to its street costs nothing.
    """
    lines = streets[["Minutes", "geometry"]].assign(whole=streets.length).explode(ignore_index=True)
    shape = lines.geometry.to_numpy()
    minutes = (lines["Minutes"] * lines.length / lines["whole"]).to_numpy()
    near = shapely.STRtree(shape).nearest(shapely.points(xy))
    share = shapely.line_locate_point(shape[near], shapely.points(xy), normalized=True)
    foot = shapely.get_coordinates(shapely.line_interpolate_point(shape[near], share, normalized=True))
    first, last = (shapely.get_coordinates(shapely.get_point(shape, end)) for end in (0, -1))
    _, node = np.unique(np.round(np.vstack([first, last]) / DECIMETRE), axis=0, return_inverse=True)
    node = node.ravel()
    u, v = node[: len(shape)], node[len(shape) :]
    node_xy = np.zeros((int(node.max()) + 1, 2))
    node_xy[node] = np.vstack([first, last])
    parts = []
    for line in range(len(shape)):
        feet = np.flatnonzero(near == line)
        feet = feet[np.argsort(share[feet])]
        stops = [u[line], *(len(node_xy) + feet), v[line]]
        at = [0.0, *share[feet], 1.0]
        parts += [(stops[i], stops[i + 1], line, at[i + 1] - at[i]) for i in range(len(stops) - 1)]
    a, b, line, part = (np.array(column) for column in zip(*parts, strict=True))
    graph = RoadGraph(
        np.vstack([node_xy, foot]),
        np.concatenate([a, b]),
        np.concatenate([b, a]),
        np.tile(shapely.length(shape)[line] * part, 2),
        np.tile(minutes[line] * part, 2),
        component="all",
    )
    return graph.travel(foot, foot).minutes.astype(np.float64)


def filled_in(minutes: Floats, xy: Floats) -> Floats:
    """Give pairs without a way the minutes that a line through all others says, from their straight distance.

    The line is fitted to every pair that has a way, each area with itself included: that is what gives the published
    minutes of the 14 areas whose nearest street hangs together with no other.
    """
    straight = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
    known = np.isfinite(minutes)
    slope, start = np.polyfit(straight[known], minutes[known], 1)
    return np.where(known, minutes, start + slope * straight)


def completed(study: Carrollton) -> tuple[Ints, int]:
    """Give the published plan its missing areas: balanced, in as few pieces as can be, then as cheap as can be.

    Returns
    -------
    post : ndarray of int, shape (areas,)
        Area of each area's post.
    ways : int
        Number of balanced ways with as few pieces.
    """
    posts = np.unique(study.plan["post"])
    post = np.full(len(study.ids), -1, dtype=np.int64)
    post[study.plan["area"]] = study.plan["post"]
    missing = np.flatnonzero(post < 0)
    loads = np.bincount(post[post >= 0], weights=study.calls[post >= 0], minlength=len(post))
    mean = study.calls.sum() / BEATS
    found = []
    for choice in itertools.product(posts, repeat=len(missing)):
        load = loads.copy()
        np.add.at(load, list(choice), study.calls[missing])
        if load[posts].min() >= (1 - TOLERANCE) * mean and load[posts].max() <= (1 + TOLERANCE) * mean:
            trial = post.copy()
            trial[missing] = choice
            found.append((pieces(study.edges, trial), cost_of(study, trial), tuple(trial)))
    best = min(found)
    return np.array(best[2]), sum(one[0] == best[0] for one in found)


def mended(study: Carrollton, post: Ints) -> tuple[Ints, Ints]:
    """Give areas that are cut off from their post to a beat beside them; return the plan, and those areas."""
    post, moved = post.copy(), []
    for seat in np.unique(post):
        inside = study.edges[(post[study.edges] == seat).all(axis=1)]
        graph = sparse.coo_array((np.ones(len(inside)), (inside[:, 0], inside[:, 1])), shape=(len(post), len(post)))
        label = connected_components(graph, directed=False)[1]
        moved += np.flatnonzero((post == seat) & (label != label[seat])).tolist()
    loose = set(moved)
    while loose:
        for a, b in np.vstack([study.edges, study.edges[:, ::-1]]).tolist():
            if a in loose and b not in loose:
                post[a] = post[b]
                loose.discard(a)
    return post, np.array(moved, dtype=np.int64)


def cost_of(study: Carrollton, post: Ints) -> float:
    """Return calls x minutes."""
    return float(study.calls @ study.minutes[np.arange(len(post)), post])


def pieces(edges: Ints, label: Ints) -> int:
    """Count the contiguous pieces of all districts."""
    inner = edges[label[edges[:, 0]] == label[edges[:, 1]]]
    graph = sparse.coo_array((np.ones(len(inner)), (inner[:, 0], inner[:, 1])), shape=(len(label), len(label)))
    return int(connected_components(graph, directed=False)[0])


def agreement(study: Carrollton) -> dict[str, float]:
    """Compare the rebuilt minutes with the published ones, posts with themselves left out."""
    plan = study.plan[study.plan["post"] != study.plan["area"]]
    ours, theirs = study.minutes[plan["area"], plan["post"]], plan["dist"].to_numpy()
    streets = study.on_streets[plan["area"], plan["post"]]
    return {
        "pairs": float(len(plan)),
        "correlation": float(np.corrcoef(ours, theirs)[0, 1]),
        "ratio": float(ours.sum() / theirs.sum()),
        "largest difference, min": float(np.abs(ours - theirs).max()),
        "pairs not on streets": float((~streets).sum()),
    }
