"""Styles by name for every layer, so that a GIS draws the plan at once."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import geopandas as gpd

from beatwright.core.case import Case
from beatwright.show.figures.cells import measured_by
from beatwright.show.figures.classes import Classes, change_classes, demand_classes
from beatwright.show.figures.map_change import UNCHANGED
from beatwright.show.figures.palette import CHANGE, DEMAND, INK, colour_areas
from beatwright.show.files.finding_layers import FOUND
from beatwright.show.files.symbols import Shape, Style, StyleClass

__all__ = ["styles_of"]

_FAR = 1e12  # stands for "no limit" in a class of numbers


def styles_of(case: Case, layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, tuple[Style, ...]]:
    """Return the styles of every layer by its name; the first one is the layer's default."""
    styles: dict[str, tuple[Style, ...]] = {}
    for name, layer in layers.items():
        if name == "zones":
            styles[name] = _zone_styles(case, layer)
        elif name == "boundary":
            styles[name] = (_outline("boundary", "#333333", 0.6),)
        elif name == "districts":
            styles[name] = (_outline("district borders", "#5b5b5b", 0.5, label="district"),)
        elif name == "sites":
            styles[name] = (
                Style("candidate sites", "marker", (StyleClass("site", "#9aa5b1"),), outline="#ffffff", width=1.4),
            )
        elif name.startswith("districts_"):
            styles[name] = (_reporting_districts(layer),)
        elif name.startswith(FOUND):
            styles[name] = (
                _outline(
                    name.removeprefix(FOUND).replace("_", " "), "#b04a00", 0.7, label="" if "level" in layer else "name"
                ),
            )
        elif name.startswith("areas_"):
            styles[name] = (_areas(layer),)
        else:
            styles[name] = (_posts(),)
    return styles


def _outline(name: str, colour: str, width: float, label: str = "") -> Style:
    return Style(name, "outline", (StyleClass(name, colour),), label=label, width=width)


def _posts() -> Style:
    return Style("posts", "marker", (StyleClass("post", INK),), label="number", outline="#ffffff", width=4.0)


def _areas(layer: gpd.GeoDataFrame) -> Style:
    colours = colour_areas(layer.geometry.to_list())
    entries = [
        StyleClass(f"post {number}", colour, value=int(number))
        for number, colour in zip(layer["number"], colours, strict=True)
    ]
    shown = tuple(entries) or (StyleClass("area", "#dddddd"),)
    return Style(
        "areas by post", "fill", shown, "number" if entries else "", outline="#ffffff", width=0.6, opacity=0.75
    )


def _reporting_districts(layer: gpd.GeoDataFrame) -> Style:
    colours = colour_areas(layer.geometry.to_list())
    entries = tuple(
        StyleClass(str(district), colour, value=str(district))
        for district, colour in zip(layer["district"], colours, strict=True)
    )
    return Style("districts", "fill", entries, "district", outline=INK, width=0.4, opacity=0.75)


def _zone_styles(case: Case, layer: gpd.GeoDataFrame) -> tuple[Style, ...]:
    shape: Shape = "marker" if layer.geom_type.iloc[0] == "Point" else "fill"
    demand = demand_classes(layer["calls_per_km2"].to_numpy(dtype=float))
    styles = [_graduated("demand", shape, "calls_per_km2", demand, colours=DEMAND, unit="calls per km² and year")]
    if "change" in layer:
        by = measured_by(case.problem)
        change = change_classes(layer["change"].to_numpy(dtype=float), UNCHANGED[by])
        styles.append(_graduated("change of distance", shape, "change", change, colours=CHANGE, unit=by))
    quiet = StyleClass("zone", "#f3f2ec")
    styles.append(Style("zones only", shape, (quiet,), outline="#9aa5b1", width=1.2 if shape == "marker" else 0.1))
    return tuple(styles)


def _graduated(name: str, shape: Shape, field: str, classes: Classes, colours: tuple[str, ...], unit: str) -> Style:
    limits = [-_FAR if field == "change" else -1.0, *classes.upper]
    if field == "change":
        limits[-1] = _FAR
    rows = zip(itertools.pairwise(limits), classes.labels, colours, strict=False)
    entries = tuple(
        StyleClass(label if label == "none" else f"{label} {unit}", colour, lower=low, upper=high)
        for (low, high), label, colour in rows
        if math.isfinite(high)
    )
    width = 1.6 if shape == "marker" else 0.05
    return Style(name, shape, entries, field, outline="#ffffff", width=width)
