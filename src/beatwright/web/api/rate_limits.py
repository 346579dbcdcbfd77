"""Refuse who asks too often, and say for how long."""

from __future__ import annotations

import math

from beatwright.web.problem_answers import RequestProblem
from beatwright.web.token_buckets import TokenBuckets

__all__ = ["slow_down"]


def slow_down(buckets: TokenBuckets, key: str) -> None:
    """Take a token of a key; RequestProblem 429 where there is none.

    Parameters
    ----------
    buckets : TokenBuckets
        How often.
    key : str
        Who.
    """
    seconds = buckets.wait(key)
    if seconds:
        wait = str(math.ceil(seconds))
        raise RequestProblem(429, "too often", f"Too many tries. Try again in {wait} s.", headers={"retry-after": wait})
