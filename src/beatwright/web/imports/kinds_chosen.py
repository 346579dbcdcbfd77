"""The table of kinds that an import is read with: the classes chosen, then the rules that held before."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from beatwright.base.errors import Complaints, InputError
from beatwright.base.files.text_file import read_text
from beatwright.data import KindTable

__all__ = ["drafted_kinds", "kinds_text"]

_HEADING = ("pattern", "class", "officers", "penalty", "service_minutes")


def kinds_text(chosen: Mapping[str, str]) -> str:
    """Return a table of kinds as CSV.

    Parameters
    ----------
    chosen : mapping of str to str
        Words of a kind -> its severity class; the more words, the earlier the line, so that none hides another.

    Raises
    ------
    InputError
        Naming every class that there is not.

    Examples
    --------
    >>> kinds_text({"barking dog": "low"}).splitlines()[4]
    'barking dog,low,,,'
    """
    table, complaints = KindTable.default(), Complaints()
    for words, name in chosen.items():
        known = ", ".join(table.severity.names)
        complaints.need(name in table.severity.names, f"'{words}' has the class '{name}'. The classes are {known}.")
        complaints.need(bool(words.strip()), f"A kind without words cannot have a class. Got {words!r}.")
    complaints.raise_if_any(InputError, "The classes cannot be used")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEADING)
    for one in table.severity.classes:
        writer.writerow(("", one.name, one.officers, one.penalty, one.service_minutes))
    for words in sorted(chosen, key=lambda text: (-len(text.split()), text)):
        writer.writerow((words, chosen[words], "", "", ""))
    writer.writerows(_default_rules(table))
    return stream.getvalue()


def _default_rules(table: KindTable) -> list[tuple[object, ...]]:
    def shown(value: float) -> object:
        return "" if value != value else value  # noqa: PLR0124  (NaN: that of the class holds)

    return [(r.pattern, r.name, shown(r.officers), "", shown(r.service_minutes)) for r in table.rules]


def drafted_kinds(draft: Path) -> Sequence[dict[str, Any]]:
    """Return the kinds of a file with class and rows, from the table that `beatwright.study` drafts of it."""
    rows = csv.DictReader(io.StringIO(read_text(draft)))
    return [
        {"words": row["pattern"], "class": "" if row["class"] == "?" else row["class"], "rows": int(row["rows"])}
        for row in rows
        if row["pattern"] and row["rows"]
    ]
