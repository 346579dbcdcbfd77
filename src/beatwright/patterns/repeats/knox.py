"""The Knox test: whether incidents near in space are near in time too, more often than chance makes them.

Pairs of incidents are counted by band of distance and band of time. Were space and time unrelated, any time could stand
at any place: so the times are permuted over the places, and the pairs counted again. The mean of the count over all
permutations is known: pairs in the band of distance times pairs in the band of time, by all pairs.

Pairs beyond the last finite band follow from the margins, which no permutation moves.

Knox, E. G. (1964). The detection of space-time interactions. Applied Statistics 13, 25-29: the table and its
expectation. Besag, J. and Diggle, P. J. (1977). Simple Monte Carlo tests for spatial pattern. Applied Statistics 26,
327-333: the permutations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.progress import Progress, progress_or_silence
from beatwright.patterns.repeats.bands import band_complaint
from beatwright.patterns.repeats.knox_table import KnoxTable
from beatwright.patterns.repeats.pair_counter import PairCounter
from beatwright.patterns.repeats.timed_points import DAY, TimedPoints

__all__ = ["METRICS", "knox"]

METRICS = ("euclidean", "manhattan")
_TOGETHER = 32  # permutations counted in one pass over the pairs: wider is no faster
_TIMES = 1 << 21  # permuted times held at once (16 MB), unless that were fewer permutations than:
_FEWEST = 4


def knox(
    xy: npt.ArrayLike,
    times: npt.ArrayLike,
    space_bands: Sequence[float],
    time_bands: Sequence[float],
    simulations: int = 99,
    seed: int | np.random.Generator = 0,
    progress: Progress | None = None,
    *,
    same_place: float = 0.0,
    metric: str = "euclidean",
) -> KnoxTable:
    """Count pairs of incidents by distance and lag, beside what chance makes of them.

    Parameters
    ----------
    xy : array, shape (n, 2)
        Places, in a projected unit such as metres.
    times : array, shape (n,)
        Days as numbers, or `datetime64`; taken to the microsecond. Dates without a time of day are fine.
    space_bands : sequence of float
        Upper ends of the bands of distance, ascending, in the unit of `xy`. Each band holds the distances above the
        end before it, up to and with its own; the first those from 0. So ``(0, 200, 400)`` are the same place, up to
        200 and 200 to 400; with ``math.inf`` as the last end every pair is in the table.
    time_bands : sequence of float
        Upper ends of the bands of the lag, in days, in the same manner: ``(7, 14)`` are lags of at most 7 days, and
        of more than 7 and at most 14.
    simulations : int, default 99
        Permutations of the times. The smallest p-value is 1 by one more than that.
    seed : int or Generator, default 0
        Of the permutations. Neither the order of the incidents nor the number of chunks changes what comes out.
    progress : callable (done, total, text), optional
        Told of each permutation.
    same_place : float, default 0
        Distance up to which two incidents are at the same place, where `space_bands` begin with 0; less than the next
        end.
    metric : {"euclidean", "manhattan"}
        Distance as the crow flies, or along a grid of streets.

    Returns
    -------
    KnoxTable
        With fewer than two incidents: of zeros, its ratios NaN, its p-values 1.

    Raises
    ------
    ParameterError
        Where places, times, bands or counts cannot be used; all complaints at once.

    Notes
    -----
    The memory is some 50 MB beside the arrays, whatever the number of pairs; the time grows with
    ``simulations`` times the pairs within the last finite end of `space_bands`.

    References
    ----------
    Knox, E. G. (1964). The detection of space-time interactions. Applied Statistics 13, 25-29.
    Johnson, S. D., Bernasco, W., Bowers, K. J., Elffers, H., Ratcliffe, J., Rengert, G. and Townsley, M. (2007).
    Space-time patterns of risk: a cross national assessment of residential burglary victimization. Journal of
    Quantitative Criminology 23, 201-219.

    Examples
    --------
    >>> table = knox([[0, 0], [0, 0], [150, 0], [9000, 0]], [0, 2, 3, 90], space_bands=(0, 200), time_bands=(7,))
    >>> table.observed.tolist(), table.expected.tolist()
    ([[1], [2]], [[0.5], [1.0]])
    """
    complaints = Complaints()
    points = TimedPoints.read("knox", xy, times, complaints)
    complaints.add(band_complaint("knox", "space_bands", space_bands))
    complaints.add(band_complaint("knox", "time_bands", time_bands))
    complaints.add(check.integer("knox", "simulations", simulations, 0))
    complaints.add(_same_place_complaint(same_place, None if len(complaints) else space_bands))
    complaints.add(check.one_of("knox", "metric", metric, METRICS))
    complaints.raise_if_any(ParameterError)
    bands = tuple(float(end) for end in space_bands), tuple(float(end) for end in time_bands)
    draws = np.random.default_rng(seed).integers(np.iinfo(np.int64).max, size=int(simulations))
    counter = PairCounter.of(points.sorted()[0], bands, same_place=float(same_place), metric=metric)
    return _tabulate(counter, draws, progress_or_silence(progress))


def _same_place_complaint(same_place: float, ends: Sequence[float] | None) -> str | None:
    wrong = check.number("knox", "same_place", same_place, 0)
    if wrong or ends is None or ends[0] > 0 or len(ends) == 1 or same_place < ends[1]:
        return wrong
    return check.sentence("knox", "same_place", f"less than the next end of 'space_bands', {ends[1]:g}", same_place)


def _tabulate(counter: PairCounter, draws: npt.NDArray[np.int64], progress: Progress) -> KnoxTable:
    every, points = [-1, *(int(draw) for draw in draws)], len(counter.ticks)
    step = max(min(_TOGETHER, _TIMES // max(points, 1)), _FEWEST)
    within = []
    for first in range(0, len(every), step):
        begun = first * points

        def told(done: int, begun: int = begun, many: int = len(every[first : first + step])) -> None:
            progress(begun + many * done, points * len(every), "permutations")

        within.append(counter.within(every[first : first + step], told))
    cumulated = np.moveaxis(np.concatenate(within, axis=2), 2, 0)
    near = np.asarray(np.diff(cumulated, axis=2, prepend=0), dtype=np.int64)
    margins = [_with_rest(part, counter.all_pairs) for part in (counter.at_distance(), counter.at_lag())]
    return _kept(counter, _with_beyond(near, margins), margins)


def _kept(counter: PairCounter, counts: npt.NDArray[np.int64], margins: list[npt.NDArray[np.int64]]) -> KnoxTable:
    """Return the table of the bands that were asked for."""
    rows, columns = (len(ends) for ends in counter.bands)
    kept = counts[:, :rows, :columns]
    product = np.outer(margins[0], margins[1])[:rows, :columns].astype(np.float64)
    return KnoxTable(
        space_bands=counter.bands[0],
        time_bands=counter.bands[1],
        observed=kept[0],
        expected=product / max(counter.all_pairs, 1),
        permuted=kept[1:],
        incidents=len(counter.ticks),
        whole_days=bool((counter.ticks % DAY == 0).all()),
    )


def _with_rest(margin: npt.NDArray[np.int64], total: int) -> npt.NDArray[np.int64]:
    return np.append(margin, total - margin.sum())


def _with_beyond(near: npt.NDArray[np.int64], margins: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    """Add the row and the column of what lies beyond the finite bands: the margins less what was counted."""
    late = margins[0][:-1] - near.sum(axis=2)
    rows = np.concatenate([near, late[:, :, None]], axis=2)
    far = margins[1] - rows.sum(axis=1)
    return np.concatenate([rows, far[:, None, :]], axis=1)
