"""Find the site of every post in a file: by its id, else the nearest one within a tolerance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError
from beatwright.base.words import count_of, plural
from beatwright.core import City, Post
from beatwright.data.today.post_file import PostFile

__all__ = ["match_posts"]

_ADVICE = (
    "Add the posts as 'current' sites in the [city] table of the study, so that travel is measured from where they "
    "stand; or raise 'tolerance'."
)


def match_posts(file: PostFile, city: City, tolerance: float) -> tuple[tuple[Post, ...], tuple[str, ...]]:
    """Return the posts at sites of `city`, and notes on how they were matched.

    Ids decide where all of them are sites of the city; else the coordinates do, where the file has them.

    Raises
    ------
    InputError
        With every post that is at no site, or at the site of another.
    """
    known = set(city.site_ids)
    if known.issuperset(file.ids):
        _need_once(file.ids, file.path)
        return file.posts or tuple(Post(site) for site in file.ids), file.notes
    if file.points is None:
        raise InputError(_unknown(file, city))
    sites, metres = _nearest(file.points, city)
    complaints = Complaints()
    for row in np.flatnonzero(metres > tolerance):
        label = file.ids[row] or f"number {row + 1}"
        complaints.add(
            f"Post {label} is {metres[row]:,.0f} m from the nearest site, '{sites[row]}'; the tolerance is "
            f"{tolerance:,.0f} m. {_ADVICE}"
        )
    complaints.raise_if_any(InputError, f"The posts of '{file.path}' are not at sites of the city '{city.name}'")
    _need_once(sites, file.path)
    note = (
        f"The {count_of(len(sites), 'post')} of '{file.path}' {plural(len(sites), 'stands', 'stand')} at the nearest "
    )
    note += f"{plural(len(sites), 'site')}, at most {metres.max():,.0f} m away."
    return tuple(Post(site) for site in sites), (*file.notes, note)


def _unknown(file: PostFile, city: City) -> str:
    strange = [site for site in file.ids if site not in set(city.site_ids)]
    shown = ", ".join(repr(site) for site in strange[:5])
    hint = check.did_you_mean(strange[0], city.site_ids) if len(city.site_ids) <= 20 else ""
    return (
        f"The city '{city.name}' has no site {shown} named in '{file.path}', and the file has no coordinates. {hint} "
        "Add the posts as 'current' sites in the [city] table of the study, or give their coordinates."
    )


def _nearest(points: gpd.GeoSeries, city: City) -> tuple[list[str], np.ndarray]:
    """Return the nearest site of every point and the straight-line metres to it."""
    placed = points if points.crs is None else points.to_crs(city.crs)
    xy = shapely.get_coordinates(placed.to_numpy())
    if not np.isfinite(xy).all():
        row = int((~np.isfinite(xy).all(axis=1)).argmax()) + 1
        raise InputError(f"Post number {row} has coordinates that cannot be: give longitude first, then latitude.")
    metres, site = KDTree(city.site_xy).query(xy)
    return [city.site_ids[i] for i in site], np.asarray(metres)


def _need_once(sites: Iterable[str], path: str) -> None:
    twice = [site for site, count in Counter(sites).items() if count > 1]
    if twice:
        raise InputError(
            f"Two posts of '{path}' stand at the same site: {', '.join(twice)}. Give one of them a site of its own, "
            "for example as a 'current' site in the [city] table of the study."
        )
