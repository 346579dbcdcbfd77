"""A table whose columns are measures: every column says its unit, and whether low or high values are better."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import NoneType
from typing import Any, Literal, get_args

import pandas as pd

from beatwright.base import check
from beatwright.base.check import did_you_mean
from beatwright.base.errors import Complaints, ParameterError
from beatwright.core.earlier_figures import earlier_suppression
from beatwright.core.measure import Direction, plain_number

__all__ = ["Column", "Place", "Suppression", "Table", "distinct"]

Place = Literal["everywhere", "report", "files"]
Suppression = Literal["", "none", "count", "derived"]
_PLAIN = {int, float, str, NoneType}


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a table: figures of one unit, or texts.

    Parameters
    ----------
    name : str
        What the column holds, unique in its table.
    values : sequence of float or of str
        One per row. None and NaN where a figure does not apply.
    unit : str
        Unit of figures, such as ``m``, ``min``, ``share`` (0 to 1), ``$/h``.
    direction : {"lower", "higher", "none"}
        Which way is better; "none" for figures that only inform.
    base : sequence of float, optional
        What every figure is compared with, one per row; None and NaN where with nothing.
    relative : bool, default False
        Whether differences to `base` are shown in per cent alone.
    suppression : {"", "none", "count", "derived"}
        What becomes of small counts of calls, which may point at a person, where the rows are places: "count" for
        calls a year, of which a small one is not shown; "derived" for a figure from which the count of its row could
        be worked out again, which goes with it; "none" for all others. Empty: not said, which a table of places does
        not accept.
    title : str
        Heading in the report, where the name is not to be it; a figure that only counts stands bare below it.
    extensive : bool, default False
        Whether the rows share a total, so that an even share is what each of them would have.

    Raises
    ------
    ParameterError
        With every fault at once: values of mixed kinds, texts with a unit, a base of another length.

    Examples
    --------
    >>> Column("distance", [1640, None], unit="m", direction="lower").values
    (1640, nan)
    """

    name: str
    values: Sequence[Any]
    unit: str = ""
    direction: Direction = "none"
    base: Sequence[float | None] | None = None
    relative: bool = False
    suppression: Suppression = ""
    title: str = ""
    extensive: bool = False

    def __post_init__(self) -> None:
        own = _all_own(self.values)
        kinds = set(map(type, own))
        texts = any(issubclass(kind, str) for kind in kinds)
        fitting = (str, NoneType) if texts else (int, float, NoneType)
        complaints = Complaints()
        for field in ("name", "unit", "title"):
            complaints.add(None if isinstance(getattr(self, field), str) else self._wrong(field, "text"))
        complaints.add(check.one_of("Column", "direction", self.direction, get_args(Direction)))
        complaints.add(check.one_of("Column", "suppression", self.suppression, get_args(Suppression)))
        complaints.need(
            all(issubclass(kind, fitting) for kind in kinds),
            f"The values of the column '{self.name}' must be all numbers or all texts. Got {list(own)[:5]!r}.",
        )
        complaints.need(
            not texts or (self.unit == "" and self.base is None),
            f"The column '{self.name}' holds texts, so it can have neither a unit nor a base.",
        )
        complaints.need(
            self.base is None or len(tuple(self.base)) == len(own),
            f"The base of the column '{self.name}' needs one value per row, {len(own)}. Got {self.base!r}.",
        )
        complaints.raise_if_any(ParameterError)
        object.__setattr__(self, "values", _texts(own) if texts else _figures(own))
        object.__setattr__(self, "base", None if self.base is None else _figures(self.base))

    def _wrong(self, field: str, expected: str) -> str:
        return f"The '{field}' of a Column must be {expected}. Got {getattr(self, field)!r}."

    @property
    def numeric(self) -> bool:
        """Whether the column holds figures, not texts."""
        return not any(issubclass(kind, str) for kind in set(map(type, self.values)))

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        return {
            "name": self.name,
            "unit": self.unit,
            "direction": self.direction,
            "relative": self.relative,
            "suppression": self.suppression,
            "title": self.title,
            "extensive": self.extensive,
            "text": not self.numeric,
            "values": _plain(self.values),
            "base": None if self.base is None else [plain_number(value) for value in self.base],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Column:
        """Read what `to_dict` wrote."""
        read = values["values"] if values["text"] else [_number(value) for value in values["values"]]
        base = None if values["base"] is None else tuple(_number(value) for value in values["base"])
        named = {key: values[key] for key in ("name", "unit", "direction", "relative")}
        described = {key: values[key] for key in ("suppression", "title", "extensive") if key in values}
        return cls(values=tuple(read), base=base, **named, **described)


@dataclass(frozen=True, eq=False)
class Table:
    """Rows with ids, columns with units: what a report, a workbook and a CSV file show without guessing.

    Parameters
    ----------
    name : str
        Short name, unique in its finding: of the sheet and of the CSV file.
    index : sequence of str
        What the rows are called, such as ids of districts. Numbers become text.
    columns : sequence of Column
        Of different names, one value per row each.
    index_name : str
        What a row is.
    title : str
        Heading of its own in the report; empty: none.
    note : str
        A sentence below the heading.
    caption : str
        What the table shows, and what its differences are to.
    roles : sequence of str, optional
        A word beside the name of every row, such as "as many as today"; empty where there is none.
    strong : sequence of int
        Positions of rows that stand out.
    of_places : bool, default False
        Whether every row is a place: small counts of calls, which may point at a person, are not shown then, and every
        column of figures says whether it holds such counts (`Column.suppression`).
    place : {"everywhere", "report", "files"}
        Where it is shown: in the report, in files (a sheet of the workbook and a CSV file), or in both. Of the tables
        of a judge, those for "files" are neither among the breakdowns of the report nor on their sheet.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> table = Table("posts", [4, 5], [Column("mean distance", [900.0, 720.0], "m", "lower")], index_name="posts")
    >>> table["mean distance"].unit, table["mean distance"].values
    ('m', (900.0, 720.0))
    """

    name: str
    index: Sequence[str]
    columns: Sequence[Column]
    index_name: str = ""
    title: str = ""
    note: str = ""
    caption: str = ""
    roles: Sequence[str] = ()
    strong: Sequence[int] = ()
    of_places: bool = False
    place: Place = "everywhere"

    def __post_init__(self) -> None:
        for field in ("index", "roles"):
            object.__setattr__(self, field, tuple(map(str, _all_own(getattr(self, field)))))
        object.__setattr__(self, "columns", tuple(self.columns))
        object.__setattr__(self, "strong", tuple(self.strong))
        names = [column.name for column in self.columns]
        complaints = Complaints()
        complaints.add(check.text("Table", "name", self.name))
        complaints.add(check.one_of("Table", "place", self.place, get_args(Place)))
        complaints.need(
            len(set(names)) == len(names), f"The table '{self.name}' names a column twice: {', '.join(names)}."
        )
        complaints.need(
            not self.roles or len(self.roles) == len(self.index),
            f"The roles of the table '{self.name}' need one text per row, {len(self.index)}. Got {len(self.roles)}.",
        )
        wrong = [row for row in self.strong if not 0 <= row < len(self.index)]
        complaints.need(not wrong, f"The table '{self.name}' has no rows {wrong} to stand out.")
        unsaid = [column.name for column in self.columns if column.numeric and not column.suppression]
        complaints.need(
            not (self.of_places and self.index and unsaid),
            f"Every column of figures of the table of places '{self.name}' must say whether it counts calls: give its "
            f"'suppression', one of 'none', 'count', 'derived'. Without: {', '.join(unsaid)}.",
        )
        for column in self.columns:
            complaints.need(
                len(column.values) == len(self.index),
                f"The table '{self.name}' has {len(self.index)} rows, its column '{column.name}' {len(column.values)}.",
            )
        complaints.raise_if_any(ParameterError)

    def __getitem__(self, name: str) -> Column:
        """Return the column `name`."""
        for column in self.columns:
            if column.name == name:
                return column
        names = [column.name for column in self.columns]
        raise KeyError(f"The table '{self.name}' has no column '{name}'. {did_you_mean(name, names)}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and repr(self.to_dict()) == repr(other.to_dict())

    def __hash__(self) -> int:
        return hash((self.name, self.index))

    @property
    def frame(self) -> pd.DataFrame:
        """The values as a DataFrame, the index holding what the rows are called."""
        index = pd.Index(list(self.index), name=self.index_name, dtype=object)
        return pd.DataFrame({column.name: list(column.values) for column in self.columns}, index=index)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; NaN and infinities become text."""
        return {
            "name": self.name,
            "title": self.title,
            "note": self.note,
            "caption": self.caption,
            "place": self.place,
            "of_places": self.of_places,
            "index_name": self.index_name,
            "index": list(self.index),
            "roles": list(self.roles),
            "strong": list(self.strong),
            "columns": [column.to_dict() for column in self.columns],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Table:
        """Read what `to_dict` wrote."""
        described = (_described(column, of_places=values["of_places"]) for column in values["columns"])
        return cls(**{**values, "columns": tuple(map(Column.from_dict, described))})

    @classmethod
    def from_frame(
        cls, name: str, frame: pd.DataFrame, described: Mapping[str, Mapping[str, Any]], **more: Any
    ) -> Table:
        """Make a table of a DataFrame whose index says what the rows are called.

        Parameters
        ----------
        name : str
            Of the table.
        frame : DataFrame
            Columns of figures or texts.
        described : mapping of str to mapping
            What there is to say of each column, by its name: `unit`, `direction` and the like, as `Column` takes them.
        **more
            `title`, `of_places`, `place` and the like, as `Table` takes them.

        Examples
        --------
        >>> frame = pd.DataFrame({"mean distance": [900.0]}, index=pd.Index(["west"], name="district"))
        >>> Table.from_frame("district", frame, {"mean distance": {"unit": "m", "direction": "lower"}}).columns[0].unit
        'm'
        """
        columns = [Column(str(key), _listed(frame[key]), **described.get(str(key), {})) for key in frame.columns]
        return cls(name, list(frame.index), columns, str(frame.index.name or name), **more)


def _listed(column: pd.Series[Any]) -> list[Any]:
    values = column.tolist()
    if pd.api.types.is_numeric_dtype(column) or set(map(type, values)) == {str}:
        return values
    return ["" if pd.isna(value) else str(value) for value in values]


def _described(column: Mapping[str, Any], *, of_places: bool) -> Mapping[str, Any]:
    """Return a column as it was written; where that was before columns said what becomes of small counts, with that."""
    if "suppression" in column or not of_places:
        return column
    return {**column, "suppression": earlier_suppression("", column["unit"] or "none")}


def _plain(values: Sequence[Any]) -> list[Any]:
    """Return values fit for JSON; looked at one by one only where they are texts, or one of them is not finite."""
    figures = not any(issubclass(kind, str) for kind in set(map(type, values)))
    return list(values) if figures and math.isfinite(sum(values)) else [plain_number(value) for value in values]


def _number(value: float | str) -> float:
    return float(value) if isinstance(value, str) else value


def distinct(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns of different names: a later one whose name is taken gets a number.

    >>> [column.name for column in distinct([Column("a", [1]), Column("a", [2]), Column("b", [3])])]
    ['a', 'a 2', 'b']
    """
    named: dict[str, Column] = {}
    for column in columns:
        tries = (f"{column.name} {number}" if number > 1 else column.name for number in range(1, len(named) + 2))
        name = next(one for one in tries if one not in named)
        named[name] = replace(column, name=name)
    return tuple(named.values())


def _own(value: Any) -> Any:
    """Return a number of numpy's as one of Python's."""
    return value.item() if hasattr(value, "item") else value


def _all_own(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return values of Python's own; looked at one by one only where some are not, since a city has many zones."""
    own = tuple(values)
    return own if set(map(type, own)) <= _PLAIN else tuple(_own(value) for value in own)


def _figures(values: Iterable[float | None]) -> tuple[float, ...]:
    own = tuple(values)
    if set(map(type, own)) <= {int, float}:
        return own  # type: ignore[return-value]  # no None is among them
    return tuple(math.nan if value is None else value if _counted(value) else float(value) for value in own)


def _counted(value: float) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple("" if value is None else value for value in values)
