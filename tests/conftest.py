"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A timing never decides a test; and what CI says today it says tomorrow.
settings.register_profile("beatwright", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("beatwright")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Return the folder with real data, or skip."""
    given = os.environ.get("BEATWRIGHT_DATA")
    folder = Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data folder is absent: set BEATWRIGHT_DATA to run this test")
    return folder
