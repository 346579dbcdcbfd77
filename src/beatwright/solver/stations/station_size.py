"""Sizes that stations come in: how far each reaches, how many there are, how many officers they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beatwright.base import check
from beatwright.base.errors import Complaints, InfeasibleError, ParameterError
from beatwright.base.words import count_of, plural

__all__ = ["StationSize", "need_room", "read_sizes"]


@dataclass(frozen=True)
class StationSize:
    """One line of the menu of stations.

    Parameters
    ----------
    name : str
        Name, such as ``large``.
    reach : float
        Metres within which its officers are on time.
    count : int
        Stations of this size.
    least : int, default 0
        Officers that such a station must have.
    most : int, optional
        Officers that it can have.

    Examples
    --------
    >>> StationSize("large", reach=2000.0, count=2, least=100).name
    'large'
    """

    name: str
    reach: float
    count: int
    least: int = 0
    most: int | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.text("StationSize", "name", self.name))
        complaints.add(check.number("StationSize", "reach", self.reach, 0))
        complaints.add(check.integer("StationSize", "count", self.count, 0))
        complaints.add(check.integer("StationSize", "least", self.least, 0))
        if self.most is not None:
            low = self.least if isinstance(self.least, int) else 0
            complaints.add(check.integer("StationSize", "most", self.most, low))
        complaints.raise_if_any(ParameterError)


def read_sizes(sizes: Iterable[StationSize | Mapping[str, Any]]) -> tuple[StationSize, ...]:
    """Return the menu; entries may be tables as a study file has them.

    Raises
    ------
    ParameterError
        Where an entry is no size, a name comes twice, or no station is asked for.
    """
    if isinstance(sizes, str) or not isinstance(sizes, Iterable):
        raise ParameterError(f"The sizes of stations must be a list of tables. Got {sizes!r}.")
    menu = []
    for entry in sizes:
        try:
            menu.append(entry if isinstance(entry, StationSize) else StationSize(**entry))
        except TypeError as problem:
            raise ParameterError(
                f"A size of stations must be a table of name, reach, count, least and most. Got {entry!r}: {problem}."
            ) from None
    names = [size.name for size in menu]
    if len(set(names)) != len(names):
        raise ParameterError(f"A size of stations is named twice: {', '.join(names)}.")
    if sum(size.count for size in menu) < 1:
        raise ParameterError("The sizes of stations ask for no station at all. Give at least one a count of 1 or more.")
    return tuple(menu)


def need_room(sizes: Sequence[StationSize], candidates: int, officers: int | None) -> None:
    """Raise where the stations cannot all be opened or staffed; the sentence names the numbers in conflict.

    Raises
    ------
    InfeasibleError
        Where stations outnumber candidates, or officers are too few or too many for them.
    """
    count = sum(size.count for size in sizes)
    if count > candidates:
        raise InfeasibleError(
            f"The menu of {_menu(sizes)} asks for {count_of(count, 'station')}, but there "
            f"{plural(candidates, 'is', 'are')} {count_of(candidates, 'candidate site')}."
        )
    if officers is None:
        return
    are = f"{plural(officers, 'is', 'are')} {officers}"
    least = sum(size.count * size.least for size in sizes)
    if least > officers:
        parts = " + ".join(f"{s.count} x {s.least} ({s.name})" for s in sizes if s.count and s.least)
        raise InfeasibleError(f"The stations need at least {parts} = {count_of(least, 'officer')}, but there {are}.")
    if all(size.most is not None for size in sizes if size.count):
        most = sum(size.count * (size.most or 0) for size in sizes)
        if most < officers:
            parts = " + ".join(f"{s.count} x {s.most} ({s.name})" for s in sizes if s.count)
            raise InfeasibleError(f"The stations hold at most {parts} = {count_of(most, 'officer')}, but there {are}.")


def _menu(sizes: Sequence[StationSize]) -> str:
    return " and ".join(f"{size.count} x '{size.name}'" for size in sizes if size.count)
