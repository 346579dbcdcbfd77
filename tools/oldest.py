"""Print the lower bounds of pyproject.toml as constraints; ``make test-oldest`` installs exactly these."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def lower_bounds() -> list[str]:
    """Return ``name==version`` for every package that the package itself and its extra for development ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    bounds = [re.fullmatch(r"([\w.-]+)>=([\d.]+)", line) for line in asked]
    unbound = [line for line, bound in zip(asked, bounds, strict=True) if bound is None]
    if unbound:
        raise SystemExit(f"pyproject.toml: these have no plain lower bound, 'name>=version': {', '.join(unbound)}.")
    return [f"{bound[1]}=={bound[2]}" for bound in bounds if bound]


if __name__ == "__main__":
    print("\n".join(lower_bounds()))
