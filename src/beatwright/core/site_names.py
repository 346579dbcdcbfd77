"""Names of sites as people know them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from beatwright.base.words import listed
from beatwright.core.city import City

__all__ = ["at_post", "at_posts", "post_names"]


def post_names(city: City) -> dict[str, str]:
    """Return the names of the sites that have another name than their id, by id."""
    if "name" not in city.sites:
        return {}
    pairs = zip(city.site_ids, city.sites["name"].astype(object), strict=True)
    return {site: str(name) for site, name in pairs if pd.notna(name) and str(name).strip() not in ("", site)}


def at_post(name: str) -> str:
    """Return a post's name as a sentence says where something is: names of street corners say "near" themselves.

    >>> at_post("Station 5"), at_post("near Market St")
    ('at Station 5', 'near Market St')
    """
    return name if name.startswith("near ") else f"at {name}"


def at_posts(names: Iterable[str]) -> str:
    """Return the names of several posts so, those of street corners last.

    >>> at_posts(["Station 5", "near Market St", "Station 6"]), at_posts(["near Market St"])
    ('at Station 5, Station 6 and near Market St', 'near Market St')
    """
    told = list(names)
    corners = [name.removeprefix("near ") for name in told if name.startswith("near ")]
    others = [name for name in told if not name.startswith("near ")]
    parts = [f"at {listed(others)}" if others else "", f"near {listed(corners)}" if corners else ""]
    return " and ".join(filter(None, parts))
