"""From open columns to posts of a plan with officers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from beatwright.core import Post
from beatwright.solver.stations.officer_shares import share_officers
from beatwright.solver.stations.station_model import Ints, StationModel
from beatwright.solver.stations.station_size import StationSize

__all__ = ["posts_at", "staffed"]

_ANY_REACH = 1e12  # metres: a reach at least this long says that no call is ever late


def posts_at(
    ids: Sequence[str], sizes: Sequence[StationSize], *, columns: Ints, officers: Ints
) -> tuple[tuple[Post, ...], tuple[int, ...]]:
    """Return posts and officers, in the order of a plan: by site; `ids` are those of the model's sites."""
    size, place = np.divmod(columns, len(ids))
    order = np.argsort(place)
    posts = tuple(
        Post(
            ids[place[i]],
            sizes[size[i]].name,
            sizes[size[i]].reach if sizes[size[i]].reach < _ANY_REACH else None,
        )
        for i in order
    )
    return posts, tuple(int(officers[i]) for i in order)


def staffed(model: StationModel, columns: Ints) -> Ints:
    """Return officers for stations `columns`, by the officers called out from each, within the sizes' bounds."""
    cost = model.call_cost[:, columns]
    cheapest = cost.argmin(axis=1)
    calls = (model.expected * model.officers_needed).ravel()
    load = np.bincount(cheapest, weights=calls, minlength=columns.size).astype(np.float64)
    total = int(model.officers or 0)
    size = [model.sizes[k] for k in model.size_of(columns)]
    least = np.array([s.least for s in size], dtype=np.int64)
    most = np.array([total if s.most is None else s.most for s in size], dtype=np.int64)
    return share_officers(load, total, least, most)
