"""Map pictures with known truth: streets, areas, labels, foreign symbols, and symbols of incidents over each other."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from drawn_symbols import FONT, scaled, symbol_sets, template_of
from PIL import Image, ImageDraw, ImageFont

PAPERS = ("#f2efe9", "#ffffff", "#e8e8e8", "#f7f3d9", "#dfe6ea")
AREAS = ("#c8facc", "#aad3df", "#e0dfdf", "#f5c6c6", "#ffe9a8", "#d8c3e8", "#b5d99c", "#f0d9d9")
WORDS = (
    "AV. LA MARINA",
    "San Miguel",
    "Jr. Ayacucho",
    "Parque",
    "Ca. Lima",
    "COLEGIO",
    "Mercado",
    "Plaza",
    "12",
    "305",
)


@dataclass(frozen=True, kw_only=True)
class MapStyle:
    """What a map is drawn like.

    Parameters
    ----------
    width, height : int
        Pixels.
    symbols : str
        Name of the set of symbols.
    count : int
        Incidents.
    size : int
        Side of a symbol in pixels.
    quality : int
        Of the JPEG; 0 for none.
    scale, rotation : float
        Every symbol is drawn at 1 +- scale and turned by +- rotation degrees.
    most_covered : float
        No symbol has a larger share of itself under others.
    clustered : float
        Share of the incidents that stand within a symbol or two of another.
    """

    width: int = 600
    height: int = 400
    symbols: str = "outlined"
    count: int = 50
    size: int = 26
    quality: int = 80
    scale: float = 0.05
    rotation: float = 5.0
    most_covered: float = 0.5
    clustered: float = 0.5


@dataclass(frozen=True)
class DrawnMap:
    """A picture (h, w, 3), the templates by kind (RGBA arrays), and the truth: kind, pixel_x, pixel_y, covered."""

    picture: np.ndarray
    templates: dict[str, np.ndarray]
    truth: pd.DataFrame
    style: MapStyle = field(default_factory=MapStyle)


def draw_map(style: MapStyle, seed: int) -> DrawnMap:
    """Draw one map."""
    rng = np.random.default_rng(seed)
    drawings = symbol_sets()[style.symbols]
    picture = background(style, rng)
    truth = place_symbols(picture, drawings, style, rng)
    templates = {kind: np.asarray(template_of(drawing, style.size)) for kind, drawing in drawings.items()}
    return DrawnMap(np.asarray(compressed(picture, style.quality)), templates, truth, style)


def compressed(picture: Image.Image, quality: int) -> Image.Image:
    if not quality:
        return picture
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)  # chroma at half the resolution, as is usual
    return Image.open(buffer).convert("RGB")


def background(style: MapStyle, rng: np.random.Generator) -> Image.Image:
    """Return paper, areas, streets, labels and foreign symbols, drawn at twice the size and scaled down."""
    w, h = 2 * style.width, 2 * style.height
    image = Image.new("RGB", (w, h), PAPERS[rng.integers(len(PAPERS))])
    draw = ImageDraw.Draw(image)
    share = w * h / (1800 * 1200)
    for _ in range(int(14 * share)):
        area(draw, rng, (w, h))
    streets(draw, rng, (w, h))
    for _ in range(int(70 * share)):
        label(draw, rng, (w, h))
    for _ in range(int(40 * share)):
        foreign(draw, rng, (w, h))
    return image.resize((style.width, style.height), Image.Resampling.BOX)


def area(draw: ImageDraw.ImageDraw, rng: np.random.Generator, extent: tuple[int, int]) -> None:
    middle, reach = rng.uniform((0, 0), extent), rng.uniform(80, 330)
    angles = np.sort(rng.uniform(0, 2 * np.pi, 9))
    radii = reach * rng.uniform(0.6, 1.0, 9)
    corners = [(middle[0] + r * np.cos(a), middle[1] + r * np.sin(a)) for r, a in zip(radii, angles, strict=True)]
    draw.polygon(corners, fill=AREAS[rng.integers(len(AREAS))])


def streets(draw: ImageDraw.ImageDraw, rng: np.random.Generator, extent: tuple[int, int]) -> None:
    """Draw two families of small streets with a casing, and a few main roads across them."""
    far, tilt = 2 * max(extent), rng.uniform(-0.4, 0.4)
    lines = []
    for turn in (0.0, np.pi / 2):
        along = np.array([np.cos(tilt + turn), np.sin(tilt + turn)])
        across = np.array([-along[1], along[0]])
        for offset in np.cumsum(rng.uniform(50, 130, int(2 * far / 50))) - far:
            middle = np.array(extent) / 2 + across * offset
            lines.append((tuple(middle - along * far), tuple(middle + along * far)))
    fill, casing = [("white", "#b8b0a8"), ("#fefefe", "#999999"), ("#8a8a8a", "#8a8a8a")][rng.integers(3)]
    for colour, width in ((casing, 14 if fill != casing else 4), (fill, 10 if fill != casing else 3)):
        for ends in lines:
            draw.line(ends, fill=colour, width=width)
    for _ in range(rng.integers(2, 5)):
        ends = [tuple(rng.uniform((0, 0), extent)) for _ in range(4)]
        main = ("#fcd6a4", "#e892a2", "#f9f27b", "#d05050")[rng.integers(4)]
        draw.line(ends, fill="#905040", width=26, joint="curve")
        draw.line(ends, fill=main, width=20, joint="curve")


def label(draw: ImageDraw.ImageDraw, rng: np.random.Generator, extent: tuple[int, int]) -> None:
    font = ImageFont.truetype(str(FONT), int(rng.integers(16, 44)))
    colour = ("#222222", "#444444", "#0d47a1", "#7f1d1d", "#2d5016", "black")[rng.integers(6)]
    halo = int(rng.integers(0, 4))
    draw.text(
        tuple(rng.uniform((-60, 0), extent)), WORDS[rng.integers(len(WORDS))], font=font, fill=colour,
        stroke_width=halo, stroke_fill="white",
    )  # fmt: skip


def foreign(draw: ImageDraw.ImageDraw, rng: np.random.Generator, extent: tuple[int, int]) -> None:
    """Draw a symbol that is none of the incidents': dots, boxes, rings and small triangles in their colours."""
    (x, y), r = rng.uniform((0, 0), extent), rng.uniform(8, 24)
    colour = ("#d7191c", "#2b5fd9", "#1a9641", "black", "#7a3db8", "#e6550d")[rng.integers(6)]
    box = (x - r, y - r, x + r, y + r)
    form = rng.integers(4)
    if form == 0:
        draw.ellipse((x - r / 2, y - r / 2, x + r / 2, y + r / 2), fill=colour)
    elif form == 1:
        draw.rectangle(box, outline=colour, width=5)
    elif form == 2:
        draw.ellipse(box, outline=colour, width=6)
    else:
        draw.rectangle((x - r, y - r / 3, x + r, y + r / 3), fill=colour)


def place_symbols(
    picture: Image.Image, drawings: dict[str, Image.Image], style: MapStyle, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the symbols one over the other; none covers more of another than the style allows."""
    owner = np.full((style.height, style.width), -1)
    areas: list[int] = []
    rows: list[tuple[str, float, float, float, float]] = []
    for _ in range(60 * style.count):
        if len(rows) == style.count:
            break
        kind = list(drawings)[rng.integers(len(drawings))]
        x, y = spot(rows, style, rng)
        scale, turn = 1 + rng.uniform(-1, 1) * style.scale, rng.uniform(-1, 1) * style.rotation
        stamp, corner = stamped(drawings[kind], style.size * scale, turn, (x, y))
        mask = np.asarray(stamp.getchannel("A")) > 127
        part = owner[corner[1] : corner[1] + mask.shape[0], corner[0] : corner[0] + mask.shape[1]]
        if part.shape != mask.shape or too_much(owner, part, mask, areas, style.most_covered):
            continue
        part[mask] = len(rows)
        areas.append(int(mask.sum()))
        rows.append((kind, x, y, scale, turn))
        picture.paste(stamp, corner, stamp)
    seen = np.bincount(owner[owner >= 0], minlength=len(rows))
    truth = pd.DataFrame(rows, columns=["kind", "pixel_x", "pixel_y", "scale", "rotation"])
    return truth.assign(covered=1 - seen / np.array(areas)) if rows else truth.assign(covered=[])


def spot(
    rows: list[tuple[str, float, float, float, float]], style: MapStyle, rng: np.random.Generator
) -> tuple[float, float]:
    if rows and rng.random() < style.clustered:
        near = rows[rng.integers(len(rows))]
        angle, distance = rng.uniform(0, 2 * np.pi), style.size * rng.uniform(0.5, 1.6)
        return near[1] + distance * np.cos(angle), near[2] + distance * np.sin(angle)
    margin = style.size
    x, y = rng.uniform((margin, margin), (style.width - margin, style.height - margin))
    return x, y


def stamped(
    drawing: Image.Image, side: float, turn: float, place: tuple[float, float]
) -> tuple[Image.Image, tuple[int, int]]:
    """Return a symbol at its size, turned (counter-clockwise) about its middle, and the corner where it is pasted."""
    grain = 8  # drawn at 8 times the size and averaged, so that parts of a pixel come out right
    room = int(np.ceil(side * 1.5)) + 2
    corner = (int(np.floor(place[0])) - room // 2, int(np.floor(place[1])) - room // 2)
    large = drawing.resize(scaled(drawing, side * grain)).rotate(turn, Image.Resampling.BICUBIC, expand=True)
    canvas = Image.new("RGBA", (room * grain,) * 2, (0, 0, 0, 0))
    at = [(place[axis] + 0.5 - corner[axis]) * grain - large.size[axis] / 2 for axis in (0, 1)]
    canvas.paste(large, (round(at[0]), round(at[1])))
    premultiplied = canvas.convert("RGBa").resize((room, room), Image.Resampling.BOX).convert("RGBA")
    return premultiplied, corner


def too_much(owner: np.ndarray, part: np.ndarray, mask: np.ndarray, areas: list[int], most: float) -> bool:
    """Say whether a new symbol would leave too little of one that is there."""
    for below in np.unique(part[mask]):
        if below >= 0:
            left = (owner == below).sum() - ((part == below) & mask).sum()
            if 1 - left / areas[below] > most:
                return True
    return False
