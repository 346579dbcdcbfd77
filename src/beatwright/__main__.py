"""Run the command line: ``beatwright``, or ``python -m beatwright``.

Loading takes a second or two. Ctrl-C within it is answered as later on: one sentence, no traceback.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from beatwright.supervisor import end_at_once, supervised

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Work side by side goes through --jobs; threads within it add up in any order and take memory that nobody counts.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")


@contextmanager
def _left_at_once() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM within the block end the process; the block only loads."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    # Whoever started us may have said that we shall not hear it, as nohup does.
    heard = [number for number in _SIGNALS if before[number] not in (signal.SIG_IGN, None)]
    if threading.current_thread() is not threading.main_thread():
        heard = []
    for number in heard:
        signal.signal(number, end_at_once)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])


def main() -> None:
    """Load the command line and run it."""
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    supervised(_command)


def _command(notes: int | None) -> None:
    try:
        _load()
    except Exception as error:
        if os.environ.get("BEATWRIGHT_DEBUG"):
            raise
        sys.exit(
            f"Error: beatwright cannot be loaded ({type(error).__name__}: {error}). The memory of this machine is not "
            "enough, or a package is damaged: close other programs, or install again."
        )
    from beatwright.base.files.leftovers import list_leftovers_in  # noqa: PLC0415
    from beatwright.base.system_errors import quiet_threads  # noqa: PLC0415
    from beatwright.cli import commands as cli  # noqa: PLC0415

    quiet_threads()
    if notes is not None:
        list_leftovers_in(notes)
    cli.main()


def _load() -> None:
    with _left_at_once():
        # The slow part of what cli.main needs before it listens to signals itself.
        import beatwright.base.interrupts  # noqa: PLC0415
        import beatwright.cli.commands  # noqa: PLC0415
        import beatwright.core  # noqa: F401, PLC0415


if __name__ == "__main__":
    main()
