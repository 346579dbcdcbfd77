"""Streets whose coordinates no CRS can hold are told with their number."""

import geopandas as gpd
import pytest
import shapely

from beatwright.base.errors import InputError
from beatwright.network import RoadSource


@pytest.mark.parametrize(
    ("far", "ending"),
    [(1e300, "shp"), (1e9, "shp"), (-4e8, "shp"), (1e300, "parquet"), (1e9, "parquet"), (float("inf"), "parquet")],
)
def test_coordinates_out_of_this_world_are_told(far, ending, tmp_path):
    lines = [shapely.LineString([(-90.2, 38.6), (-90.1, 38.6)]), shapely.LineString([(-90.1, 38.6), (far, 38.7)])]
    table = gpd.GeoDataFrame({"highway": "residential"}, geometry=lines, crs=4326, index=[0, 1])
    file = tmp_path / f"a.{ending}"
    table.to_parquet(file) if ending == "parquet" else table.to_file(file)
    with pytest.raises(InputError, match="1 of 2 streets have coordinates that cannot be measured"):
        RoadSource(edges=file.name).read(tmp_path, 32615)
