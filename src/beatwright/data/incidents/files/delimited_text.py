"""Delimited text -> a raw table; no row is lost or shifted, whatever its quotes are like."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from beatwright.base.errors import InputError
from beatwright.base.files.encoding import guessed_encoding_warnings, to_utf8
from beatwright.base.files.text_file import whole_file
from beatwright.base.files.title_lines import heading_row, separator_line
from beatwright.data.incidents.columns.column_headings import KNOWN, NEEDED
from beatwright.data.incidents.files.delimited_records import need_two_columns, split_line, split_records
from beatwright.data.incidents.files.raw_table import BadRow, RawTable, unique_headings
from beatwright.data.incidents.files.rows_below_table import marked_notes
from beatwright.data.incidents.files.spreadsheet_marks import without_marks

__all__ = ["count_lines", "read_delimited"]

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SAMPLE = 1 << 18
_SAMPLE_LINES = 200
_CHUNK = 1 << 24
_SHOWN = 500
_HEADER_LINES = 20
_LINE = re.compile(rb"[\r\n]*([^\r\n]+)")


def read_delimited(path: Path, header_row: int | str = "auto", encoding: str = "auto") -> RawTable:
    """Read delimited text; every column as text.

    Parameters
    ----------
    path : Path
        The file.
    header_row : int or {"auto", "none"}
        The line of the headings, from 1; "auto": the first that is not blank, or a later one below titles; "none":
        there are none, and the columns are numbered.
    encoding : str
        How the letters are written; "auto": as the bytes tell.

    Raises
    ------
    InputError
        Where the file is empty, is not text, or has a single column.
    """
    text, label = to_utf8(whole_file(path), path.name, encoding)
    named, start = separator_line(text)
    text, messages = _from_headings(text, start, header_row, path.name)
    sample = _sample(text)
    if not sample:
        raise InputError(f"'{path.name}' is empty. Export the incidents again, with a first line of headings.")
    delimiter = named or _delimiter(sample)
    headings, start = _header(text, sample, delimiter)
    if header_row == "none":
        headings, start = [f"column {number}" for number, _ in enumerate(headings, 1)], 0
    need_two_columns(headings, path.name)
    body = memoryview(text)[start:]
    columns, rows, bad = _fast(body, headings, delimiter) or _careful(body, headings, delimiter)
    columns = without_marks(columns)
    facts = {"format": "CSV", "encoding": label, "delimiter": _DELIMITERS[delimiter]}
    return RawTable(
        columns,
        rows,
        marked_notes(bad, len(columns) + len(bad)),
        facts,
        warnings=(*guessed_encoding_warnings(label), *messages),
    )


def _from_headings(text: bytes, start: int, header_row: int | str, name: str) -> tuple[bytes, tuple[str, ...]]:
    """Return the text from its headings on, and what to say of the lines above; `start` is behind a line ``sep=``."""
    if header_row == "none":
        return text[start:], ()
    if header_row == "auto":
        return _below_titles(text[start:] if start else text, line=2 if start else 1)
    lines = text.decode("utf-8", errors="replace").splitlines(keepends=True)
    if int(header_row) > len(lines):
        raise InputError(f"'{name}' has {len(lines)} lines, so that header_row = {header_row} names none of them.")
    return "".join(lines[int(header_row) - 1 :]).encode(), ()


def _below_titles(text: bytes, *, line: int) -> tuple[bytes, tuple[str, ...]]:
    """Return the text from its headings on, and what to say of the lines above; the text begins in line `line`."""
    first = list(islice(_LINE.finditer(text), _HEADER_LINES))
    lines = [match[1].decode("utf-8", errors="replace") for match in first]
    for delimiter in _DELIMITERS:
        number = heading_row([_fields(content, delimiter) for content in lines], KNOWN, NEEDED)
        if number:
            start = first[number].start(1)
            line += len(_lines(text[:start].decode("utf-8", errors="replace"))) - 1
            return text[start:], (f"The headings stand in line {line}; the lines above them are not read as rows.",)
    return text, ()


def _sample(text: bytes) -> list[str]:
    head = text[:_SAMPLE].decode("utf-8", errors="ignore")
    lines = [line for line in _lines(head) if line]
    if len(text) > _SAMPLE and len(lines) > 1:
        lines.pop()  # cut in the middle
    return lines[:_SAMPLE_LINES]


def _lines(text: str) -> list[str]:
    """Split at the ends of lines that a CSV knows; str.splitlines would also split at rarer characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _fields(line: str, delimiter: str) -> list[str]:
    return split_line(line, delimiter) or line.split(delimiter)


def _delimiter(sample: list[str]) -> str:
    """Return the delimiter that gives many columns, the same number in most lines."""

    def score(delimiter: str) -> float:
        widths = [len(_fields(line, delimiter)) for line in sample]
        agreeing = sum(width == widths[0] for width in widths) / len(widths)
        return 0.0 if widths[0] < 2 else widths[0] * (0.05 + agreeing)

    return max(_DELIMITERS, key=score)


def _header(text: bytes, sample: list[str], delimiter: str) -> tuple[list[str], int]:
    """Return the headings, and where the body begins; a quoted heading may run over several lines."""
    joined, headings, start = "", None, 0
    for number, match in enumerate(_LINE.finditer(text)):
        line = match[1].decode("utf-8", errors="replace")
        joined = f"{joined}\n{line}" if number else line
        headings = split_line(joined, delimiter, strict=True)
        start = match.end() if number == 0 or headings else start
        if headings or number == _HEADER_LINES:
            break
    if headings is None:
        headings = sample[0].split(delimiter)
    whole = [fields for line in sample[1:] if (fields := split_line(line, delimiter))]
    widths = Counter(len(fields) for fields in whole)
    width = widths.most_common(1)[0][0] if widths else len(headings)
    alone = len(whole) == len(sample) - 1  # no quote stays open, so that lines are rows
    if alone and width > len(headings) and _only_trailing(whole, len(headings), width):
        headings += [""] * (width - len(headings))
    return unique_headings(headings), start


def _only_trailing(rows: list[list[str]], named: int, width: int) -> bool:
    """Say whether rows are wider than the header only because each ends in delimiters."""
    return not any(field.strip() for fields in rows if len(fields) == width for field in fields[named:])


def count_lines(data: memoryview) -> int:
    r"""Return the number of lines that are not empty; lines end in LF, CR LF or CR.

    >>> count_lines(memoryview(b"a\r\n\nb\rc"))
    3
    """
    total, before = 0, True
    for start in range(0, len(data), _CHUNK):
        part = np.frombuffer(data[start : start + _CHUNK], dtype=np.uint8)
        end = (part == 10) | (part == 13)
        total += int(np.count_nonzero(~end[1:] & end[:-1])) + int(before and not end[0])
        before = bool(end[-1])
    return total


def _fast(body: memoryview, headings: list[str], delimiter: str) -> tuple[Any, Any, list[BadRow]] | None:
    """Read with pyarrow; None where a quote swallowed ends of lines, so that its rows cannot be trusted."""
    lines = count_lines(body)
    bad: list[BadRow] = []

    def note(row: Any) -> str:
        found = f"{row.actual_columns} fields instead of {row.expected_columns}"
        bad.append(BadRow(row.number, found, row.text[:_SHOWN]))
        return "skip"

    if lines == 0:
        return pa.table({heading: pa.array([], pa.string()) for heading in headings}), np.arange(0), bad
    try:
        columns = pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(body)),
            # Rows have numbers only where one thread reads them.
            read_options=pa_csv.ReadOptions(use_threads=False, column_names=headings, block_size=1 << 24),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter, invalid_row_handler=note),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(headings, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        )
    except pa.ArrowException:
        return None
    if len(columns) + len(bad) != lines:
        return None
    rows = np.arange(1, lines + 1)
    return columns, np.delete(rows, [row.row - 1 for row in bad]), bad


def _careful(body: memoryview, headings: list[str], delimiter: str) -> tuple[Any, Any, list[BadRow]]:
    records = split_records(_lines(bytes(body).decode("utf-8", errors="replace")), delimiter, len(headings))
    columns = {
        heading: pa.array([fields[i] or None for fields in records.fields], pa.string())
        for i, heading in enumerate(headings)
    }
    return pa.table(columns), np.array(records.rows, dtype=np.int64), records.bad
