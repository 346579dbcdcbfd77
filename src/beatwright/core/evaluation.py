"""What a judge says of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.earlier_figures import earlier_place, earlier_places, earlier_suppression, earlier_title
from beatwright.core.measure import Measure, not_texts
from beatwright.core.table import Column, Table

__all__ = ["Evaluation"]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The judgement of one plan by one judge on one demand.

    Parameters
    ----------
    plan : str
        Name of the plan.
    judge : str
        Name of the judge.
    measures : tuple of Measure
        The figures, in the order in which they are shown.
    read : tuple of str
        Layers of the plan that were read; the others made no difference.
    on : str
        The demand that it was judged on.
    problem : str
        Digest of the problem judged on: only evaluations of the same problem may be compared.
    tables : mapping of str to Table
        Breakdowns by name, such as ``district``, ``severity`` and ``zone``, with an id per row. Their columns say unit,
        direction and what becomes of small counts; nobody guesses that from a heading.
    notes : tuple of str
        What a reader must know of the figures: how intervals were found, or why there are none.
    calls : str
        Digest of the calls that a simulation answered; empty: none was run. Figures by week of the same calls are
        compared week by week.
    """

    plan: str
    judge: str
    measures: tuple[Measure, ...]
    read: tuple[str, ...] = ()
    on: str = ""
    problem: str = ""
    tables: Mapping[str, Table] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    calls: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "measures", tuple(self.measures))
        object.__setattr__(self, "read", tuple(self.read))
        object.__setattr__(self, "notes", tuple(self.notes))
        complaints = Complaints()
        complaints.extend(not_texts(self, "plan", "judge", "on", "problem", "calls"))
        bare = [name for name, table in self.tables.items() if not isinstance(table, Table)]
        complaints.need(
            not bare,
            "The tables of an Evaluation must be Tables, whose columns say their units; Table.from_frame makes one of "
            f"a DataFrame. Others: {', '.join(bare)}.",
        )
        complaints.raise_if_any(ParameterError)
        names = [m.name for m in self.measures]
        if len(set(names)) != len(names):
            raise ParameterError(f"An evaluation names a measure twice: {', '.join(names)}.")

    def table(self, name: str) -> Table:
        """Return the breakdown called `name`.

        Raises
        ------
        KeyError
            Where there is no such table.
        """
        if name not in self.tables:
            raise KeyError(f"There is no table '{name}'. {did_you_mean(name, self.tables)}")
        return self.tables[name]

    def __getitem__(self, name: str) -> float:
        """Return the value of the measure `name`."""
        for measure in self.measures:
            if measure.name == name:
                return measure.value
        raise KeyError(f"There is no measure '{name}'. {did_you_mean(name, [m.name for m in self.measures])}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Evaluation) and repr(self.to_dict()) == repr(other.to_dict())

    def __hash__(self) -> int:
        return hash((self.plan, self.judge, self.problem))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        return {
            "plan": self.plan,
            "judge": self.judge,
            "on": self.on,
            "problem": self.problem,
            "read": list(self.read),
            "measures": [measure.to_dict() for measure in self.measures],
            "tables": {name: _table_to_dict(table) for name, table in self.tables.items()},
            **({"notes": list(self.notes)} if self.notes else {}),
            **({"calls": self.calls} if self.calls else {}),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Evaluation:
        """Read what `to_dict` wrote."""
        measures = tuple(Measure.from_dict(measure) for measure in values["measures"])
        tables = {name: _table_from_dict(name, table) for name, table in values["tables"].items()}
        return cls(
            plan=values["plan"],
            judge=values["judge"],
            measures=measures,
            read=tuple(values["read"]),
            on=values["on"],
            problem=values["problem"],
            tables=tables,
            notes=tuple(values.get("notes", ())),
            calls=values.get("calls", ""),
        )


def _table_to_dict(table: Table) -> dict[str, Any]:
    """Return a table with its columns by name, for those who look one up in ``evaluation.json``."""
    values = table.to_dict()
    named = {column.pop("name"): column for column in values["columns"]}
    return {**values, "index": {"name": values.pop("index_name"), "labels": values["index"]}, "columns": named}


def _table_from_dict(name: str, values: Mapping[str, Any]) -> Table:
    columns = [{"name": key, **column} for key, column in values["columns"].items()]
    labels, called = values["index"]["labels"], values["index"]["name"] or name
    if "of_places" in values:
        return Table.from_dict({**values, "index": labels, "index_name": called, "columns": columns})
    places = earlier_places(name)
    described = [_earlier_column(column, places=places) for column in columns]
    read = [Column.from_dict(column) for column in described]
    table = Table(name=name, index=labels, columns=read, index_name=called, title=earlier_title(name))
    return replace(table, of_places=places, place=earlier_place(name))


def _earlier_column(column: Mapping[str, Any], *, places: bool) -> dict[str, Any]:
    """Return a column of a folder written before columns said it all, with what they meant then."""
    suppression = earlier_suppression(column["name"]) if places else ""
    bare = {"unit": "", "direction": "none", "relative": False, "base": None}
    return {**bare, "suppression": suppression, **column}
