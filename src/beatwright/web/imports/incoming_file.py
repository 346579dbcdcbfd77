"""Write a file while it is being sent: never more of it in memory than one piece."""

from __future__ import annotations

from collections.abc import AsyncIterable
from pathlib import Path

from starlette.concurrency import run_in_threadpool

__all__ = ["write_incoming"]


async def write_incoming(pieces: AsyncIterable[bytes], path: Path) -> int:
    """Write the pieces of a new file, and return how many bytes there were; what came in part is removed."""
    size = 0
    try:
        with path.open("xb") as stream:
            async for piece in pieces:
                await run_in_threadpool(stream.write, piece)
                size += len(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return size
