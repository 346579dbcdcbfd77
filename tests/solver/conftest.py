"""What the tests of searches share: a wish to end, at some time of the search."""

import os
import signal
import threading
import time
import traceback
from pathlib import Path

import pytest

_LOOK = 0.002  # seconds between two looks at whether it is time to press Ctrl-C
_TRIES = 20
_DOORS = ("contextlib.py", "interrupts.py", "time_limit.py")  # where a search begins and ends to hear of a Ctrl-C


class _Wish:
    """Ask a search to end after so many CPU seconds, which do not depend on what else the machine does."""

    def __init__(self, after):
        self.after, self.began, self.asked, self.over = after, None, None, threading.Event()

    def begin(self):
        """Start to count: the search has begun."""
        if self.began is None:
            self.began = time.process_time()

    def due(self):
        """Whether it is time; note when it was first."""
        if self.asked is None and self.began is not None and time.process_time() - self.began >= self.after:
            self.asked = time.process_time()
        return self.asked is not None

    def stop(self):
        """Ask as the option `stop` of a search does."""
        self.begin()
        return self.due()

    def press(self):
        """Press Ctrl-C once it is time, unless the search is over before."""
        while not self.over.wait(_LOOK):
            if self.due():
                os.kill(os.getpid(), signal.SIGINT)
                return


def _stopped(search, after):
    wish = _Wish(after)
    answer = search(stop=wish.stop)
    return answer, 0.0 if wish.asked is None else time.process_time() - wish.asked


def _interrupted(search, after):
    """Press Ctrl-C while the search runs; one that comes when it begins or has just answered is not the search's."""
    for _ in range(_TRIES):
        try:
            return _pressed(search, after)
        except KeyboardInterrupt as interrupt:
            if not _at_the_door(interrupt):
                raise
    raise AssertionError(
        f"{_TRIES} times in a row a Ctrl-C after {after} CPU seconds came where a search begins or ends"
    )


def _at_the_door(interrupt):
    """Whether an interrupt came where a search begins or ends to hear of it: within some microseconds."""
    last = traceback.extract_tb(interrupt.__traceback__)[-1]
    return Path(last.filename).name in _DOORS or (last.line or "").startswith("with started(")


def _pressed(search, after):
    wish, answer = _Wish(after), None
    thread = threading.Thread(target=wish.press)
    thread.start()
    try:
        answer = search(stop=lambda: bool(wish.begin()))
        ended = time.process_time()
        wish.over.set()
        thread.join()
    except KeyboardInterrupt:
        if answer is None:
            raise
        ended = time.process_time()
    finally:
        wish.over.set()
        thread.join()
    return answer, 0.0 if wish.asked is None else ended - wish.asked


@pytest.fixture(scope="session", params=[_stopped, _interrupted], ids=["stop", "ctrl-c"])
def end_after(request):
    """Return what runs a search and ends it: its answer, and the CPU seconds that it took from the wish on."""
    return request.param


class _CountedStop:
    """Asks to stop after so many calls: no clock decides."""

    def __init__(self, after):
        self.left = after

    def __call__(self):
        self.left -= 1
        return self.left < 0


@pytest.fixture(scope="session")
def stop_after():
    """Return what makes a `stop()` that is true after so many calls."""
    return _CountedStop
