"""Charts as declarations: what is to be drawn, never how. The room `show` draws them; no drawing library is here."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beatwright.base.check import did_you_mean
from beatwright.base.errors import ParameterError
from beatwright.core.area_map import AreaMap
from beatwright.core.chart_parts import Bar, Chart, Line, Panel, Spot
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.flow_map import Flow, FlowMap
from beatwright.core.raster_map import RasterMap
from beatwright.core.timeline import Stretch, Timeline

__all__ = [
    "AreaMap", "Bar", "BarChart", "Chart", "Flow", "FlowMap", "Line", "LineChart", "Panel", "PngPicture", "PointMap",
    "RasterMap", "SmallMultiples", "Spot", "Stretch", "Timeline", "WeekClock", "ZoneMap", "chart_from_dict",
    "chart_kinds",
]  # fmt: skip

_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """Figures over a common axis, one or two panels side by side.

    Parameters
    ----------
    x_name : str
        What goes from left to right.
    panels : sequence of Panel
        One or two.
    mark : float
        Where on the axis a line stands upright, such as today's number of posts. NaN: nowhere.
    mark_name, level_name : str
        What is written at the upright line, and in the legend for it and the level line.
    hollow_name : str
        What is said of the marks of the first line, in the legend.
    bands : sequence of (float, float)
        Stretches of the axis that stand out.
    band_name : str
        What they are, for the legend.
    shaded : sequence of int
        Positions of two lines of every panel, in place of which the area between them is shaded; empty: none.
    shaded_name : str
        What that area is, for the legend.
    one_scale : bool, default False
        Whether the panels share the scale of their figures.
    alarm : bool, default False
        Whether they are of something amiss, and drawn in red.
    """

    kind = "lines"
    numbers = ("mark",)
    parts = {"panels": Panel}  # noqa: RUF012
    x_name: str
    panels: Sequence[Panel]
    mark: float = math.nan
    mark_name: str = ""
    level_name: str = ""
    hollow_name: str = ""
    bands: Sequence[tuple[float, float]] = ()
    band_name: str = ""
    shaded: Sequence[int] = ()
    shaded_name: str = ""
    one_scale: bool = False
    alarm: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "shaded", tuple(self.shaded))
        object.__setattr__(self, "bands", tuple((float(low), float(high)) for low, high in self.bands))
        super().__post_init__()

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the chart."""
        lines = {tuple(line.name for line in panel.lines) for panel in self.panels}
        texts = super().complaints()
        if not 1 <= len(self.panels) <= 2 or len(lines) != 1 or not all(lines):
            texts.append(f"The line chart '{self.name}' needs one or two panels with the same lines, at least one.")
        elif self.shaded and not (len(set(self.shaded)) == 2 and set(self.shaded) < set(range(len(min(lines))))):
            texts.append(
                f"The line chart '{self.name}' can shade the area between two of its lines, if it has another."
            )
        return texts


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    """Figures as bars, the first on top.

    Parameters
    ----------
    bars : sequence of Bar
        At least one.
    axis : str
        What their length is.
    unit : str
        Unit of the values.
    signed : bool, default False
        Whether values are changes: they are written with their sign, and bars are as long as the change is large.
    endless : str
        What is written on a bar whose value is infinite.
    """

    kind = "bars"
    parts = {"bars": Bar}  # noqa: RUF012
    bars: Sequence[Bar]
    axis: str
    unit: str = ""
    signed: bool = False
    endless: str = "not reached"

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the chart."""
        negative = [bar.name for bar in self.bars if bar.value < 0 and not self.signed]
        return [
            *super().complaints(),
            None if self.bars else f"The bar chart '{self.name}' has no bars.",
            f"Negative bars need signed=True: {', '.join(negative)}." if negative else None,
        ]


@dataclass(frozen=True, kw_only=True)
class WeekClock(Chart):
    """Counts by hour of the week.

    Parameters
    ----------
    counts : sequence of float, length 168
        0 = Monday 00:00. Not all 0.
    what : str, default "Incidents"
        What is counted.
    """

    kind = "week clock"
    numbers = ("counts",)
    lists = ("counts",)
    counts: Sequence[float]
    what: str = "Incidents"

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the chart."""
        fine = len(self.counts) == HOURS_OF_WEEK and min(self.counts) >= 0 and 0 < sum(self.counts) < math.inf
        wrong = f"A clock of the week needs {HOURS_OF_WEEK} counts, not all 0. Got {len(self.counts)} of them."
        return [*super().complaints(), None if fine else wrong]


@dataclass(frozen=True, kw_only=True)
class ZoneMap(Chart):
    """A figure of every zone, as colours.

    Parameters
    ----------
    zones : sequence of str
        Ids of zones, each once; zones that are not named stay white.
    values : sequence of float
        One per zone; NaN: the zone stays white. Values below 0 make a map of changes, green below 0 and brown above.
    legend : str
        What the colours mean, with the unit.
    unit : str
        Unit of the values.
    counts_calls : bool
        Whether the values count calls a year, of which small ones, which may point at a person, share one class.
    spots : sequence of Spot
        Places to mark on it, over the colours.
    """

    kind = "zone map"
    parts = {"spots": Spot}  # noqa: RUF012
    numbers = ("values",)
    lists = ("zones", "values")
    zones: Sequence[str]
    values: Sequence[float]
    legend: str
    counts_calls: bool
    unit: str = ""
    spots: Sequence[Spot] = ()

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the chart."""
        twice = sorted({zone for zone in self.zones if self.zones.count(zone) > 1}) if self._repeats else []
        repeated = f"The zone map '{self.name}' names zones twice: {', '.join(twice[:5])}." if twice else None
        return [*super().complaints(), self.alike("zones", "values"), repeated]

    @property
    def _repeats(self) -> bool:
        return len(set(self.zones)) < len(self.zones)


@dataclass(frozen=True, kw_only=True)
class PointMap(Chart):
    """Places on the map of the city.

    Parameters
    ----------
    spots : sequence of Spot
        Later ones are drawn over earlier ones. Names of more than 60 dots are left out.
    """

    kind = "point map"
    parts = {"spots": Spot}  # noqa: RUF012
    spots: Sequence[Spot]


@dataclass(frozen=True, kw_only=True)
class PngPicture(Chart):
    """A finished picture.

    Parameters
    ----------
    png : str
        A PNG file as base64.
    """

    kind = "picture"
    png: str

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the chart."""
        wrong = f"The picture '{self.name}' is no PNG file as base64."
        return [*super().complaints(), None if self._bytes().startswith(_PNG) else wrong]

    def _bytes(self) -> bytes:
        try:
            return base64.b64decode(self.png, validate=True)
        except (binascii.Error, ValueError, TypeError):
            return b""

    @property
    def bytes(self) -> bytes:
        """The PNG file."""
        return self._bytes()


class _AnyChart:
    """Reads a chart of whatever kind, as a part of another."""

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> Chart:
        return chart_from_dict(values)


@dataclass(frozen=True, kw_only=True)
class SmallMultiples(Chart):
    """Several small charts of one kind side by side, in one scale of colours.

    Parameters
    ----------
    charts : sequence of Chart
        At least one, all of one kind; the `caption` of each stands above it.
    legend : str
        What the colours mean, with the unit.
    """

    kind = "small multiples"
    parts = {"charts": _AnyChart}  # noqa: RUF012
    charts: Sequence[Chart]
    legend: str = ""

    def complaints(self) -> list[str | None]:
        """Return what is wrong with the charts."""
        kinds = {type(chart) for chart in self.charts}
        alike = len(kinds) == 1 and SmallMultiples not in kinds
        return [
            *super().complaints(),
            None if alike else f"The small multiples '{self.name}' need charts of one kind, at least one.",
        ]


_KINDS: dict[str, type[Chart]] = {
    one.kind: one
    for one in (
        LineChart,
        BarChart,
        WeekClock,
        ZoneMap,
        PointMap,
        AreaMap,
        FlowMap,
        RasterMap,
        SmallMultiples,
        Timeline,
        PngPicture,
    )
}


def chart_kinds() -> tuple[type[Chart], ...]:
    """Return every kind of chart."""
    return tuple(_KINDS.values())


def chart_from_dict(values: Mapping[str, Any]) -> Chart:
    """Read what `Chart.to_dict` wrote.

    Raises
    ------
    ParameterError
        Where there is no such kind of chart.

    Examples
    --------
    >>> chart = BarChart(name="worth", alt="Bars.", bars=[Bar("a", 2.0)], axis="minutes saved")
    >>> chart_from_dict(chart.to_dict()) == chart
    True
    """
    kind = str(values.get("kind"))
    if kind not in _KINDS:
        raise ParameterError(f"There is no chart of the kind '{kind}'. {did_you_mean(kind, _KINDS)}")
    chart: Chart = _KINDS[kind].from_dict({name: value for name, value in values.items() if name != "kind"})
    return chart
