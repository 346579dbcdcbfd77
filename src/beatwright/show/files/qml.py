"""Styles in QGIS's own XML (QML)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from beatwright.base.plain_text import clean
from beatwright.show.files.symbols import Style, StyleClass

__all__ = ["qml"]

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _properties(style: Style, entry: StyleClass) -> tuple[str, dict[str, str]]:
    """Class of QGIS's symbol layer and its properties."""
    outline = {"outline_color": _rgba(style.outline), "outline_style": "solid", "outline_width_unit": "MM"}
    if style.shape == "fill":
        fill = {"color": _rgba(entry.colour), "style": "solid", "outline_width": str(style.width)}
        return "SimpleFill", {**fill, **outline}
    if style.shape == "outline":
        empty = {"color": "255,255,255,0", "style": "no", "outline_width": str(style.width)}
        return "SimpleFill", {**empty, **outline, "outline_color": _rgba(entry.colour)}
    marker = {"color": _rgba(entry.colour), "name": "circle", "size": str(style.width), "size_unit": "MM"}
    return "SimpleMarker", {**marker, "outline_width": "0.3", **outline}


def _symbol(parent: ET.Element, style: Style, entry: StyleClass, name: str) -> None:
    kind = "marker" if style.shape == "marker" else "fill"
    symbol = ET.SubElement(
        parent, "symbol", {"type": kind, "name": name, "alpha": str(style.opacity), "clip_to_extent": "1"}
    )
    drawn_by, properties = _properties(style, entry)
    layer = ET.SubElement(symbol, "layer", {"class": drawn_by, "enabled": "1", "locked": "0", "pass": "0"})
    options = ET.SubElement(layer, "Option", {"type": "Map"})
    for key, value in properties.items():
        ET.SubElement(options, "Option", {"type": "QString", "name": key, "value": value})
    for key, value in properties.items():  # what versions before 3.22 read
        ET.SubElement(layer, "prop", {"k": key, "v": value})


def qml(style: Style) -> str:
    """Return the style as QGIS's own XML.

    Examples
    --------
    >>> 'singleSymbol' in qml(Style("areas", "fill", (StyleClass("area", "#77aadd"),)))
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
        _labels(root, style)
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


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
            facts |= {"value": str(entry.value), "type": "string" if isinstance(entry.value, str) else "long"}
            ET.SubElement(listed, "category", facts)


def _labels(root: ET.Element, style: Style) -> None:
    """Label the features: white on a marker, dark with a pale border elsewhere."""
    on_marker = style.shape == "marker"
    labeling = ET.SubElement(root, "labeling", {"type": "simple"})
    settings = ET.SubElement(labeling, "settings", {"calloutType": "simple"})
    size = "7" if on_marker else "9"
    look = {
        "fieldName": style.label,
        "isExpression": "0",
        "fontSize": size,
        "fontSizeUnit": "Point",
        "fontWeight": "75",
    }
    colour = "255,255,255,255" if on_marker else "22,50,79,255"
    text = ET.SubElement(settings, "text-style", {**look, "textColor": colour})
    buffer = {"bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": "255,255,255,255"}
    ET.SubElement(text, "text-buffer", {"bufferDraw": "0" if on_marker else "1", **buffer})
    over = {"placement": "1", "quadOffset": "4", "dist": "0", "distUnits": "MM"}
    ET.SubElement(settings, "placement", over)
    ET.SubElement(settings, "rendering", {"drawLabels": "1", "obstacle": "0", "displayAll": "1" if on_marker else "0"})
