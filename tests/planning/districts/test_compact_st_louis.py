"""Districts of 88 neighbourhoods of St. Louis beside the police districts of 2014: as even, and no less compact."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from beatwright.core.borders import borders_of
from beatwright.planning import DistrictRules, MapUnits, balanced_districts

USUAL = {"calls": 0.6, "population": 0.25, "area": 0.15, "cut": 0.15}

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def city(data_folder):
    """Return neighbourhoods with calls of five years and population, and the police district of each."""
    folder = data_folder / "stlouis"
    if not (folder / "neighborhoods.parquet").exists():
        pytest.skip("the neighbourhoods of St. Louis are absent")
    units = gpd.read_parquet(folder / "neighborhoods.parquet").to_crs(32615).reset_index(drop=True)
    groups = gpd.read_parquet(folder / "blockgroups_2010.parquet").to_crs(32615)
    police = gpd.read_parquet(folder / "police_districts_2014.parquet").to_crs(32615)
    seen = pd.read_parquet(
        folder / "incidents.parquet", columns=["occurred", "flag_crime", "count", "coord_ok", "lon", "lat"]
    )
    when = pd.to_datetime(seen["occurred"])
    used = seen["flag_crime"] & (seen["count"] == 1) & seen["coord_ok"] & (when >= "2014-01-01") & (when < "2019-01-01")
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(seen.lon[used], seen.lat[used]), crs=4326).to_crs(32615)
    within = gpd.sjoin(places, units[["geometry"]], predicate="within")["index_right"]
    units["calls"] = np.bincount(within, minlength=len(units)).astype(float)
    units["population"] = _common(units, groups) / groups.area.to_numpy() @ groups["pop_est_street"].to_numpy()
    return units, _common(units, police).argmax(axis=1)


def _common(units, layer):
    """Return what each unit has in common with each area of a layer, square metres."""
    return shapely.area(shapely.intersection(units.geometry.to_numpy()[:, None], layer.geometry.to_numpy()[None, :]))


def _figures(units, label):
    """Return how uneven calls, population and area are, and the mean Polsby-Popper of the districts dissolved."""
    shares = pd.DataFrame({"calls": units["calls"], "population": units["population"], "area": units.area})
    sums = shares.groupby(label).sum()
    gaps = 15.0  # metres that neighbours of this layer lie apart at most: closed, as they are no borders
    whole = units.dissolve(label).geometry.buffer(gaps, join_style="mitre").buffer(-gaps, join_style="mitre")
    compact = 4 * np.pi * whole.area / whole.length**2
    return (sums.std(ddof=0) / sums.mean()).to_numpy(), float(compact.mean())


@pytest.mark.parametrize("seed", range(3))
def test_with_compactness_weighed_they_are_more_even_and_more_compact_than_those_drawn_by_hand(city, seed):
    units, today = city
    borders = borders_of(units.geometry.to_numpy())
    criteria = {"calls": units["calls"], "population": units["population"], "area": units.area}
    plan = balanced_districts(
        MapUnits(borders.edges, borders.metres, criteria, areas=units.area, perimeters=borders.perimeter),
        DistrictRules(int(today.max()) + 1),
        weights={**USUAL, "polsby_popper": 0.3},
        iterations=1_000_000,
        seed=seed,
    )
    uneven, compact = _figures(units, plan.districts)
    uneven_today, compact_today = _figures(units, today)
    assert (uneven < uneven_today).all()
    assert compact > compact_today
