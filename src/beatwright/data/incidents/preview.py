"""A first look into a file of incidents: its columns, what they hold, and what each is taken for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from beatwright.base.columns.text_columns import as_text
from beatwright.base.errors import InputError
from beatwright.base.words import count_of
from beatwright.data.incidents.columns.column_finder import Finder
from beatwright.data.incidents.columns.column_headings import ROLES
from beatwright.data.incidents.columns.column_mapping import ColumnMapping
from beatwright.data.incidents.columns.portals import portal_of
from beatwright.data.incidents.columns.recognised_columns import (
    guess_columns,
    missing_columns,
    missing_hints,
    need_time_and_place,
)
from beatwright.data.incidents.dates.date_parts import with_dates
from beatwright.data.incidents.files.open_table import open_table
from beatwright.data.incidents.files.raw_table import RawTable
from beatwright.data.incidents.incident_source import IncidentSource

__all__ = ["Preview", "PreviewColumn", "preview"]

_SAMPLES = 5
_LONGEST = 60  # characters of a sample


@dataclass(frozen=True)
class PreviewColumn:
    """A column of a file.

    Parameters
    ----------
    heading : str
        As it stands in the file; a column without one has its number.
    samples : tuple of str
        The first five different values, cut after 60 characters.
    filled : float
        Share of the rows in which it holds anything.
    guess : str
        The column of ours that it is taken for, such as "time"; empty: none.
    fits : tuple of str
        Every column of ours that its heading and its values fit.
    """

    heading: str
    samples: tuple[str, ...] = ()
    filled: float = 0.0
    guess: str = ""
    fits: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {**vars(self), "samples": list(self.samples), "fits": list(self.fits)}


@dataclass(frozen=True)
class Preview:
    """The columns of a file of incidents, before any row is read as an incident.

    Parameters
    ----------
    source : str
        Name of the file.
    rows : int
        Rows below the headings.
    columns : tuple of PreviewColumn
        In the order of the file. Where dates stand in pieces, a last column has them together.
    mapping : mapping of str to str
        Our column -> heading, as `check_incidents` reads them, or as given.
    rivals : mapping of str to tuple of str
        Our column -> the other headings that fit it.
    missing : tuple of str
        "time" and "place", where no heading was found for them.
    advice : str
        What to do about these in a study file; empty where nothing is missing.
    hints : tuple of str
        Where they may be, in words that hold wherever columns are chosen.
    portal : str
        The portal that the file comes from, where its headings give it away; else empty.
    notes : tuple of str
        Choices between several headings, and what the reader of the format had to say.
    facts : mapping
        Format, encoding, delimiter, sheet, layer.
    """

    source: str
    rows: int
    columns: tuple[PreviewColumn, ...]
    mapping: Mapping[str, str] = field(default_factory=dict)
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    advice: str = ""
    hints: tuple[str, ...] = ()
    portal: str = ""
    notes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "source": self.source,
            "rows": self.rows,
            "columns": [column.to_dict() for column in self.columns],
            "mapping": dict(self.mapping),
            "rivals": {ours: list(headings) for ours, headings in self.rivals.items()},
            "missing": list(self.missing),
            "advice": self.advice,
            "hints": list(self.hints),
            "portal": self.portal,
            "notes": list(self.notes),
            "facts": {
                name: value if isinstance(value, int | float) else str(value) for name, value in self.facts.items()
            },
        }

    def __str__(self) -> str:
        lines = [f"{self.source}: {count_of(self.rows, 'row')}, {count_of(len(self.columns), 'column')}."]
        width = max((len(column.heading) for column in self.columns), default=0)
        for column in self.columns:
            taken = f"{column.guess or '-':15}"
            lines.append(f"  {column.heading:{width}}  {taken}  {', '.join(column.samples[:3])}".rstrip())
        return "\n".join([*lines, *self.notes, *([self.advice] if self.advice else [])])


def preview(source: IncidentSource | str | Path, folder: str | Path = ".") -> Preview:
    r"""Look into a file of incidents: headings, samples, what each column is taken for, and what else it could be.

    The columns are those that `check_incidents` finds, in every format that it reads. Where it would raise for want of
    a time or a place, this says so in `missing` and `advice`, so that somebody can choose the columns.

    Parameters
    ----------
    source : IncidentSource or path
        The file, with options or without; its `mapping` is taken as given.
    folder : path
        What a relative file is relative to.

    Returns
    -------
    Preview

    Raises
    ------
    InputError
        Where the file is missing, empty, damaged or of no format that is read; or a heading of the mapping is not
        there.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "calls.csv"
    >>> _ = file.write_text("Report Date,Date,Offense,lat,lon\n2024-05-02,2024-05-01,THEFT,38.63,-90.2\n")
    >>> seen = preview(file)
    >>> seen.mapping["time"], seen.rivals["time"]
    ('Date', ('Report Date',))
    >>> seen.columns[2].heading, seen.columns[2].samples, seen.columns[2].guess
    ('Offense', ('THEFT',), 'kind')
    """
    step = source if isinstance(source, IncidentSource) else IncidentSource(str(source))
    folder = Path(folder)
    mapping = ColumnMapping.load(folder / step.mapping).columns if isinstance(step.mapping, str) else step.mapping
    table = open_table(
        folder / step.file, sheet=step.sheet, layer=step.layer, header_row=step.header_row, encoding=step.encoding
    )
    table, mapping = with_dates(table, mapping)
    finder = Finder(table)
    chosen, _ = guess_columns(finder, mapping)
    fits = _fits(Finder(table))
    rivals = {ours: tuple(h for h in found if h != chosen.get(ours)) for ours, found in fits.items()}
    portal = portal_of(table.headings)
    return Preview(
        source=Path(step.file).name,
        rows=table.read,
        columns=tuple(_column(table, heading, chosen, fits) for heading in table.headings),
        mapping=chosen,
        rivals={ours: headings for ours, headings in rivals.items() if headings},
        missing=missing_columns(chosen),
        advice=_advice(finder, chosen),
        hints=missing_hints(finder, chosen),
        portal="" if portal is None else portal.name,
        notes=(*table.warnings, *finder.notes),
        facts=table.facts,
    )


def _fits(finder: Finder) -> dict[str, tuple[str, ...]]:
    """Return the headings that fit each column of ours, the best first."""
    found = {role: tuple(finder.candidates(role)) for role in ROLES}
    return {role: headings for role, headings in found.items() if headings}


def _advice(finder: Finder, chosen: Mapping[str, str]) -> str:
    try:
        need_time_and_place(finder, chosen)
    except InputError as told:
        return str(told)
    return ""


def _column(
    table: RawTable, heading: str, chosen: Mapping[str, str], fits: Mapping[str, tuple[str, ...]]
) -> PreviewColumn:
    texts = pc.utf8_trim_whitespace(as_text(table.columns.column(heading)))
    held = texts.filter(pc.fill_null(pc.not_equal(texts, ""), fill_value=False))
    samples = dict.fromkeys(" ".join(text.split())[:_LONGEST] for text in pc.unique(held.slice(0, 1000)).to_pylist())
    return PreviewColumn(
        heading,
        tuple(samples)[:_SAMPLES],
        len(held) / len(texts) if len(texts) else 0.0,
        next((ours for ours, found in chosen.items() if found == heading), ""),
        tuple(ours for ours, found in fits.items() if heading in found),
    )
