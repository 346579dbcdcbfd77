"""Progress on a terminal: a bar for the step that runs, a line for every step that ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from beatwright.base.progress import COMPILATION_LOG

__all__ = ["Bars"]


class _Lines(logging.Handler):
    """Writes what is logged as lines above the bars."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.console = console

    def emit(self, record: logging.LogRecord) -> None:
        self.console.print(escape(record.getMessage()), soft_wrap=True)


class Bars:
    """Draws on the error stream, so that the output stream holds results alone.

    Parameters
    ----------
    quiet : bool
        Draw nothing.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.console = Console(stderr=True, quiet=quiet, highlight=False)
        self.bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[text]}"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
        )
        self.lines = _Lines(self.console)

    def __enter__(self) -> Self:
        log = logging.getLogger(COMPILATION_LOG)
        log.addHandler(self.lines)
        log.setLevel(logging.INFO)
        self.bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bars.stop()
        log = logging.getLogger(COMPILATION_LOG)
        log.removeHandler(self.lines)
        log.setLevel(logging.NOTSET)

    def begin(self, step: str) -> Callable[[int, int, str], None]:
        """Draw a bar for `step` and return what moves it."""
        task = self.bars.add_task(escape(step), total=None, text="")

        def move(done: int, total: int, text: str) -> None:
            self.bars.update(task, completed=done, total=total or None, text=escape(text[:40]))

        return move

    def end(self, step: str, seconds: float, result: str) -> None:
        """Take the bar away and write one line."""
        for task in self.bars.task_ids:
            self.bars.remove_task(task)
        suffix = f": {result}" if result else ""
        self.console.print(f"{seconds:7.1f} s  {escape(step)}{escape(suffix)}", soft_wrap=True)
