"""Sites that must be posts and sites that must not, by their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from beatwright.base import check
from beatwright.base.errors import Complaints, ParameterError
from beatwright.base.words import joined
from beatwright.core import City, Step
from beatwright.planning.posts.siting import Ints

__all__ = ["SiteChoice", "kept_and_forbidden", "site_list_complaint"]


@dataclass(frozen=True, kw_only=True, repr=False)
class SiteChoice(Step):
    """Base of the planners that can be told which sites must be posts and which must not.

    Parameters
    ----------
    keep_current : bool, default False
        Keep the posts of today (sites marked `current`) and place only the others anew.
    keep : list of str, default ()
        Ids of sites that must be posts, such as stations that cannot move. They need not be candidates.
    forbid : list of str, default ()
        Ids of sites that must not be posts, such as those that are not for lease.
    """

    keep_current: bool = False
    keep: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()

    def choice_complaints(self) -> Iterable[str | None]:
        """Yield what is wrong with the choice of sites, as far as no city is needed to see it."""
        owner = type(self).__name__
        yield check.boolean(owner, "keep_current", self.keep_current)
        wrong = [site_list_complaint(owner, name, getattr(self, name)) for name in ("keep", "forbid")]
        yield from wrong
        if not any(wrong) and (both := sorted(set(self.keep) & set(self.forbid))):
            yield f"{owner} keeps and forbids the same sites: {', '.join(both)}. Take them out of 'keep' or 'forbid'."


def site_list_complaint(owner: str, name: str, value: object) -> str | None:
    """Complain unless `value` lists different ids of sites.

    >>> site_list_complaint("PMedian", "keep", ("s1", "s1"))
    "The 'keep' parameter of PMedian names a site twice: s1."
    """
    if not isinstance(value, tuple | list) or not all(isinstance(site, str) and site for site in value):
        return f"The '{name}' parameter of {owner} must be a list of ids of sites, as text. Got {value!r}."
    twice = sorted(site for site, times in Counter(value).items() if times > 1)
    return f"The '{name}' parameter of {owner} names a site twice: {', '.join(twice)}." if twice else None


def kept_and_forbidden(planner: SiteChoice, city: City) -> tuple[Ints, Ints]:
    """Return the positions of the sites that must be posts, and of those that must not, each ascending.

    Raises
    ------
    ParameterError
        With every id that the city does not have; or where a post of today is to be kept and is forbidden.
    """
    complaints = Complaints()
    found = {}
    for option, ids in (("keep", planner.keep), ("forbid", planner.forbid)):
        try:
            found[option] = city.site_positions(ids) if ids else np.empty(0, dtype=np.intp)
        except ParameterError as problem:
            complaints.add(f"The '{option}' parameter of {type(planner).__name__}: {problem}")
    complaints.raise_if_any(ParameterError)
    current = city.current_sites if planner.keep_current else np.empty(0, dtype=np.intp)
    _need_apart(planner, _ids(city, np.intersect1d(current, found["forbid"])))
    return np.union1d(found["keep"], current).astype(np.intp), np.sort(found["forbid"])


def _ids(city: City, sites: Ints) -> list[str]:
    return [city.site_ids[site] for site in sites]


def _need_apart(planner: SiteChoice, both: Sequence[str]) -> None:
    if both:
        raise ParameterError(
            f"{type(planner).__name__} keeps the posts of today with 'keep_current' and forbids some of them: "
            f"{joined(both)}. Take them out of 'forbid', or name the posts that stay in 'keep'."
        )
