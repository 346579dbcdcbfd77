"""Formulas as MathML: drawn by the browser itself, without a script or a network, and readable aloud."""

from __future__ import annotations

from html import unescape
from typing import Any
from xml.etree.ElementTree import Element, tostring

from docutils import nodes
from latex2mathml.converter import convert_to_element
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

__all__ = ["mathml_of", "setup"]

# Few fonts have the converter's own sign for a difference of sets.
_OPERATORS = {"⧵": "∖", ":": ":"}
_WITH_LIMITS_BELOW = {"min", "max"}


def mathml_of(formula: str, display: str) -> str:
    """Return a formula in TeX as an element of MathML; ``display`` is "inline" or "block"."""
    element = convert_to_element(formula, display=display)
    for part in element.iter():
        _mend(part, display)
    for part in element.iter():
        # What the converter does not know it copies as it stands.
        if "\\" in (part.text or "") or part.text == "&":
            raise ExtensionError(f"MathML has nothing for {part.text} in this formula: {formula}")
    element.set("alttext", " ".join(formula.split()))
    return tostring(element, encoding="unicode")


def _mend(part: Element, display: str) -> None:
    if part.tag == "msub" and display == "block" and part[0].text in _WITH_LIMITS_BELOW:
        part.tag = "munder"
    for child in part:
        child.text = unescape(child.text) if child.text else child.text
        if child.tag == "mi" and child.text in _OPERATORS:
            child.tag, child.text = "mo", _OPERATORS[child.text]


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(mathml_of(node.astext(), "inline"))
    raise nodes.SkipNode


def _block(self: Any, node: nodes.math_block) -> None:
    self.body.append(f'<div class="formula">{mathml_of(node.astext(), "block")}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer; ``html_math_renderer = "mathml"`` chooses it."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
