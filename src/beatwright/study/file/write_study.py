"""A study file written from tables: the last step of whoever puts a study together without an editor."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from beatwright.base.files.atomic_file import write_new_text
from beatwright.base.files.toml_text import toml_text
from beatwright.study.file.study_file import check_study_tables

__all__ = ["write_study"]


def write_study(tables: Mapping[str, Any], path: str | Path) -> Path:
    """Write a study file from its tables; `read_study` reads them back as they are.

    The tables are checked as those of a study file are, but for the files that they name: those are looked for when
    the study is read.

    Parameters
    ----------
    tables : mapping of str to mapping, or to list of mapping
        The tables of a study file by name: options by name, and a list of tables for ``planning``, ``evaluate`` and
        ``examine``, which may stand several times.
    path : path
        The study file, ending in ``.toml``; never one that exists.

    Returns
    -------
    Path
        The study file.

    Raises
    ------
    StudyError
        With every complaint about the tables at once, as `read_study`.
    ParameterError
        Where a value is of a kind that TOML has not.
    InputError
        Where the file exists already.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> tables = {"incidents": {"file": "calls.csv"}, "planning": [{"step": "PMedian", "p": 3}]}
    >>> print(write_study(tables, folder / "study.toml").read_text())
    [incidents]
    file = "calls.csv"
    <BLANKLINE>
    [[planning]]
    step = "PMedian"
    p = 3
    <BLANKLINE>
    """
    text, target = toml_text(tables), Path(path)
    check_study_tables(tomllib.loads(text), target)
    return write_new_text(target, text)
