"""How often somebody may ask: a bucket of tokens that fills at an even rate."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["TokenBuckets"]

_REMEMBERED = 10_000  # keys; the ones that asked longest ago are forgotten first


@dataclass(frozen=True)
class TokenBuckets:
    """One bucket for every key.

    Parameters
    ----------
    per_second : float
        Tokens that come in.
    size : float
        Tokens that a full bucket holds: so many requests may come at once.
    clock : callable
        Seconds that only grow.

    Examples
    --------
    >>> seconds = iter([0.0, 0.0, 0.0, 60.0])
    >>> sign_in = TokenBuckets(2 / 60, 2, lambda: next(seconds))
    >>> [round(sign_in.wait("ana")) for _ in range(4)]
    [0, 0, 30, 0]
    """

    per_second: float
    size: float
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def wait(self, key: str) -> float:
        """Take a token; return 0, or the seconds until there is one where there is none, and none is taken then."""
        with self._turn:
            at = self.clock()
            tokens, then = self._buckets.pop(key, (self.size, at))
            tokens = min(self.size, tokens + (at - then) * self.per_second)
            taken = tokens >= 1 - 1e-9  # whoever waited as long as was said finds one
            self._buckets[key] = (max(tokens - taken, 0.0), at)
            while len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - tokens) / self.per_second
