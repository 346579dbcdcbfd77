"""What the tests of the documentation share."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
_EXTENSIONS = ROOT / "docs" / "_extensions"


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def docs_module():
    """Load a module of the documentation by name."""
    paths = {path.stem: path for path in [*_EXTENSIONS.glob("*.py"), *(ROOT / "docs").glob("*.py")]}
    return lambda name: _load(paths[name])
