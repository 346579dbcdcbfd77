"""What all pages are made with: the templates, and the style sheet with the hash that lets it in."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from beatwright.base.plain_text import clean, spaced_percent
from beatwright.base.quantity import amount

__all__ = ["environment", "style_sheet"]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates of the report; what they are given is escaped."""
    made = Environment(
        loader=PackageLoader("beatwright.show.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_in_one_style,
    )
    made.filters["said"] = clean
    made.filters["amount"] = amount
    return made


def _in_one_style(shown: Any) -> Any:
    """Return what stands in a place of a template; shares in texts are written as in tables."""
    return spaced_percent(shown) if type(shown) is str else shown


def style_sheet() -> tuple[str, str]:
    """Return the style sheet and its hash, the only style that the policy lets in."""
    sheet = (Path(__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
    return sheet, f"'sha256-{digest}'"
