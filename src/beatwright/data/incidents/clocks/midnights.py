"""Times at exactly midnight, where a system writes them for "not known"."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from beatwright.data.incidents.times.times_of_file import HOUR, since_midnight

__all__ = ["midnight_warnings"]

_FEW = 10
_TIMES_MORE = 3  # two to three times the neighbours is a habit of the clerk, who writes 00:00 for "about midnight"


def midnight_warnings(times: npt.NDArray[np.datetime64], heading: str) -> Iterator[str]:
    """Yield the warning about a heap at exactly midnight, where there is one.

    Parameters
    ----------
    times : array of datetime64[us], shape (n,)
        Local wall time of the rows whose time of day is given.
    heading : str
        Column that the time of day comes from.

    Examples
    --------
    >>> times = np.datetime64("2024-01-01", "us") + np.repeat([0, 1, 22, 23], [40, 3, 5, 4]) * np.timedelta64(1, "h")
    >>> next(midnight_warnings(times, "date")).split(":")[0]
    "76.9% of the rows (40) are at exactly midnight in the column 'date'"
    """
    clock = since_midnight(times).astype(np.int64)
    count = int((clock == 0).sum())
    if count < _FEW:
        return
    whole = bool((clock % HOUR == 0).all())
    even = len(clock) / 24 if whole else max(len(clock) / 1440, len(clock) / 300)
    beside = max(int((clock == hour * HOUR).sum()) for hour in (1, 2, 22, 23))
    if count > _TIMES_MORE * min(even, beside + 1):
        yield (
            f"{count / len(clock):.1%} of the rows ({count:,}) are at exactly midnight in the column '{heading}': many "
            'of these times are likely not known. They count at 00:00; midnight = "unknown" lets them keep their days '
            "and count in the hours in which the other rows of the same weekday do."
        )
