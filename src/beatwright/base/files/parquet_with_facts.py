"""Parquet files of our own: columns, and what holds for all rows as JSON in the metadata of the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet

from beatwright.base.errors import BeatwrightError, InputError
from beatwright.base.files.atomic_file import atomic_path
from beatwright.base.files.open_file import format_of, regular_file, reporting_damage

__all__ = ["ParquetWithFacts"]


@dataclass(frozen=True)
class ParquetWithFacts:
    """A kind of file: how it is known again, and what is said where it cannot be used.

    Parameters
    ----------
    key : str
        Under which the facts stand in the metadata of the file.
    what : str
        What such a file is, as in "is no file of calls".
    remake : str
        What the user can do about a file that cannot be used.
    version : int, default 1
        Files of another version are refused.
    """

    key: str
    what: str
    remake: str
    version: int = 1

    def write(self, path: str | Path, columns: Mapping[str, npt.NDArray[Any]], facts: Mapping[str, object]) -> Path:
        """Write columns and facts, whole or not at all, and return the path."""
        told = json.dumps({**facts, "format": self.version}, ensure_ascii=False, default=str).encode()
        table = pa.table({name: np.ascontiguousarray(column) for name, column in columns.items()})
        with atomic_path(path) as temporary:
            pyarrow.parquet.write_table(
                table.replace_schema_metadata({self.key.encode(): told}), temporary, compression="zstd"
            )
        return Path(path)

    def read(self, path: str | Path) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
        """Return columns and facts.

        Raises
        ------
        InputError
            Where the file is missing or damaged, or holds something else.
        """
        file = regular_file(path)
        with reporting_damage(file, self.remake, own=True):
            facts = self._facts(file)
            if facts is None:
                raise InputError(f"'{file}' is {self.what}. {self.remake}")
            if facts.pop("format") != self.version:
                raise InputError(f"'{file}' was written by another version of beatwright. {self.remake}")
            table = pyarrow.parquet.read_table(file, partitioning=None)
            return {name: table[name].to_numpy() for name in table.column_names}, facts

    def is_one(self, path: str | Path) -> bool:
        """Say whether a file is of this kind; False too where it cannot be read."""
        try:
            with reporting_damage(path, self.remake, own=True):
                return self._facts(regular_file(path)) is not None
        except BeatwrightError:
            return False

    def _facts(self, file: Path) -> dict[str, Any] | None:
        if format_of(file) != "Parquet":
            return None
        told = (pyarrow.parquet.read_schema(file).metadata or {}).get(self.key.encode())
        return None if told is None else dict(json.loads(told))
