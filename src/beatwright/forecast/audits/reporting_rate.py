"""What would change if one group of zones reported less of what happens to it than the others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.forecast.scores.flag_zones import flag_zones
from beatwright.forecast.scores.zone_figures import area_complaints, zone_figures

__all__ = ["reporting_sensitivity"]


def reporting_sensitivity(
    expected: npt.ArrayLike,
    group: npt.ArrayLike,
    *,
    ratios: Sequence[float] = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0),
    area: npt.ArrayLike = 1.0,
    share: float = 0.05,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how flags and expected incidents change with what a group reports.

    Records of a group that reports `ratio` times as much of its incidents as the others stand for 1 / `ratio` times as
    many incidents. No record says which ratio is true; a survey of victims may. The first and the last row bound what
    holds for every ratio between them, as far as zones are of one size.

    Parameters
    ----------
    expected : array, shape (zones,)
        Incidents expected from the records as they are.
    group : array of bool, shape (zones,)
        The zones whose reporting is in doubt; at least one, and not all.
    ratios : sequence of float
        Above 0: below 1 the group reports less than the others, above 1 they report less.
    area, share, seed
        As for `flagged_share`.

    Returns
    -------
    DataFrame, index: ratio, rising
        ``incidents``, expected in all, over those expected from the records as they are; of the group:
        ``incident_share`` and ``flagged_share``; ``moved``, share of the flagged area that is not flagged by the
        records as they are.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> table = reporting_sensitivity([5, 3, 2, 1], [False, False, True, True], ratios=[0.5, 1.0], share=0.5)
    >>> table["flagged_share"].tolist(), table["moved"].tolist()
    ([0.5, 0.0], [0.5, 0.0])
    """
    complaints = Complaints()
    mu, size = zone_figures("reporting_sensitivity", complaints, expected=expected, area=area)
    complaints.extend(area_complaints("reporting_sensitivity", size))
    member = np.asarray(group)
    complaints.add(check.shape_is("reporting_sensitivity", "group", member.shape, mu.shape, axes="zone"))
    complaints.need(
        member.dtype == bool and bool(member.any()) and not bool(member.all()),
        "The 'group' parameter of reporting_sensitivity must be True for some zones and False for others.",
    )
    for ratio in ratios:
        complaints.add(check.number("reporting_sensitivity", "ratios", ratio, 0, open_low=True))
    complaints.need(len(ratios) > 0, "The 'ratios' parameter of reporting_sensitivity is empty.")
    complaints.add(check.number("reporting_sensitivity", "share", share, 0, 1, open_low=True))
    complaints.need(bool(mu.any()), "The 'expected' parameter of reporting_sensitivity is 0 everywhere.")
    complaints.raise_if_any(ParameterError)
    today = flag_zones(mu, size, share=share, seed=seed)
    rows = []
    for ratio in sorted(ratios):
        true = np.where(member, mu / ratio, mu)
        flagged = flag_zones(true, size, share=share, seed=seed)
        whole = float(size[flagged].sum()) or np.nan
        rows.append(
            {
                "ratio": ratio,
                "incidents": true.sum() / mu.sum(),
                "incident_share": true[member].sum() / true.sum(),
                "flagged_share": size[flagged & member].sum() / whole,
                "moved": size[flagged & ~today].sum() / whole,
            }
        )
    return pd.DataFrame(rows).set_index("ratio")
