"""The manifest as rows: any nesting of mappings and lists becomes 'where: value'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from beatwright.base.plain_text import clean
from beatwright.base.words import significant

__all__ = ["manifest_parts", "manifest_rows", "reading_facts"]

_DEEPEST = 12
_LONGEST = 2000
_MOST = 2000


def manifest_rows(values: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return (group, key, value) of everything in a manifest, in the order given.

    Examples
    --------
    >>> manifest_rows({"seed": 1, "inputs": [{"file": "a.csv", "sha256": "0f"}]})
    (('seed', '', '1'), ('inputs', '1 file', 'a.csv'), ('inputs', '1 sha256', '0f'))
    """
    rows = []
    for group, value in values.items():
        for path, text in _flat(value, (), 0):
            rows.append((clean(group, 80), clean(" ".join(path), 200), text))
            if len(rows) >= _MOST:
                return (*rows, ("…", "", "more in manifest.json"))
    return tuple(rows)


_PARTS = {"seed": "seeds", "inputs": "inputs with checksums", "seconds": "wall times", "finished": "end of the run"}


def manifest_parts(values: Mapping[str, Any]) -> str:
    """Say what a manifest holds.

    >>> manifest_parts({"versions": {}, "seed": 1, "inputs": []}), manifest_parts({})
    ('Versions, seeds, inputs with checksums', 'Empty')
    """
    text = ", ".join(_PARTS.get(group, clean(group, 80)) for group in values) or "empty"
    return text[0].upper() + text[1:]


def _flat(value: object, path: tuple[str, ...], depth: int) -> Iterable[tuple[tuple[str, ...], str]]:
    if depth < _DEEPEST and isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(inner, (*path, str(key)), depth + 1)
    elif depth < _DEEPEST and isinstance(value, (list, tuple)) and any(isinstance(v, (Mapping, list)) for v in value):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, (*path, str(number)), depth + 1)
    else:
        yield path, clean(_value_text(value), _LONGEST)


def _value_text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value) if value else "none"
    if isinstance(value, Mapping):
        return str(dict(value)) if value else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else significant(value, 6) if isinstance(value, float) else str(value)


def reading_facts(facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    r"""Return (what, value) of how a file was understood.

    >>> reading_facts({"rows by year": "2021 4,897 ####\n2022 0\n2023 4,814 ###", "format": "CSV #1"})
    (('rows by year', '2021 4,897, 2022 0, 2023 4,814'), ('format', 'CSV #1'))
    """
    shown = {name: _without_bars(value) if name.startswith("rows by ") else value for name, value in facts.items()}
    return tuple((f"{group} {key}".strip(), value) for group, key, value in manifest_rows(shown))


def _without_bars(chart: object) -> str:
    """Return a chart of text as a list: signs that draw bars mean nothing in the middle of a line."""
    return ", ".join(line.rstrip("# ") for line in str(chart).splitlines())
