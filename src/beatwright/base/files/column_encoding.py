"""Columns of text whose bytes are not UTF-8, made readable, and what to tell of them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from beatwright.base.files.encoding import CODE_PAGES, code_page_of
from beatwright.base.words import count_of, plural

__all__ = ["is_text", "readable"]


def readable(table: pa.Table, messages: list[str]) -> pa.Table:
    r"""Return the table with every text in UTF-8 and every column with a name.

    Parameters
    ----------
    table : pyarrow.Table
        As a library read it; its texts may hold any bytes.
    messages : list of str
        Takes a sentence for every column that was changed.

    Examples
    --------
    >>> binary = pa.array([b"Diebstahl", b"\xdcberfall"])
    >>> spoilt = pa.StringArray.from_buffers(2, *binary.buffers()[1:])
    >>> messages = []
    >>> readable(pa.table({"kind": spoilt}), messages)["kind"].to_pylist(), len(messages)
    (['Diebstahl', 'Überfall'], 1)
    """
    names = [_name(table, at) for at in range(table.num_columns)]
    if unnamed := names.count(""):
        messages.append(
            f"The {plural(unnamed, 'heading', 'headings')} of {count_of(unnamed, 'column')} cannot be read."
        )
        names = [name or f"column {number}" for number, name in enumerate(names, 1)]
        table = table.rename_columns(names)
    for at, name in enumerate(names):
        column = table.column(at)
        if is_text(column.type) and not _is_utf8(column):
            table = table.set_column(at, name, _decoded(column, name, messages))
    return table


def _name(table: pa.Table, at: int) -> str:
    try:
        return str(table.field(at).name)
    except UnicodeDecodeError:
        return ""


def is_text(kind: Any) -> bool:
    """Say whether a pyarrow type is text, plain or as a dictionary."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_string_view(inner))


def _is_utf8(column: Any) -> bool:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid as problem:
        if "UTF8" in str(problem):
            return False
        raise
    return True


def _decoded(column: Any, name: str, messages: list[str]) -> Any:
    plain = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    values = plain.cast(pa.large_binary()).to_pylist()
    spoilt = [value for value in values if value is not None and not _valid(value)]
    page = code_page_of(spoilt)
    messages.append(
        f"{count_of(len(spoilt), 'text')} in the column '{name}' {plural(len(spoilt), 'is', 'are')} not in UTF-8; read "
        f"as {CODE_PAGES[page]}, such as '{spoilt[0].decode(page)[:40]}'. Where that is wrong, export it as UTF-8."
    )
    texts = [value if value is None else value.decode("utf-8" if _valid(value) else page) for value in values]
    return pa.array(texts, pa.string())


def _valid(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
