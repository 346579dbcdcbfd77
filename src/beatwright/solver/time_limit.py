"""One clock a solve: every part of it is given what the parts before have left.

Wall-clock seconds of `time.perf_counter`, which never runs backwards. A clock is made where a solve begins and handed
on, so that nested searches share one limit and no part starts its own.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

_LEAST = 0.01  # seconds that a program is given where none are left, so that it starts and says what it knows


def _now() -> float:
    return time.perf_counter()


@dataclass(frozen=True)
class Clock:
    """Seconds since the start of a solve, and those that are left.

    Parameters
    ----------
    seconds : float, optional
        Wall-clock limit of the whole solve; none by default.

    Examples
    --------
    >>> Clock().left, Clock().limit(), Clock(1e-9).limit()
    (inf, None, 0.01)
    """

    seconds: float | None = None
    began: float = field(default_factory=_now)

    @property
    def used(self) -> float:
        """Seconds since the start."""
        return _now() - self.began

    @property
    def left(self) -> float:
        """Seconds until the time is up, negative after that; infinite without a limit."""
        return float("inf") if self.seconds is None else self.seconds - self.used

    @property
    def late(self) -> bool:
        """Whether the time is up."""
        return self.left <= 0.0

    def limit(self, share: float = 1.0) -> float | None:
        """Give the next part its limit, a share of what is left; None where there is none."""
        return None if self.seconds is None else max(share * self.left, _LEAST)
