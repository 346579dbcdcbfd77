"""Symbols and styles for a GIS: QML as QGIS reads it, and a minimal SLD for other programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from beatwright.show.text import clean

__all__ = ["Entry", "Style", "qml", "sld"]

Shape = Literal["fill", "line", "marker"]


@dataclass(frozen=True)
class Entry:
    """One class of a style.

    Parameters
    ----------
    label : str
        What the legend says.
    colour : str
        ``#rrggbb``; of the outline where the symbol is a line.
    lower, upper : float, optional
        Bounds of a class of numbers.
    value : int, optional
        Value of a category.
    """

    label: str
    colour: str
    lower: float | None = None
    upper: float | None = None
    value: int | None = None


@dataclass(frozen=True)
class Style:
    """How a layer is drawn.

    Parameters
    ----------
    name : str
        At most 30 signs, as QGIS stores it.
    shape : {"fill", "line", "marker"}
        Kind of symbol.
    entries : tuple of Entry
        One: a single symbol. More: classes of the numbers, or categories, in `field`.
    field : str
        Column that decides the class; empty for a single symbol.
    label : str
        Column that labels the features; empty for none.
    outline : str
        Colour of outlines, ``#rrggbb``.
    width : float
        Of lines and outlines, or size of markers, in millimetres.
    opacity : float
        0 to 1.
    """

    name: str
    shape: Shape
    entries: tuple[Entry, ...]
    field: str = ""
    label: str = ""
    outline: str = "#777777"
    width: float = 0.2
    opacity: float = 1.0


def _text(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode")


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _properties(style: Style, entry: Entry) -> tuple[str, dict[str, str]]:
    """Class of QGIS's symbol layer and its properties."""
    outline = {"outline_color": _rgba(style.outline), "outline_style": "solid", "outline_width_unit": "MM"}
    if style.shape == "fill":
        return "SimpleFill", {
            "color": _rgba(entry.colour),
            "style": "solid",
            "outline_width": str(style.width),
            **outline,
        }
    if style.shape == "line":
        return "SimpleLine", {
            "line_color": _rgba(entry.colour),
            "line_width": str(style.width),
            "line_width_unit": "MM",
        }
    marker = {"color": _rgba(entry.colour), "name": "circle", "size": str(style.width), "size_unit": "MM"}
    return "SimpleMarker", {**marker, "outline_width": "0.3", **outline}


def _symbol(parent: ET.Element, style: Style, entry: Entry, name: str) -> None:
    symbol = ET.SubElement(
        parent, "symbol", {"type": style.shape, "name": name, "alpha": str(style.opacity), "clip_to_extent": "1"}
    )
    kind, properties = _properties(style, entry)
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", {"type": "Map"})
    for key, value in properties.items():
        ET.SubElement(options, "Option", {"type": "QString", "name": key, "value": value})
    for key, value in properties.items():  # what versions before 3.22 read
        ET.SubElement(layer, "prop", {"k": key, "v": value})


def qml(style: Style) -> str:
    """Return the style as QGIS's own XML.

    Examples
    --------
    >>> 'singleSymbol' in qml(Style("areas", "fill", (Entry("area", "#77aadd"),)))
    True
    """
    root = ET.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology|Labeling"})
    root.set("labelsEnabled", "1" if style.label else "0")
    renderer = ET.SubElement(root, "renderer-v2", {"symbollevels": "0", "enableorderby": "0", "forceraster": "0"})
    kind = "singleSymbol"
    if style.field:
        renderer.set("attr", style.field)
        graduated = style.entries[0].upper is not None
        kind = "graduatedSymbol" if graduated else "categorizedSymbol"
        _classes(renderer, style, graduated)
    renderer.set("type", kind)
    symbols = ET.SubElement(renderer, "symbols")
    for number, entry in enumerate(style.entries):
        _symbol(symbols, style, entry, str(number))
    if style.label:
        _labels(root, style.label)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + _text(root)


def _classes(renderer: ET.Element, style: Style, graduated: bool) -> None:
    if graduated:
        renderer.set("graduatedMethod", "GraduatedColor")
    listed = ET.SubElement(renderer, "ranges" if graduated else "categories")
    for number, entry in enumerate(style.entries):
        facts = {"symbol": str(number), "label": clean(entry.label, 80), "render": "true"}
        if graduated:
            facts |= {"lower": repr(entry.lower), "upper": repr(entry.upper)}
            ET.SubElement(listed, "range", facts)
        else:
            facts |= {"value": str(entry.value), "type": "long"}
            ET.SubElement(listed, "category", facts)


def _labels(root: ET.Element, field: str) -> None:
    labeling = ET.SubElement(root, "labeling", {"type": "simple"})
    settings = ET.SubElement(labeling, "settings", {"calloutType": "simple"})
    look = {"fieldName": field, "isExpression": "0", "fontSize": "9", "fontSizeUnit": "Point", "fontWeight": "75"}
    text = ET.SubElement(settings, "text-style", {**look, "textColor": "22,50,79,255"})
    buffer = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,255"}
    ET.SubElement(text, "text-buffer", buffer)
    ET.SubElement(settings, "placement", {"placement": "1", "dist": "1.5", "distUnits": "MM"})
    ET.SubElement(settings, "rendering", {"drawLabels": "1", "obstacle": "0"})


def sld(style: Style, layer: str) -> str:
    """Return the style as a Styled Layer Descriptor 1.0.0 (OGC 02-070)."""
    root = ET.Element(
        "StyledLayerDescriptor",
        {"version": "1.0.0", "xmlns": "http://www.opengis.net/sld", "xmlns:ogc": "http://www.opengis.net/ogc"},
    )
    named = ET.SubElement(root, "NamedLayer")
    ET.SubElement(named, "Name").text = layer
    user = ET.SubElement(named, "UserStyle")
    ET.SubElement(user, "Name").text = style.name
    rules = ET.SubElement(user, "FeatureTypeStyle")
    for entry in style.entries:
        rule = ET.SubElement(rules, "Rule")
        ET.SubElement(rule, "Title").text = clean(entry.label, 80)
        _filter(rule, style, entry)
        _symbolizer(rule, style, entry)
    return _text(root)


def _filter(rule: ET.Element, style: Style, entry: Entry) -> None:
    if not style.field:
        return
    outer = ET.SubElement(rule, "ogc:Filter")
    tests = [("ogc:PropertyIsEqualTo", entry.value)]
    if entry.upper is not None:
        outer = ET.SubElement(outer, "ogc:And")
        tests = [("ogc:PropertyIsGreaterThan", entry.lower), ("ogc:PropertyIsLessThanOrEqualTo", entry.upper)]  # type: ignore[list-item]
    for operator, value in tests:
        test = ET.SubElement(outer, operator)
        ET.SubElement(test, "ogc:PropertyName").text = style.field
        ET.SubElement(test, "ogc:Literal").text = str(value)


def _symbolizer(rule: ET.Element, style: Style, entry: Entry) -> None:
    def parameters(parent: ET.Element, **values: object) -> None:
        for name, value in values.items():
            ET.SubElement(parent, "CssParameter", {"name": name.replace("_", "-")}).text = str(value)

    pixels = round(style.width / 0.28, 2)  # the standard's pixel is 0.28 mm
    if style.shape == "line":
        parameters(
            ET.SubElement(ET.SubElement(rule, "LineSymbolizer"), "Stroke"), stroke=entry.colour, stroke_width=pixels
        )
        return
    if style.shape == "fill":
        shape = ET.SubElement(rule, "PolygonSymbolizer")
        pen = pixels
    else:
        graphic = ET.SubElement(ET.SubElement(rule, "PointSymbolizer"), "Graphic")
        shape, pen = ET.SubElement(graphic, "Mark"), 1.0
        ET.SubElement(shape, "WellKnownName").text = "circle"
        ET.SubElement(graphic, "Size").text = str(pixels)
    parameters(ET.SubElement(shape, "Fill"), fill=entry.colour, fill_opacity=style.opacity)
    parameters(ET.SubElement(shape, "Stroke"), stroke=style.outline, stroke_width=pen)
