"""Plain values as TOML, which reads back as the same values."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from beatwright.base.errors import ParameterError

__all__ = ["toml_string", "toml_text"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WHOLE = 1 << 63  # TOML has whole numbers of 64 bits


def toml_string(text: str) -> str:
    r"""Return a text between quotes, as TOML has it.

    >>> print(toml_string('a "b"\n'))
    "a \"b\"\n"
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_text(tables: Mapping[str, Any]) -> str:
    """Return tables as the text of a TOML file.

    Parameters
    ----------
    tables : mapping
        Values by name. A mapping becomes a table, a list of mappings a table that stands several times; inside of
        them mappings stand on one line. Numbers of numpy, tuples and paths are written as what they hold.

    Raises
    ------
    ParameterError
        Where a value is of a kind that TOML has not, such as None, or a name is no text: with its place.

    Examples
    --------
    >>> print(toml_text({"study": {"name": "Ours"}, "planning": [{"step": "PMedian", "p": 3, "keep": ["s1"]}]}))
    [study]
    name = "Ours"
    <BLANKLINE>
    [[planning]]
    step = "PMedian"
    p = 3
    keep = ["s1"]
    <BLANKLINE>
    """
    plain = [_line(name, value, "") for name, value in tables.items() if not _heads(value)]
    parts = ["\n".join(plain)] if plain else []
    for name, value in tables.items():
        if not _heads(value):
            continue
        many = not isinstance(value, Mapping)
        for number, row in enumerate(value if many else [value], 1):
            heading = f"[[{_key(name, '')}]]" if many else f"[{_key(name, '')}]"
            place = f"{name} {number}" if many else str(name)
            parts.append("\n".join([heading, *(_line(key, inner, place) for key, inner in row.items())]))
    return "\n\n".join(parts) + "\n"


def _heads(value: object) -> bool:
    """Tell whether a value has headings of its own."""
    rows = value if isinstance(value, list | tuple) else []
    return isinstance(value, Mapping) or (len(rows) > 0 and all(isinstance(row, Mapping) for row in rows))


def _line(name: object, value: object, place: str) -> str:
    return f"{_key(name, place)} = {_value(value, f'{place}.{name}'.lstrip('.'))}"


def _key(name: object, place: str) -> str:
    if not isinstance(name, str):
        raise ParameterError(f"A name in TOML must be a text. Got {name!r}{f' in {place}' if place else ''}.")
    return name if _BARE.fullmatch(name) else _checked_string(name, place or name)


def _value(value: Any, place: str) -> str:
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        value = value.item()
    if isinstance(value, str | Path):
        return _checked_string(str(value), place)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and -_WHOLE <= value < _WHOLE:
        return str(value)
    if isinstance(value, float):
        return repr(float(value))
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inside = ", ".join(_line(name, inner, place) for name, inner in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return f"[{', '.join(_value(each, place) for each in value)}]"
    raise ParameterError(f"'{place}' cannot be written as TOML: {value!r}. Leave it out, or give a text or a number.")


def _checked_string(text: str, place: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ParameterError(f"'{place}' is no text of Unicode: {text!r}. Write it anew.") from None
    return toml_string(text)
