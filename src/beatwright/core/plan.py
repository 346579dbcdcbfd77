"""The plan: today's practice, a solver's answer and a dragged pin are the same object."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.certificate import Certificate
from beatwright.base.digest import digest_of
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.files.atomic_file import write_text
from beatwright.base.natural_order import natural_key
from beatwright.base.words import joined, listed
from beatwright.core.demand import HOURS_OF_WEEK
from beatwright.core.edited_from import EditedFrom
from beatwright.core.plan_values import are_counts, read_plan_values
from beatwright.core.post import Post
from beatwright.core.roster import Roster, roster_and_notes

if TYPE_CHECKING:
    from beatwright.core.city import City

__all__ = ["LAYERS", "Plan"]

LAYERS = ("posts", "officers", "crews", "districts", "roster")
_FORMAT = 1
_WERE_TODAY = ("CurrentPosts", "CurrentDistricts")


@dataclass(frozen=True)
class Plan:
    """A deployment plan; any layer may be undecided (None).

    Places are named by id, so a plan can be read, written and compared without its city.

    Parameters
    ----------
    posts : tuple of Post, optional
        Put into canonical order by site id, the layers that follow them along with it.
    officers : tuple of int, optional
        Officers at each post.
    crews : tuple of tuple of int, optional
        Patrol cars on duty at each post: one number for every hour alike, or 168, one for each hour of the week
        (0 = Monday 00:00).
    districts : mapping of str to str, optional
        District of every zone, by zone id.
    roster : Roster, optional
        Who works when. Where there are posts, it speaks of no others.
    name : str
        Name in tables.
    made_by : str
        The step and its options.
    certificate : Certificate, optional
        What is proven about it.
    notes : tuple of str
        What the reader must know.
    on : str
        Name of the plan whose layers it was built on; empty where there was none.
    today : bool
        Whether it is today's practice, as somebody gave it, rather than a proposal.
    edited_from : EditedFrom, optional
        The plan that somebody edited by hand to make this one, and how often it was tested meanwhile.

    Examples
    --------
    >>> Plan(posts=(Post("10"), Post("9")), name="today").site_ids
    ('9', '10')
    """

    posts: tuple[Post, ...] | None = None
    officers: tuple[int, ...] | None = None
    crews: tuple[tuple[int, ...], ...] | None = None
    districts: Mapping[str, str] | None = field(default=None, hash=False)
    roster: Roster | None = None
    name: str = "plan"
    made_by: str = ""
    certificate: Certificate | None = None
    notes: tuple[str, ...] = ()
    on: str = ""
    today: bool = False
    edited_from: EditedFrom | None = None

    def __post_init__(self) -> None:
        complaints = Complaints()
        complaints.add(check.text("Plan", "name", self.name))
        complaints.add(check.boolean("Plan", "today", self.today))
        if self.posts is None:
            complaints.need(
                self.officers is None and self.crews is None, "Officers and crews stand at posts: give posts."
            )
        else:
            sites = [post.site for post in self.posts]
            complaints.need(len(set(sites)) == len(sites), "Two posts stand at the same site.")
            complaints.need(len(sites) > 0, "The posts are empty. Give at least one, or leave the layer undecided.")
            for layer in ("officers", "crews"):
                values = getattr(self, layer)
                complaints.need(
                    values is None or len(values) == len(sites), f"The layer '{layer}' must have one entry per post."
                )
        complaints.extend(self._layer_complaints())
        complaints.raise_if_any(ParameterError, f"The plan '{self.name}' cannot be made")
        self._order()

    def _layer_complaints(self) -> Iterable[str]:
        if self.officers is not None and not are_counts(self.officers):
            yield f"Officers at a post must be whole numbers of at least 0. Got {self.officers!r}."
        if self.crews is not None:
            if not all(are_counts(row) for row in self.crews):
                yield "Crews at a post must be whole numbers of at least 0."
            slots = sorted({len(row) for row in self.crews})
            if len(slots) > 1 or not set(slots) <= {1, HOURS_OF_WEEK}:
                yield (
                    f"Crews at a post must be one number, or {HOURS_OF_WEEK} (hours of the week), for all posts alike. "
                    f"Got {joined(str(number) for number in slots)} at a post."
                )
        if not isinstance(self.districts, Mapping | None):
            yield f"The layer 'districts' must be a mapping. Got {self.districts!r}."
        if not isinstance(self.roster, Roster | None):
            yield f"The layer 'roster' must be a Roster. Got {self.roster!r}."
        elif self.roster is not None and self.posts is not None:
            strange = [site for site in self.roster.posts if site not in self.site_ids]
            if strange:
                yield f"The roster speaks of posts that the plan does not have: {listed(strange)}."
        if not isinstance(self.edited_from, EditedFrom | None):
            yield f"What a plan was edited from must be an EditedFrom. Got {self.edited_from!r}."
        if not all(isinstance(text, str) for text in (self.made_by, self.on, *self.notes)):
            yield "What a plan says of itself ('made_by', 'on' and each of the 'notes') must be text."

    def _order(self) -> None:
        object.__setattr__(self, "notes", tuple(self.notes))
        if self.districts is not None:
            ordered = {zone: str(self.districts[zone]) for zone in sorted(self.districts, key=natural_key)}
            object.__setattr__(self, "districts", ordered)
        if self.posts is None:
            return
        order = sorted(range(len(self.posts)), key=lambda i: natural_key(self.posts[i].site))  # type: ignore[index]
        object.__setattr__(self, "posts", tuple(self.posts[i] for i in order))
        if self.officers is not None:
            object.__setattr__(self, "officers", tuple(int(self.officers[i]) for i in order))
        if self.crews is not None:
            object.__setattr__(self, "crews", tuple(tuple(int(c) for c in self.crews[i]) for i in order))

    @property
    def site_ids(self) -> tuple[str, ...]:
        """Ids of the sites with a post, in canonical order; empty while undecided."""
        return tuple(post.site for post in self.posts or ())

    @property
    def car_hours(self) -> int:
        """Cars on duty, summed over the hours of a week; 0 where they are undecided.

        >>> Plan(posts=(Post("1"), Post("2")), crews=((2,), (1,))).car_hours
        504
        """
        return sum(sum(row) * HOURS_OF_WEEK // len(row) for row in self.crews or ())

    @property
    def timeless(self) -> Plan:
        """The plan without the wall time of its certificate: what two runs of one study agree in."""
        return self if self.certificate is None else replace(self, certificate=replace(self.certificate, seconds=0.0))

    @property
    def digest(self) -> str:
        """Hash of the content; the wall time of its certificate does not count."""
        return digest_of(self.timeless.to_dict())

    @property
    def decided(self) -> tuple[str, ...]:
        """Names of the layers that are decided."""
        return tuple(layer for layer in LAYERS if getattr(self, layer) is not None)

    def need(self, *layers: str) -> None:
        """Raise unless the `layers` are decided.

        Raises
        ------
        ParameterError
            Naming the layers that are missing.
        """
        missing = [layer for layer in layers if getattr(self, layer) is None]
        if missing:
            raise ParameterError(
                f"The plan '{self.name}' has no {' and no '.join(missing)} yet. "
                f"Decided: {', '.join(self.decided) or 'nothing'}."
            )

    def site_positions(self, city: City) -> npt.NDArray[np.intp]:
        """Return the positions of the posts among the sites of `city`, shape (posts,)."""
        self.need("posts")
        return city.site_positions(self.site_ids)

    def zone_districts(self, city: City) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
        """Return the district of every zone of `city`, and the names of the districts.

        Returns
        -------
        array of int64, shape (zones,)
            Position among the names; -1 where the plan leaves the zone out.
        tuple of str
            Names in natural order.

        Raises
        ------
        ParameterError
            Where the districts are undecided, or name zones that the city lacks.
        """
        self.need("districts")
        assert self.districts is not None  # just asked for
        names = tuple(sorted(set(self.districts.values()), key=natural_key))
        rank = {name: number for number, name in enumerate(names)}
        found = np.full(len(city.zone_ids), -1, dtype=np.int64)
        found[city.zone_positions(tuple(self.districts))] = [rank[name] for name in self.districts.values()]
        return found, names

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "format": _FORMAT,
            "name": self.name,
            "made_by": self.made_by,
            "posts": None if self.posts is None else [vars(post).copy() for post in self.posts],
            "officers": None if self.officers is None else list(self.officers),
            "crews": None if self.crews is None else [list(row) for row in self.crews],
            "districts": None if self.districts is None else dict(self.districts),
            "roster": self.roster and self.roster.to_dict(),
            "certificate": None if self.certificate is None else self.certificate.to_dict(),
            "notes": list(self.notes),
            "on": self.on,
            "today": self.today,
            **({} if self.edited_from is None else {"edited_from": self.edited_from.to_dict()}),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Plan:
        """Read what `to_dict` wrote."""
        certificate, edited = map(values.get, ("certificate", "edited_from"))
        roster, lost = roster_and_notes(values.get("roster"))
        posts, officers, crews = map(values.get, ("posts", "officers", "crews"))
        return cls(
            posts=None if posts is None else tuple(Post(**post) for post in posts),
            officers=None if officers is None else tuple(officers),
            crews=None if crews is None else tuple(tuple(row) for row in crews),
            districts=values.get("districts"),
            roster=roster,
            name=values.get("name", "plan"),
            made_by=values.get("made_by", ""),
            certificate=None if certificate is None else Certificate.from_dict(certificate),
            notes=(*values.get("notes", ()), *lost),
            on=values.get("on", ""),
            # Plans written before they said so themselves.
            today=values.get("today", str(values.get("made_by")).startswith(_WERE_TODAY)),
            edited_from=None if edited is None else EditedFrom.from_dict(edited),
        )

    def save(self, path: str | Path) -> Path:
        """Write the plan as JSON, whole or not at all."""
        return write_text(path, json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False) + "\n")

    @classmethod
    def load(cls, path: str | Path) -> Plan:
        """Read a plan from JSON.

        Raises
        ------
        InputError
            Where the file is missing, is not JSON, or is no plan.
        """
        values = read_plan_values(path, LAYERS)
        try:
            return cls.from_dict(values)
        except (TypeError, ValueError, AttributeError) as problem:
            raise InputError(f"The plan '{path}' cannot be read: {problem}") from None

    def with_posts(
        self,
        posts: Iterable[Post],
        *,
        name: str,
        made_by: str,
        certificate: Certificate | None = None,
        notes: Iterable[str] = (),
    ) -> Plan:
        """Return the plan with other posts; what stands at posts is kept only where they stay where they were.

        That is officers, crews, and a roster that names posts.

        Parameters
        ----------
        posts : iterable of Post
            The posts.
        name, made_by : str
            Name of the new plan, and the step that made it.
        certificate : Certificate, optional
            Its proof.
        notes : iterable of str
            What the reader must know, after the notes of this plan.
        """
        posts = tuple(posts)
        moved = {post.site for post in posts} != set(self.site_ids)
        at_posts = self.roster if self.roster is not None and self.roster.posts else None
        standing = {"officers": self.officers, "crews": self.crews, "roster": at_posts}
        dropped = [layer for layer, value in standing.items() if moved and value is not None]
        undecided = [f"The posts moved, so these layers are undecided again: {', '.join(dropped)}."] if dropped else []
        layers = {"posts": posts, **dict.fromkeys(dropped)}
        notes = (*notes, *undecided)
        return self.deciding(layers, name=name, made_by=made_by, certificate=certificate, notes=notes)

    def deciding(
        self,
        layers: Mapping[str, Any],
        *,
        name: str,
        made_by: str,
        certificate: Certificate | None = None,
        notes: Iterable[str] = (),
    ) -> Plan:
        """Return the plan with these layers decided anew; it remembers by name what it was built on.

        Parameters
        ----------
        layers : mapping of str to layer
            The layers that are decided, or undecided again (None), by name.
        name, made_by, certificate, notes
            As for `with_posts`.

        Examples
        --------
        >>> today = Plan(posts=(Post("7"),), name="today", today=True)
        >>> staffed = today.deciding({"officers": (12,)}, name="staffed", made_by="me")
        >>> staffed.site_ids, staffed.officers, staffed.on, staffed.today
        (('7',), (12,), 'today', False)
        """
        return replace(
            self,
            **layers,
            name=name,
            made_by=made_by,
            certificate=certificate,
            notes=(*self.notes, *notes),
            on=self.name if self.decided else "",
            today=False,
        )
