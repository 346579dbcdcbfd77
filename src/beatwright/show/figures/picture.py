"""Figures as bytes: the same figure gives the same bytes, always."""

from __future__ import annotations

import base64
import io

import matplotlib as mpl
from matplotlib.figure import Figure

__all__ = ["data_uri", "png_bytes", "svg_bytes"]

_RASTER_DPI = 200


def svg_bytes(figure: Figure) -> bytes:
    """Return the figure as SVG, texts as outlines, without a date and without random ids."""
    stream = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "beatwright", "svg.fonttype": "path"}):
        figure.savefig(stream, format="svg", dpi=_RASTER_DPI, metadata={"Date": None, "Creator": None})
    return stream.getvalue()


def png_bytes(figure: Figure, dpi: int = _RASTER_DPI) -> bytes:
    """Return the figure as PNG."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
    return stream.getvalue()


def data_uri(figure: Figure) -> str:
    """Return the figure as an address that holds the whole picture.

    A picture behind an address runs no script, whatever is drawn on it.
    """
    return "data:image/svg+xml;base64," + base64.b64encode(svg_bytes(figure)).decode("ascii")
