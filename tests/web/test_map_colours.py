"""The planner's map has the colours of the report's figures."""

import json
from pathlib import Path

from beatwright.show.figures import palette

FILE = Path(__file__).parents[2] / "frontend" / "src" / "lib" / "map" / "palette.json"


def test_the_map_has_the_colours_of_the_figures():
    shared = json.loads(FILE.read_text(encoding="utf-8"))
    assert shared == {
        "ink": palette.INK,
        "demand": list(palette.DEMAND),
        "change": list(palette.CHANGE),
        "areas": list(palette.AREA_FILLS),
        "lines": list(palette.LINES),
    }
