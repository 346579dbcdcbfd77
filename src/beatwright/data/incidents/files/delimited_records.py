"""Delimited text taken apart record by record: slower than pyarrow, but an open quote never swallows a row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from beatwright.base.errors import InputError
from beatwright.data.incidents.files.raw_table import BadRow

__all__ = ["Records", "split_line", "split_records"]

# A quoted field may run over this many lines; beyond them its quote was never meant to open one.
_LINES = 50
_SHOWN = 500


@dataclass
class Records:
    """Records taken apart: the whole ones with their numbers (from 1), and the others."""

    fields: list[list[str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


@lru_cache(maxsize=8)
def _field_pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]++|"")*+)"|((?!")[^{mark}]*+))({mark}|\Z)')


def split_line(line: str, delimiter: str, *, strict: bool = False) -> list[str] | None:
    """Return the fields of one record; None where its quotes are broken.

    Without `strict`, what follows a closing quote belongs to the field, as spreadsheets read it.

    >>> split_line('1,"a, b",c', ",")
    ['1', 'a, b', 'c']
    >>> split_line('1,"a', ",") is None
    True
    """
    if '"' not in line:
        return line.split(delimiter)
    pattern, fields, position = _field_pattern(delimiter), [], 0
    while True:
        match = pattern.match(line, position)
        if match is None:
            return None if strict else _lenient(line, delimiter)
        quoted = match[1]
        fields.append(match[2] if quoted is None else quoted.replace('""', '"'))
        position = match.end()
        if not match[3]:
            return fields


def _lenient(line: str, delimiter: str) -> list[str] | None:
    fields: list[str] = []
    current: list[str] = []
    inside = begun = doubled = False
    for character, following in zip(line, line[1:] + "\n", strict=True):
        if doubled:
            doubled = False
        elif character == '"' and inside and following == '"':
            current.append('"')
            doubled = True
        elif character == '"' and (inside or not begun):
            inside, begun = not inside, True
        elif character == delimiter and not inside:
            fields.append("".join(current))
            current, begun = [], False
        else:
            current.append(character)
            begun = True
    return None if inside else [*fields, "".join(current)]


def split_records(lines: list[str], delimiter: str, width: int) -> Records:
    """Take `lines` apart into records of `width` fields.

    A record whose quote stays open is joined with the lines that follow as long as that gives a whole record;
    otherwise its first line alone is a bad row and reading goes on with the next line.
    """
    records = Records()
    position = row = 0
    while position < len(lines):
        if not lines[position]:
            position += 1
            continue
        row += 1
        fields, taken = _record(lines, position, delimiter, width)
        if fields is not None and len(fields) == width:
            records.fields.append(fields)
            records.rows.append(row)
        else:
            found = "a quote that is never closed" if fields is None else f"{len(fields)} fields instead of {width}"
            records.bad.append(BadRow(row, found, lines[position][:_SHOWN]))
        position += taken
    return records


def _record(lines: list[str], position: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    line = lines[position]
    fields = split_line(line, delimiter)
    if fields is not None or line.count('"') == 0:
        return fields, 1
    joined = line
    for taken in range(2, min(_LINES, len(lines) - position) + 1):
        following = lines[position + taken - 1]
        joined = f"{joined}\n{following}"
        if '"' in following:
            whole = split_line(joined, delimiter, strict=True)
            if whole is not None and len(whole) == width:
                return whole, taken
    return None, 1


def need_two_columns(headings: list[str], name: str) -> None:
    """Complain where a text file holds one column."""
    if len(headings) < 2:
        raise InputError(
            f"'{name}' has a single column, '{headings[0][:60]}'. A table of incidents needs times and places in "
            "columns divided by a comma, a semicolon, a tab or a bar. Where lines of a title stand above the headings, "
            "say in which line these stand: header_row = 4, for instance."
        )
