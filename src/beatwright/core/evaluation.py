"""What a judge says of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import pandas as pd

from beatwright.base import check
from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.measure import Direction, Measure, not_texts, plain_number
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
    tables : mapping of str to DataFrame
        Breakdowns by name, such as ``district``, ``severity`` and ``zone``; the index holds the ids.
    units : mapping of str to mapping of str to (str, str)
        Unit and direction of the columns of each table, by the names of table and column. Nobody guesses them: a
        column without is shown as a bare number.
    """

    plan: str
    judge: str
    measures: tuple[Measure, ...]
    read: tuple[str, ...] = ()
    on: str = ""
    problem: str = ""
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    units: Mapping[str, Mapping[str, tuple[str, Direction]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "measures", tuple(self.measures))
        object.__setattr__(self, "read", tuple(self.read))
        complaints = Complaints()
        complaints.extend(not_texts(self, "plan", "judge", "on", "problem"))
        complaints.raise_if_any(ParameterError)
        names = [m.name for m in self.measures]
        if len(set(names)) != len(names):
            raise ParameterError(f"An evaluation names a measure twice: {', '.join(names)}.")
        self._check_units()

    def _check_units(self) -> None:
        complaints = Complaints()
        for table, columns in self.units.items():
            known = [str(name) for name in self.tables[table].columns] if table in self.tables else []
            for column, (_, direction) in columns.items():
                complaints.need(
                    table not in self.tables or column in known,
                    f"An evaluation gives a unit for '{column}' of the table '{table}', which has no such column.",
                )
                complaints.add(check.one_of("Evaluation", f"direction of '{column}'", direction, get_args(Direction)))
        complaints.raise_if_any(ParameterError)

    def unit_of(self, table: str, column: object) -> tuple[str, Direction]:
        """Return unit and direction of a column of a table; ``("", "none")`` where the judge gave none."""
        return self.units.get(table, {}).get(str(column), ("", "none"))

    def table(self, name: str) -> Table:
        """Return a breakdown as a table whose columns say their units.

        Raises
        ------
        KeyError
            Where there is no such table.
        """
        if name not in self.tables:
            raise KeyError(f"There is no table '{name}'. {did_you_mean(name, self.tables)}")
        frame = self.tables[name]
        columns = [Column(str(key), _values(frame[key]), *self.unit_of(name, key)) for key in frame.columns]
        return Table(name, list(frame.index), columns, index_name=str(frame.index.name or name))

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
            "tables": {name: _table_to_dict(table, self.units.get(name, {})) for name, table in self.tables.items()},
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Evaluation:
        """Read what `to_dict` wrote."""
        measures = tuple(Measure.from_dict(measure) for measure in values["measures"])
        tables = {name: _table_from_dict(table) for name, table in values["tables"].items()}
        units = {name: _units_from_dict(table) for name, table in values["tables"].items()}
        read, on, problem = tuple(values["read"]), values["on"], values["problem"]
        return cls(values["plan"], values["judge"], measures, read, on, problem, tables, units)


def _values(column: pd.Series[Any]) -> list[Any]:
    texts = not pd.api.types.is_numeric_dtype(column)
    return ["" if pd.isna(value) else str(value) for value in column] if texts else column.tolist()


def _units_from_dict(table: Mapping[str, Any]) -> dict[str, tuple[str, Direction]]:
    """Read the units; tables that version 0.1 wrote have none."""
    named = (
        (name, column.get("unit", ""), column.get("direction", "none")) for name, column in table["columns"].items()
    )
    return {name: (unit, direction) for name, unit, direction in named if (unit, direction) != ("", "none")}


def _table_to_dict(table: pd.DataFrame, units: Mapping[str, tuple[str, Direction]]) -> dict[str, Any]:
    return {
        "index": {"name": table.index.name, "labels": [str(label) for label in table.index]},
        "columns": {
            str(name): {
                "unit": units.get(str(name), ("", "none"))[0],
                "direction": units.get(str(name), ("", "none"))[1],
                "text": not pd.api.types.is_numeric_dtype(table[name]),
                "values": [plain_number(v) for v in table[name].tolist()],
            }
            for name in table.columns
        },
    }


def _table_from_dict(values: Mapping[str, Any]) -> pd.DataFrame:
    index = pd.Index(values["index"]["labels"], name=values["index"]["name"], dtype=object)
    columns = {
        name: pd.Series(
            column["values"] if column["text"] else [float(v) if isinstance(v, str) else v for v in column["values"]],
            index=index,
        )
        for name, column in values["columns"].items()
    }
    return pd.DataFrame(columns, index=index)
