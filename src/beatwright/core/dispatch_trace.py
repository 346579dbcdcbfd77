"""The trace of a dispatch simulation: every event of every car and call, with what it was made from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.digest import digest_of
from beatwright.base.dispatch_events import EVENT_KINDS
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.files.open_file import reporting_damage
from beatwright.base.words import count_of, listed
from beatwright.core.plan import LAYERS, Plan
from beatwright.core.trace_file import REMAKE, read_trace, write_trace

__all__ = ["DispatchTrace", "decisions_digest"]

_COLUMNS = {"minute": np.float64, "kind": np.int8, "call": np.int32, "car": np.int16, "zone": np.int32}
_FACTS = ("sites", "zones", "plan", "problem_digest", "calls_digest", "plan_digest", "options")


@dataclass(frozen=True, eq=False, kw_only=True)
class DispatchTrace:
    """Every event of a dispatch simulation, in the order in which they happened, and what was simulated.

    Parameters
    ----------
    minute : array, shape (events,)
        Minutes since the first hour of the calls; they do not decrease.
    kind : array of int, shape (events,)
        A key of `beatwright.base.dispatch_events.EVENT_KINDS`.
    call, car, zone : array of int, shape (events,)
        Positions of the call, the car and the zone of the call; -1 where there is none.
    home : array of int, shape (cars,)
        Post of each car, as a position in `sites`.
    sites : tuple of str
        Ids of the sites of the posts.
    zones : tuple of str
        Ids of the zones.
    plan : str
        Name of the plan.
    problem_digest, calls_digest, plan_digest : str
        Of what was simulated; of the plan what it decides, see `decisions_digest`.
    options : mapping
        How it was simulated: the rules of dispatch, by name, as plain values.

    Raises
    ------
    ParameterError
        With every fault at once.

    Examples
    --------
    >>> trace = DispatchTrace(
    ...     minute=[0.0, 5.0, 5.0, 9.0, 30.0], kind=[3, 6, 10, 5, 0], call=[-1, 0, 0, 0, 0], car=[0, -1, 0, 0, 0],
    ...     zone=[-1, 0, 0, 0, 0], home=[0], sites=["s1"], zones=["z1"], plan="today", problem_digest="p",
    ...     calls_digest="c", plan_digest="d",
    ... )
    >>> trace
    DispatchTrace(5 events of 1 car in the plan 'today')
    >>> trace.car_names
    ('s1',)
    """

    minute: npt.NDArray[np.float64]
    kind: npt.NDArray[np.int8]
    call: npt.NDArray[np.int32]
    car: npt.NDArray[np.int16]
    zone: npt.NDArray[np.int32]
    home: npt.NDArray[np.int16]
    sites: tuple[str, ...]
    zones: tuple[str, ...]
    plan: str
    problem_digest: str
    calls_digest: str
    plan_digest: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sites", tuple(map(str, self.sites)))
        object.__setattr__(self, "zones", tuple(map(str, self.zones)))
        given = {name: np.asarray(getattr(self, name)) for name in (*_COLUMNS, "home")}
        complaints = Complaints()
        complaints.extend(self._complaints(given))
        complaints.raise_if_any(ParameterError, "This trace cannot be used")
        for name, kind in {**_COLUMNS, "home": np.int16}.items():
            array = np.array(given[name], dtype=kind)
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def _complaints(self, given: dict[str, npt.NDArray[Any]]) -> Iterator[str]:
        for name in ("plan", "problem_digest", "calls_digest", "plan_digest"):
            if (wrong := check.text("DispatchTrace", name, getattr(self, name))) is not None:
                yield wrong
        shapes = {name: given[name].shape for name in _COLUMNS}
        if given["home"].ndim != 1 or any(
            shape != given["minute"].shape or len(shape) != 1 for shape in shapes.values()
        ):
            expected = "one number for every event in each column, and one post for every car"
            yield check.sentence("DispatchTrace", "columns", expected, f"{shapes}, home {given['home'].shape}")
            return
        yield from _column_complaints(given, len(self.sites), len(self.zones))

    def __len__(self) -> int:
        return len(self.minute)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DispatchTrace) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        cars = count_of(len(self.home), "car")
        return f"DispatchTrace({count_of(len(self), 'event')} of {cars} in the plan '{self.plan}')"

    @cached_property
    def digest(self) -> str:
        """Hash of the content; the name of the plan does not count."""
        arrays = [getattr(self, name) for name in (*_COLUMNS, "home")]
        return digest_of(*arrays, [list(self.sites), list(self.zones)], self._made_of)

    @property
    def _made_of(self) -> list[str]:
        return [
            self.problem_digest,
            self.calls_digest,
            self.plan_digest,
            json.dumps(dict(self.options), sort_keys=True),
        ]

    @property
    def car_names(self) -> tuple[str, ...]:
        """Name of every car: the id of its post, with a number where the post has several."""
        count = np.bincount(self.home, minlength=len(self.sites))
        seen = [0] * len(self.sites)
        names = []
        for post in self.home.tolist():
            seen[post] += 1
            names.append(self.sites[post] if count[post] == 1 else f"{self.sites[post]}, car {seen[post]}")
        return tuple(names)

    def differences(self, other: DispatchTrace) -> tuple[str, ...]:
        """Return in words in what another trace differs; nothing where both are the same to the last digit."""
        said = (
            "The problem is another.",
            "The calls are others.",
            "The plan decides otherwise.",
            "The rules are others.",
        )
        pairs = zip(said, self._made_of, other._made_of, strict=True)
        words = [text for text, one, two in pairs if one != two]
        if self.digest != other.digest and not words:
            words.append(self._first_difference(other))
        return tuple(words)

    def _first_difference(self, other: DispatchTrace) -> str:
        if len(self) != len(other):
            return f"The events differ: {len(self):,} here, {len(other):,} there."
        apart = np.zeros(len(self), dtype=bool)
        for name in _COLUMNS:
            apart |= getattr(self, name) != getattr(other, name)
        if not apart.any():
            return "The cars or the names of posts or zones differ."
        row = int(np.argmax(apart))
        return f"{int(apart.sum()):,} events differ, the first of them at minute {self.minute[row]:.2f}."

    def save(self, path: str | Path) -> Path:
        """Write the trace as Parquet, whole or not at all, and return the path."""
        facts = {name: getattr(self, name) for name in _FACTS} | {"home": self.home.tolist(), "digest": self.digest}
        return write_trace(path, {name: getattr(self, name) for name in _COLUMNS}, facts)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote; InputError where the file is missing, damaged or changed, or holds no trace."""
        values, digest = read_trace(path)
        try:
            with reporting_damage(path, REMAKE, own=True):
                trace = cls(**values)
        except ParameterError as problem:
            raise InputError(f"The trace in '{path}' cannot be used. {REMAKE}\n{problem}") from None
        if trace.digest != digest:
            raise InputError(f"The trace in '{path}' is not the one that was written: its digest differs. {REMAKE}")
        return trace


def _column_complaints(given: dict[str, npt.NDArray[Any]], sites: int, zones: int) -> Iterator[str]:
    minute, kinds = given["minute"], np.unique(given["kind"]).tolist()
    if minute.size and not (np.isfinite(minute).all() and (np.diff(minute) >= 0).all() and minute[0] >= 0):
        yield check.sentence("DispatchTrace", "minute", "minutes from 0 on that do not decrease", "others")
    unknown = [kind for kind in kinds if kind not in EVENT_KINDS]
    if unknown:
        yield check.sentence("DispatchTrace", "kind", f"kinds of {listed(EVENT_KINDS, 20)}", listed(unknown))
    most = {"call": np.iinfo(np.int32).max, "car": len(given["home"]), "zone": zones}
    for name, limit in most.items():
        if given[name].size and not (given[name].min() >= -1 and given[name].max() < limit):
            got = f"{given[name].min()} to {given[name].max()}"
            yield check.sentence("DispatchTrace", name, f"positions from -1 to {limit - 1}", got)
    home = given["home"]
    if home.size and not (home.min() >= 0 and home.max() < sites):
        got = f"{home.min()} to {home.max()}"
        yield check.sentence("DispatchTrace", "home", f"positions of the {sites} posts", got)


def decisions_digest(plan: Plan) -> str:
    """Return the hash of what a plan decides: its posts, officers, crews, districts and roster, not its name or proof.

    >>> from beatwright.core.post import Post
    >>> plan = Plan((Post("s1"),), name="one")
    >>> decisions_digest(plan) == decisions_digest(Plan((Post("s1"),), name="other"))
    True
    """
    values = plan.to_dict()
    return digest_of(json.dumps([values[layer] for layer in LAYERS], sort_keys=True, default=str))
