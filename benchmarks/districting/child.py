"""A tool in a process of its own, which is ended at the limit."""

from __future__ import annotations

import multiprocessing
import os
import time
from importlib.util import find_spec
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from instances import Units, random_map
from peers import Tool

PREPARING = 600.0  # seconds for imports, compilation and the tool's own form of the units; not timed


class Answer(NamedTuple):
    """Districts, wall and CPU seconds; or in `word` why there are none."""

    districts: Any = None
    wall: float = 0.0
    cpu: float = 0.0
    word: str = ""


def answer_of(tool: Tool, units: Units, limit: float) -> Answer:
    """Let a tool divide the units within `limit` seconds of wall time."""
    if find_spec(tool.package) is None:
        return Answer(word=f"{tool.package} is not installed")
    ours, its = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(its, tool, units, limit), daemon=True)
    process.start()
    its.close()
    try:
        first = _received(ours, PREPARING, "not ready")
        return first or _received(ours, limit + tool.grace, "no answer")
    finally:
        process.kill()
        process.join()


def _received(connection: Connection, seconds: float, word: str) -> Answer:
    if not connection.poll(seconds):
        return Answer(word=f"{word} in {seconds:g} s")
    try:
        return connection.recv()
    except EOFError:
        return Answer(word="its process ended without an answer")


def _run(connection: Connection, tool: Tool, units: Units, limit: float) -> None:
    """Warm up on a small map, say that the tool is ready, and send its answer."""
    try:
        tool.begin(random_map(60, 6, 0))(1.0)
        job = tool.begin(units)
        connection.send(None)
        wall, cpu = time.perf_counter(), sum(os.times()[:4])
        districts = job(limit)
        connection.send(Answer(districts, time.perf_counter() - wall, sum(os.times()[:4]) - cpu))
    except Exception as error:  # whatever a package raises is what the table says of it
        connection.send(Answer(word=f"{type(error).__name__}: {error}"[:120]))
