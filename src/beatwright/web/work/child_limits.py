"""What a child process may take of the machine."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any, Final

__all__ = ["CHILD_ENVIRONMENT", "give_way", "limit_this_process"]

# Set before the libraries start: one thread each, and no GDAL driver that reads files which a file names.
CHILD_ENVIRONMENT: Final = {
    "GDAL_SKIP": "OGR_VRT",
    "NUMBA_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_NICE: Final = 10  # whoever drags a post comes first
_MEMORY: Final = 4 * 2**30  # bytes of its own; a city of 2,000 zones takes some 0.5


def give_way() -> None:
    """Let everything else on this machine come first."""
    with suppress(OSError, AttributeError):
        os.nice(_NICE)


def limit_this_process() -> None:
    """Take at most 4 GB, and reach no other machine."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  (not on every system)

        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    sys.addaudithook(_stay_here)


def _stay_here(event: str, given: tuple[Any, ...]) -> None:
    """Refuse to call another machine: such addresses are a host and a port, those within this one are paths."""
    if event == "socket.connect" and isinstance(given[1], tuple):
        raise PermissionError("A job calls no other machine.")
