"""Places in the words of people: by the nearest candidate site that has a name."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from beatwright.core.city import City
from beatwright.core.site_names import post_names

__all__ = ["by_name", "nearest_site_names"]


def nearest_site_names(city: City, xy: npt.ArrayLike) -> list[str]:
    """Return for each place the name of the site that is nearest to it, or that site's id where it has no name.

    Parameters
    ----------
    city : City
        Its sites, candidates or not.
    xy : array, shape (n, 2)
        In metres, in the city's CRS.

    Examples
    --------
    >>> from beatwright.testing import small_problem
    >>> nearest_site_names(small_problem().city, [[300.0, 200.0], [2700.0, 1700.0]])
    ['s1', 's6']
    """
    places = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    names = post_names(city)
    nearest = cKDTree(city.site_xy).query(places)[1]
    return [names.get(city.site_ids[site], city.site_ids[site]) for site in nearest.tolist()]


def by_name(name: str) -> str:
    """Return a site's name as a sentence says where something is.

    >>> by_name("Pine St & N 6th St"), by_name("near Market St")
    ('near Pine St & N 6th St', 'near Market St')
    """
    return name if name.startswith("near ") else f"near {name}"
