"""When incidents happen: bars by hour of the day, and every hour of the week as a field of squares."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from beatwright.base.errors import ParameterError
from beatwright.base.words import count_of, plural
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.hours_of_week import WEEKDAYS
from beatwright.show.figures.canvas import figure_of, write_on
from beatwright.show.figures.classes import shared_classes
from beatwright.show.figures.palette import DEMAND, INK

__all__ = ["clock_of_week", "clock_sentence", "hourless_sentence"]

_LEFT, _WIDE = 0.105, 0.85
_DARK = 4  # from this colour of the scale on, white reads better than ink


def clock_of_week(counts: npt.NDArray[Any], *, what: str = "Incidents") -> Figure:
    """Draw the hours of the day as bars above the hours of the week, the same hour above the same hour.

    Parameters
    ----------
    counts : array of int, shape (168,)
        Incidents by hour of the week, 0 = Monday 00:00.
    what : str
        What is counted, for the titles.

    Raises
    ------
    ParameterError
        Where `counts` has another shape or is empty.
    """
    week = _week(counts)
    figure = figure_of(7.2, 4.6)
    bars = figure.add_axes((_LEFT, 0.64, _WIDE, 0.31))
    bars.bar(np.arange(24) + 0.5, week.sum(axis=0), 0.86, color=DEMAND[5])
    _dress_bars(bars, what)
    field = figure.add_axes((_LEFT, 0.15, _WIDE, 0.39))
    _draw_field(field, week, what)
    return figure


def _week(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    week = np.asarray(counts)
    if week.shape != (HOURS_OF_WEEK,) or not week.sum():
        raise ParameterError(
            f"A clock of the week needs counts of shape ({HOURS_OF_WEEK},), not all 0. Got shape {week.shape}."
        )
    return week.reshape(7, 24)


def _dress_bars(axes: Any, what: str) -> None:
    axes.set_xlim(0, 24)
    axes.set_xticks(range(0, 25, 3), [f"{hour}" for hour in range(0, 25, 3)])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.12g}")
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)
    axes.tick_params(labelsize=8)
    axes.grid(True, axis="y", color="#e3e3e3", linewidth=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    write_on(axes, 0, 1.03, f"{what} by hour of the day", va="bottom", fontsize=9, transform=axes.transAxes)


def _draw_field(axes: Any, week: npt.NDArray[np.int64], what: str) -> None:
    (classes,) = shared_classes(week.ravel().astype(np.float64), count=len(DEMAND) - 1)
    colours = DEMAND[1 : 1 + len(classes.labels)]
    mesh = axes.pcolormesh(
        np.arange(25), np.arange(8), classes.of.reshape(7, 24), cmap=ListedColormap(colours), edgecolor="white"
    )
    mesh.set_clim(-0.5, len(colours) - 0.5)
    mesh.set_linewidth(0.7)
    axes.set_ylim(7, 0)
    axes.set_xticks(range(0, 25, 3), [f"{hour}" for hour in range(0, 25, 3)])
    axes.set_yticks(np.arange(7) + 0.5, [day[:3] for day in WEEKDAYS])
    axes.tick_params(labelsize=8, length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    write_on(axes, 0, 1.04, f"{what} by hour of the week", va="bottom", fontsize=9, transform=axes.transAxes)
    _key(axes, colours, classes.labels)


def _key(axes: Any, colours: tuple[str, ...], labels: tuple[str, ...]) -> None:
    """Write the classes below the field."""
    wide = 24 / len(labels)
    for number, (colour, label) in enumerate(zip(colours, labels, strict=True)):
        ink = "white" if DEMAND.index(colour) > _DARK else INK
        box = {"facecolor": colour, "edgecolor": "#777777", "linewidth": 0.5, "pad": 2.5}
        write_on(axes, (number + 0.5) * wide, 8.75, label, ha="center", color=ink, fontsize=7.4, bbox=box)


def clock_sentence(counts: npt.NDArray[np.int64], *, some_unknown: bool = False) -> str:
    """Say which hour of the day and which day of the week hold most, and how much that is.

    Parameters
    ----------
    counts : array of int, shape (168,)
        As in `clock_of_week`.
    some_unknown : bool
        Whether there are more, whose time of day is not known.

    Examples
    --------
    >>> counts = np.ones(168, dtype=int)
    >>> counts[24 + 17] += 32
    >>> first, second = clock_sentence(counts).split(", and ")
    >>> first
    'Of the 200 incidents planned on, 39 (19.5 %) fall in the busiest hour, 17:00 to 18:00'
    >>> second
    '56 (28.0 %) on the busiest day, Tuesday.'
    """
    week = _week(counts)
    whose = " whose time of day is known" if some_unknown else ""
    by_hour, by_day, total = week.sum(axis=0), week.sum(axis=1), int(week.sum())
    hour, day = int(by_hour.argmax()), int(by_day.argmax())
    many, often = int(by_hour[hour]), int(by_day[day])
    return (
        f"Of the {count_of(total, 'incident')} planned on{whose}, {many:,} ({many / total:.1%}) fall in the "
        f"busiest hour, {hour:02d}:00 to {hour + 1:02d}:00, and {often:,} ({often / total:.1%}) on the busiest "
        f"day, {WEEKDAYS[day]}."
    ).replace("%)", " %)")


def hourless_sentence(count: int, drawn: npt.NDArray[np.int64] | None) -> tuple[str, ...]:
    """Say how many incidents have no time of day and are not in the picture.

    Parameters
    ----------
    count : int
        Incidents without a time of day.
    drawn : array of int, shape (168,), or None
        What the picture shows, where there is one.

    Examples
    --------
    >>> hourless_sentence(2, np.ones(168, dtype=int))
    ('2 more have no time of day: they are not in this picture, and count in the hours of their weekday as these do.',)
    >>> hourless_sentence(2, None)
    ('The times of the 2 incidents give no hour, so no picture of the hours is drawn.',)
    """
    if not count:
        return ()
    if drawn is None:
        whose = count_of(count, "incident")
        return (f"The times of the {whose} give no hour, so no picture of the hours is drawn.",)
    one = plural(count, "has no time of day: it is", "have no time of day: they are")
    counts = plural(count, "counts in the hours of its", "count in the hours of their")
    return (f"{count:,} more {one} not in this picture, and {counts} weekday as these do.",)
