"""What the tests of the command line share: whether a command has left a process behind."""

import os
import time
from collections.abc import Callable

import pytest


@pytest.fixture
def group_is_gone() -> Callable[[int], bool]:
    """Tell whether every process of a group has ended; who adopts an ended process may take a moment to bury it."""

    def gone(group: int) -> bool:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.05)
        return False

    return gone
