"""The picture of calibration: what came, against what was expected."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from beatwright.core.chart import LineChart
from beatwright.core.chart_parts import Line, Panel
from beatwright.forecast.scores.calibration import equal_bins

__all__ = ["calibration_chart"]

# Groups of zones by what was expected of them.
_GROUPS = 10


def calibration_chart(expected: npt.NDArray[np.float64], came: npt.NDArray[np.float64]) -> LineChart:
    """Return the chart of means in groups of equally many zones, ordered by what was expected of them.

    Parameters
    ----------
    expected, came : array, shape (n,)
        Of zones, or of zones and periods.
    """
    group = equal_bins(expected, min(_GROUPS, len(expected)))
    number = np.bincount(group)
    x, y = (np.bincount(group, values) / number for values in (expected, came))
    top = float(max(x.max(), y.max()))
    even = Line("as expected", [0.0, top], [0.0, top])
    return LineChart(
        name="calibration",
        alt="Incidents that came, against incidents expected, in groups of zones by what was expected.",
        caption="Groups of zones by what was expected of them: on the straight line as many came as were expected.",
        x_name="incidents expected of a zone",
        panels=[Panel("incidents that came", [Line("zones", x.tolist(), y.tolist()), even], "count")],
    )
