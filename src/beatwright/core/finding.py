"""What an examiner finds: sentences, figures, tables and charts that any report can show without knowing their kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.chart import Chart, chart_from_dict
from beatwright.core.measure import Measure
from beatwright.core.table import Table

__all__ = ["Finding"]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)\d")  # no file on Windows can have these names


@dataclass(frozen=True, eq=False)
class Finding:
    """One answer about a case.

    Parameters
    ----------
    name : str
        Of the file in the case folder, ``findings/NAME.json``, and of the section in the report: small letters,
        digits, ``-`` and ``_``.
    title : str
        Heading in the report and on the command line.
    sentences : sequence of str
        The answer in words, the most important first.
    measures : sequence of Measure
        Figures of different names.
    tables : sequence of Table
        Of different names.
    charts : sequence of Chart
        Of different names.
    certificates : mapping of str to Certificate
        What is proven, by what it is of.
    details : mapping
        What the examiner worked with, as plain values for JSON: kept in the case folder, shown nowhere.
    short : str
        Name in the report's menu; empty: the title.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> found = Finding("night-shift", "The night shift", ["Half of all calls come at night."])
    >>> Finding.from_dict(found.to_dict()) == found
    True
    """

    name: str
    title: str
    sentences: Sequence[str] = ()
    measures: Sequence[Measure] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    certificates: Mapping[str, Certificate] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    short: str = ""

    def __post_init__(self) -> None:
        complaints = Complaints()
        if isinstance(self.sentences, str):
            complaints.add(f"The 'sentences' of a Finding must be a sequence of texts. Got {self.sentences!r}.")
            complaints.raise_if_any(ParameterError)
        for part in ("sentences", "measures", "tables", "charts"):
            object.__setattr__(self, part, tuple(getattr(self, part)))
        complaints.need(
            isinstance(self.name, str) and bool(_NAME.fullmatch(self.name)) and not _DEVICES.fullmatch(self.name),
            "The 'name' of a Finding is that of a file: small letters, digits, '-' and '_', at most 60. "
            f"Got {self.name!r}.",
        )
        complaints.add(check.text("Finding", "title", self.title))
        complaints.need(
            all(isinstance(text, str) for text in self.sentences),
            f"The 'sentences' of a Finding must be texts. Got {self.sentences!r}.",
        )
        for part in ("measures", "tables", "charts"):
            complaints.add(_twice(self.name, part, [one.name for one in getattr(self, part)]))
        complaints.raise_if_any(ParameterError, "This finding cannot be stated")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __getitem__(self, name: str) -> float:
        """Return the value of the measure `name`."""
        for measure in self.measures:
            if measure.name == name:
                return measure.value
        known = [measure.name for measure in self.measures]
        raise KeyError(f"There is no measure '{name}'. {check.did_you_mean(name, known)}")

    def table(self, name: str) -> Table:
        """Return the table `name`."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(f"There is no table '{name}'. {check.did_you_mean(name, [one.name for one in self.tables])}")

    def chart(self, name: str) -> Chart:
        """Return the chart `name`."""
        for chart in self.charts:
            if chart.name == name:
                return chart
        raise KeyError(f"There is no chart '{name}'. {check.did_you_mean(name, [one.name for one in self.charts])}")

    @cached_property
    def digest(self) -> str:
        """Hash of the content; wall times do not count."""
        return digest_of(_timeless(self.to_dict()))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        return {
            "name": self.name,
            "title": self.title,
            "short": self.short,
            "sentences": list(self.sentences),
            "measures": [measure.to_dict() for measure in self.measures],
            "tables": [table.to_dict() for table in self.tables],
            "charts": [chart.to_dict() for chart in self.charts],
            "certificates": {name: proof.to_dict() for name, proof in self.certificates.items()},
            "details": dict(self.details),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Finding:
        """Read what `to_dict` wrote."""
        return cls(
            name=values["name"],
            title=values["title"],
            sentences=tuple(values["sentences"]),
            measures=tuple(Measure.from_dict(measure) for measure in values["measures"]),
            tables=tuple(Table.from_dict(table) for table in values["tables"]),
            charts=tuple(chart_from_dict(chart) for chart in values["charts"]),
            certificates={name: Certificate.from_dict(proof) for name, proof in values["certificates"].items()},
            details=values["details"],
            short=values["short"],
        )


def _twice(name: str, part: str, names: Iterable[str]) -> str | None:
    seen = [one.casefold() for one in names]
    again = sorted({one for one in seen if seen.count(one) > 1})
    return f"The finding '{name}' has {part} of one name: {', '.join(again)}." if again else None


def _timeless(value: Any) -> Any:
    """Leave out the wall times of proofs, wherever they stand."""
    if isinstance(value, Mapping):
        return {key: _timeless(one) for key, one in value.items() if key != "seconds"}
    return [_timeless(one) for one in value] if isinstance(value, (list, tuple)) else value
