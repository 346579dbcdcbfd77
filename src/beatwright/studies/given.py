"""The folder of real data, where a user has one."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["given_data", "left_out"]

_VARIABLE = "BEATWRIGHT_DATA"


def given_data(data: Path | None) -> Path | None:
    """Return the folder that was given, else that of the environment variable BEATWRIGHT_DATA, else None."""
    named = os.environ.get(_VARIABLE)
    return data or (Path(named) if named else None)


def left_out(city: str, data: Path | None) -> str:
    """Say why a city was left out, and what to do.

    >>> left_out("St. Louis", None)
    'St. Louis was left out: no data folder was given. Give the folder with --data FOLDER or BEATWRIGHT_DATA.'
    """
    where = "no data folder was given" if data is None else f"'{data}' does not hold its files"
    return f"{city} was left out: {where}. Give the folder with --data FOLDER or {_VARIABLE}."
