"""What each post is worth, and where the next one would go, as a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from beatwright import solver
from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of
from beatwright.planning.posts.siting import Floats, Ints, Siting, zones_in_words

__all__ = ["post_value_table"]


def post_value_table(siting: Siting, travel: Floats, posts: Ints, name: str) -> pd.DataFrame:
    """Return the table of `PMedian.post_values` for the posts at these columns; `name` is the plan's.

    Raises
    ------
    ParameterError
        Where the posts leave a zone with demand without a way.
    """
    nearest = travel[:, posts].min(axis=1)
    lost = siting.zones[~np.isfinite(nearest)]
    if len(lost):
        raise ParameterError(
            f"The posts of the plan '{name}' cannot reach {count_of(len(lost), 'zone')} with demand, so there is no "
            f"mean distance to compare with: {zones_in_words(siting.problem, lost)}. Add a post that reaches them."
        )
    total = float(siting.weight.sum())
    now = float(siting.weight @ nearest) / total
    values = solver.post_values(travel, posts, weight=siting.weight)
    ids = siting.problem.city.site_ids
    rows = [(ids[siting.sites[post]], "close", loss / total) for post, loss in zip(posts, values.loss, strict=True)]
    if values.next_site >= 0:
        rows.append((ids[siting.sites[values.next_site]], "open", -values.next_gain / total))
    table = pd.DataFrame(rows, columns=["site", "change", "difference"]).set_index("site")
    table.insert(1, "mean", now + table["difference"])
    table["percent"] = 100.0 * table["difference"] / now if now > 0 else np.nan
    return table
