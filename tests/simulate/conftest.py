"""What the tests of the simulation share."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def small_cities():
    """The module that draws small cities."""
    path = Path(__file__).parent / "small_cities.py"
    spec = importlib.util.spec_from_file_location("small_cities", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["small_cities"] = module
    spec.loader.exec_module(module)
    return module
