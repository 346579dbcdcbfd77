"""Who does the parallel work: this process, several on this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import joblib

from beatwright.base.errors import MissingExtraError, StudyError
from beatwright.base.worker_processes import end_processes

__all__ = ["read_jobs", "workers"]

_CLUSTER = "dask:"


def read_jobs(jobs: int | str) -> int | str:
    """Return the number of processes, or the address of a cluster.

    Parameters
    ----------
    jobs : int or str
        A number of at least 1, or ``dask:ADDRESS`` of a dask.distributed scheduler.

    Raises
    ------
    StudyError
        Where it is neither.

    Examples
    --------
    >>> read_jobs("2"), read_jobs("dask:tcp://localhost:8786")
    (2, 'dask:tcp://localhost:8786')
    """
    text = str(jobs).strip()
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    if text.startswith(_CLUSTER) and len(text) > len(_CLUSTER):
        return text
    raise StudyError(f"--jobs must be a number of at least 1, or dask:tcp://HOST:PORT. Got {jobs!r}.")


@contextmanager
def workers(jobs: int | str) -> Iterator[None]:
    """Let every ``joblib.Parallel`` of the block work where `jobs` says.

    Raises
    ------
    StudyError
        Where `jobs` is wrong or the cluster does not answer.
    MissingExtraError
        Where a cluster is named and dask.distributed is not installed.
    """
    wanted = read_jobs(jobs)
    if isinstance(wanted, int):
        try:
            with joblib.parallel_config(n_jobs=wanted):
                yield
        except BaseException:
            end_processes()
            raise
        return
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise MissingExtraError("distributed", "cluster", "Work on a cluster") from None
    address = wanted.removeprefix(_CLUSTER)
    try:
        client = distributed.Client(address, timeout="10s")
    except (OSError, ValueError) as problem:
        raise StudyError(f"The cluster at '{address}' does not answer: {problem}") from None
    with client, joblib.parallel_config(backend="dask"):
        yield
