"""Run what is asynchronous in a loop and a thread of its own.

A browser that an earlier test of this process drove keeps a loop running in the main thread, where a second one is
refused.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from anyio.from_thread import start_blocking_portal

T = TypeVar("T")


def in_own_loop(function: Callable[..., Awaitable[T]], *args: Any) -> T:
    """Return what the function gives in the end."""
    with start_blocking_portal() as portal:
        return portal.call(function, *args)
