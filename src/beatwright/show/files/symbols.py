"""Symbols and styles: how a layer is drawn, whatever the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Shape", "Style", "StyleClass"]

Shape = Literal["fill", "outline", "marker"]


@dataclass(frozen=True)
class StyleClass:
    """One class of a style.

    Parameters
    ----------
    label : str
        What the legend says.
    colour : str
        ``#rrggbb``; of the line where the symbol is an outline.
    lower, upper : float, optional
        Bounds of a class of numbers.
    value : int or str, optional
        Value of a category.
    """

    label: str
    colour: str
    lower: float | None = None
    upper: float | None = None
    value: int | str | None = None


@dataclass(frozen=True)
class Style:
    """How a layer is drawn.

    Parameters
    ----------
    name : str
        At most 30 signs, as QGIS stores it.
    shape : {"fill", "outline", "marker"}
        Kind of symbol.
    entries : tuple of StyleClass
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
    entries: tuple[StyleClass, ...]
    field: str = ""
    label: str = ""
    outline: str = "#777777"
    width: float = 0.2
    opacity: float = 1.0
