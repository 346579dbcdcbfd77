"""Which heading of a file holds which of our columns; can be saved and used again."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.files.open_file import nested_deeper
from beatwright.base.files.text_file import read_text
from beatwright.base.files.toml_text import toml_string
from beatwright.data.incidents.columns.column_headings import ROLES

__all__ = ["ColumnMapping"]

_OTHER_NAMES = {"date": "time", "from": "time", "to": "time_end"}


@dataclass(frozen=True)
class ColumnMapping:
    """Our columns and the headings that hold them.

    Parameters
    ----------
    columns : mapping of str to str
        Our column -> the heading in the file. Ours are: ``id`` (a number per row), ``case`` (a number that
        several rows may share), ``time`` (date, or date and time; of a window the earliest), ``clock`` (time of day,
        where it stands apart), ``time_end`` and ``clock_end`` (those of the latest time of a window),
        ``kind``, ``lon`` and ``lat``, or ``x`` and ``y`` (projected), or ``point`` (a place written as text),
        ``hour`` (to check time zones against), ``count`` (for how many incidents a row stands), ``officers``,
        ``service_minutes``. An empty heading means that there is no such column.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> mapping = ColumnMapping({"time": "When", "kind": "What"})
    >>> file = mapping.save(pathlib.Path(tempfile.mkdtemp()) / "columns.toml")
    >>> ColumnMapping.load(file) == mapping
    True
    """

    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        complaints = Complaints()
        tidy: dict[str, str] = {}
        for role, heading in self.columns.items():
            name = _OTHER_NAMES.get(role, role)
            if name not in ROLES:
                complaints.add(f"A column mapping has no column '{role}'. {did_you_mean(str(role), ROLES)}")
            if not isinstance(heading, str):
                complaints.add(f"The heading mapped to '{role}' must be a text. Got {heading!r}.")
            tidy[name] = heading
        complaints.raise_if_any(ParameterError)
        object.__setattr__(self, "columns", tidy)

    def save(self, path: str | Path) -> Path:
        """Write the mapping as TOML and return the path."""
        return write_text(path, self.toml())

    def toml(self) -> str:
        """Return the mapping as TOML."""
        lines = ["# beatwright: our column = the heading in your file", "[columns]"]
        lines += [f"{role} = {toml_string(heading)}" for role, heading in self.columns.items()]
        return "\n".join(lines) + "\n"

    @classmethod
    def load(cls, path: str | Path) -> ColumnMapping:
        """Read a mapping from TOML or JSON; the columns may stand in a table ``columns``.

        Raises
        ------
        InputError
            Where there is no such file, or it is not a mapping.
        """
        path = Path(path)
        try:
            text = read_text(path)
            values: Any = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        except InputError as problem:
            raise InputError(f"The column mapping cannot be read: {problem}") from None
        except (ValueError, RecursionError) as problem:
            raise InputError(f"The column mapping '{path}' cannot be read: {problem}.") from None
        columns = values.get("columns", values) if isinstance(values, dict) and text.strip() else None
        if not isinstance(columns, dict) or nested_deeper(columns):
            raise InputError(f"'{path}' holds no column mapping. Write lines such as: time = \"Date Occurred\"")
        try:
            return cls(columns)
        except ParameterError as problem:
            raise InputError(f"The column mapping '{path}' is wrong: {problem}") from None
