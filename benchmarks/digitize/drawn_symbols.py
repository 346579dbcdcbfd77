"""Symbols as police maps have them, drawn large: pins, triangles, discs with letters, squares; and their templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont

ART = 192
"""Side in pixels of the drawing that symbols are scaled down from."""

FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"

Shape = Callable[[ImageDraw.ImageDraw, str, str | None], None]


def letter(draw: ImageDraw.ImageDraw, text: str, at: tuple[float, float], size: int, colour: str = "white") -> None:
    draw.text(at, text, font=ImageFont.truetype(str(FONT), size), fill=colour, anchor="mm")


def disc(draw: ImageDraw.ImageDraw, fill: str, line: str | None) -> None:
    draw.ellipse((4, 4, ART - 5, ART - 5), fill=fill, outline=line, width=14 if line else 0)


def square(draw: ImageDraw.ImageDraw, fill: str, line: str | None) -> None:
    draw.rectangle((12, 12, ART - 13, ART - 13), fill=fill, outline=line, width=14 if line else 0)


def triangle(draw: ImageDraw.ImageDraw, fill: str, line: str | None) -> None:
    corners = [(ART / 2, 4), (ART - 4, ART - 14), (4, ART - 14)]
    draw.polygon(corners, fill=line or fill)
    if line:
        draw.polygon([(ART / 2, 36), (ART - 28, ART - 28), (28, ART - 28)], fill=fill)


def diamond(draw: ImageDraw.ImageDraw, fill: str, line: str | None) -> None:
    def corners(inset: float) -> list[tuple[float, float]]:
        middle = ART / 2
        return [(middle, inset), (ART - inset, middle), (middle, ART - inset), (inset, middle)]

    draw.polygon(corners(4), fill=line or fill)
    if line:
        draw.polygon(corners(24), fill=fill)


def pin(draw: ImageDraw.ImageDraw, fill: str, line: str | None) -> None:
    middle, radius, width = ART / 2, 56, 10 if line else 0
    for colour, grown in ((line or fill, 0), (fill, width)):
        reach = radius - grown
        draw.ellipse((middle - reach, 64 - reach, middle + reach, 64 + reach), fill=colour)
        draw.polygon(
            [(middle - reach * 0.93, 84), (middle + reach * 0.93, 84), (middle, ART - 4 - 2.4 * grown)], fill=colour
        )
    draw.ellipse((middle - 22, 42, middle + 22, 86), fill="white")


def cross(draw: ImageDraw.ImageDraw, fill: str, line: str | None) -> None:
    a, b = 62, ART - 63
    for colour, inset in ((line or fill, 0), (fill, 14 if line else 0)):
        draw.rectangle((a + inset, 6 + inset, b - inset, ART - 7 - inset), fill=colour)
        draw.rectangle((6 + inset, a + inset, ART - 7 - inset, b - inset), fill=colour)


def art(shape: Shape, fill: str, line: str | None = None, text: str = "", ink: str = "white") -> Image.Image:
    """Return one symbol as a drawing of about `ART` pixels, with an alpha channel, cut where it ends."""
    image = Image.new("RGBA", (ART, ART), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    shape(draw, fill, line)
    if text:
        low = shape is triangle
        letter(draw, text, (ART / 2, ART * (0.66 if low else 0.5)), 84 if low else 116, ink)
    return image.crop(image.getchannel("A").getbbox())


def symbol_sets() -> dict[str, dict[str, Image.Image]]:
    """Return the sets of symbols that maps are drawn with, by name."""
    return {
        "outlined": {
            "robbery": art(triangle, "#d7191c", "black", "!"),
            "theft": art(disc, "#2b5fd9", "black", "T"),
            "assault": art(square, "#1a9641", "black", "A"),
        },
        "pins": {
            "robbery": art(pin, "#d7191c", "#5a0000"),
            "theft": art(pin, "#2b5fd9", "#00205a"),
            "drugs": art(pin, "#f2a900", "#5a3c00"),
        },
        "plain": {
            "robbery": art(disc, "#e31a1c"),
            "theft": art(triangle, "#1f3fb4"),
            "assault": art(diamond, "#33a02c"),
        },
        "letters": {
            "robbery": art(disc, "#b30000", "white", "R"),
            "theft": art(disc, "#b30000", "white", "H"),
            "vehicle": art(disc, "#08306b", "white", "V"),
        },
        "shapes": {
            "robbery": art(triangle, "#c51b8a", "black"),
            "theft": art(disc, "#c51b8a", "black"),
            "health": art(cross, "#c51b8a", "black"),
        },
    }


def template_of(drawing: Image.Image, size: int) -> Image.Image:
    """Return a symbol at the size of the map, as its legend shows it: no background, alpha at the edges."""
    return drawing.convert("RGBa").resize(scaled(drawing, size), Image.Resampling.BOX).convert("RGBA")


def scaled(drawing: Image.Image, size: float) -> tuple[int, int]:
    """Return width and height where the art's side becomes `size`."""
    width, height = (max(round(length * size / ART), 1) for length in drawing.size)
    return width, height
