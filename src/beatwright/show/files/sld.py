"""Styles as minimal Styled Layer Descriptors, for programs that do not read QML."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from beatwright.base.plain_text import clean
from beatwright.show.files.symbols import Style, StyleClass

__all__ = ["sld"]


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
    return ET.tostring(root, encoding="unicode")


def _filter(rule: ET.Element, style: Style, entry: StyleClass) -> None:
    if not style.field:
        return
    outer = ET.SubElement(rule, "ogc:Filter")
    tests: list[tuple[str, float | str | None]] = [("ogc:PropertyIsEqualTo", entry.value)]
    if entry.upper is not None:
        outer = ET.SubElement(outer, "ogc:And")
        tests = [("ogc:PropertyIsGreaterThan", entry.lower), ("ogc:PropertyIsLessThanOrEqualTo", entry.upper)]
    for operator, value in tests:
        test = ET.SubElement(outer, operator)
        ET.SubElement(test, "ogc:PropertyName").text = style.field
        ET.SubElement(test, "ogc:Literal").text = str(value)


def _symbolizer(rule: ET.Element, style: Style, entry: StyleClass) -> None:
    pixels = round(style.width / 0.28, 2)  # the standard's pixel is 0.28 mm
    if style.shape == "outline":
        stroke = ET.SubElement(ET.SubElement(rule, "PolygonSymbolizer"), "Stroke")
        _parameters(stroke, {"stroke": entry.colour, "stroke-width": pixels})
        return
    if style.shape == "fill":
        shape, pen = ET.SubElement(rule, "PolygonSymbolizer"), pixels
    else:
        graphic = ET.SubElement(ET.SubElement(rule, "PointSymbolizer"), "Graphic")
        shape, pen = ET.SubElement(graphic, "Mark"), 1.0
        ET.SubElement(shape, "WellKnownName").text = "circle"
        ET.SubElement(graphic, "Size").text = str(pixels)
    fill, stroke = ET.SubElement(shape, "Fill"), ET.SubElement(shape, "Stroke")
    _parameters(fill, {"fill": entry.colour, "fill-opacity": style.opacity})
    _parameters(stroke, {"stroke": style.outline, "stroke-width": pen})


def _parameters(parent: ET.Element, values: dict[str, object]) -> None:
    for name, value in values.items():
        ET.SubElement(parent, "CssParameter", {"name": name}).text = str(value)
