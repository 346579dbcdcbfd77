"""The case that a child process works on; the one used last stays in memory."""

from __future__ import annotations

from functools import lru_cache

from beatwright.base.errors import InputError
from beatwright.core.case import Case
from beatwright.web.work.job_request import JobRequest

__all__ = ["case_in_hand"]


def case_in_hand(request: JobRequest) -> Case:
    """Return the case of a request.

    Raises
    ------
    InputError
        Where the folder is gone, or holds another case than the one that was asked for.
    """
    return _read(request.folder, request.digest)


@lru_cache(maxsize=1)
def _read(folder: str, digest: str) -> Case:
    case = Case.load(folder)
    if case.digest != digest:
        raise InputError(f"The case '{case.name}' was made anew meanwhile. Open the folder again.")
    return case
