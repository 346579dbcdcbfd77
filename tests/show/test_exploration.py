"""Maps of areas and small multiples are drawn and written; the report of a case without plans stands alone."""

import dataclasses
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from beatwright.base.raster import Raster
from beatwright.core import (
    AreaMap,
    Case,
    Column,
    Finding,
    MapArea,
    ParameterError,
    SmallMultiples,
    Spot,
    StreetSegments,
    Table,
    WeekClock,
)
from beatwright.core.chart import RasterMap, chart_from_dict
from beatwright.show import draw_chart, write_exploration
from beatwright.testing import small_problem

NAMED = {"name": "one", "alt": "What it shows."}
SQUARES = [
    MapArea.of(shapely.box(100, 100, 900, 700), "1", 3.5),
    MapArea.of(shapely.box(1500, 900, 2500, 1900).difference(shapely.box(1800, 1200, 2000, 1400)), "<b>2", 9.0),
]


@pytest.fixture(scope="module")
def bare():
    """Return a case without plans."""
    problem = small_problem()
    return Case("Looked at", problem, problem)


def raster_map(factor):
    values = factor * np.add.outer(np.arange(8.0), np.arange(12.0))
    raster = Raster(values, (0, 0, 3000, 2000))
    return RasterMap.of(raster, name=f"x{factor}", alt="A ramp.", caption=f"times {factor}", legend="")


def clock(caption, peak):
    counts = np.ones(168)
    counts[peak] = 40
    return WeekClock(name=caption, alt=caption, caption=caption, counts=counts.tolist())


CHARTS = {
    "areas": AreaMap(**NAMED, areas=SQUARES, legend="Times as dense", unit="times", spots=[Spot(500, 500, "a")]),
    "plain areas": AreaMap(**NAMED, areas=[dataclasses.replace(SQUARES[0], value=float("nan"))]),
    "no areas": AreaMap(**NAMED, areas=[]),
    "clocks": SmallMultiples(**NAMED, charts=[clock("theft", 5), clock("$x_2$ robbery", 100)], legend="counts"),
    "rasters": SmallMultiples(**NAMED, charts=[raster_map(k) for k in (1, 2, 3, 4)], legend="per km²"),
}


@pytest.mark.parametrize("kind", CHARTS)
def test_every_chart_is_drawn_and_reads_back(kind, bare):
    chart = CHARTS[kind]
    again = chart_from_dict(json.loads(json.dumps(chart.to_dict(), allow_nan=False)))
    assert repr(again) == repr(chart)
    figure = draw_chart(again, bare)
    assert draw_chart(chart, bare).get_size_inches().tolist() == figure.get_size_inches().tolist()
    figure.canvas.draw()
    assert np.asarray(figure.canvas.buffer_rgba())[..., :3].min() < 100


def test_areas_have_the_colours_of_their_classes(bare):
    figure = draw_chart(CHARTS["areas"], bare)
    fills = {patch.get_facecolor() for axes in figure.axes for patch in axes.patches}
    plain = draw_chart(CHARTS["plain areas"], bare)
    assert len(fills) > len({patch.get_facecolor() for axes in plain.axes for patch in axes.patches})
    texts = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"1", "<b>2", "Times as dense"} <= texts


@pytest.mark.parametrize("kind", ["areas", "no areas"])
def test_a_city_that_knows_its_streets_has_them_on_its_maps_of_areas(kind, bare):
    streets = StreetSegments(shapely.linestrings([[(0, 700), (3000, 700)], [(800, 0), (800, 2000)]]))
    problem = dataclasses.replace(bare.problem, city=bare.problem.city.with_streets(streets))

    def drawn(case):
        return sum(len(axes.patches) for axes in draw_chart(CHARTS[kind], case).axes)

    assert drawn(Case("Streets", problem, problem)) == drawn(bare) + 1


def test_one_colour_means_one_thing_on_all_small_clocks(bare):
    figure = draw_chart(CHARTS["clocks"], bare)
    meshes = [axes.collections[0] for axes in figure.axes if axes.collections]
    assert len(meshes) == 2
    assert meshes[0].get_clim() == meshes[1].get_clim()
    assert meshes[0].get_array().max() == meshes[1].get_array().max()


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SmallMultiples(**NAMED, charts=[]), "need charts of one kind"),
        (lambda: SmallMultiples(**NAMED, charts=[clock("a", 1), raster_map(1)]), "need charts of one kind"),
        (lambda: SmallMultiples(**NAMED, charts=[CHARTS["clocks"]]), "need charts of one kind"),
        (lambda: MapArea("POINT (1 2)"), "is no polygon as well-known text"),
        (lambda: MapArea("POLYGON ((1"), "is no polygon as well-known text"),
        (lambda: MapArea(5), "is no polygon as well-known text"),
        (lambda: MapArea.of(shapely.Point(1, 2)), "must be a polygon or multipolygon. Got Point"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, said):
    with pytest.raises(ParameterError, match=said):
        make()


def test_small_multiples_of_maps_that_cannot_be_small_are_told(bare):
    with pytest.raises(ParameterError, match="Small multiples of the kind AreaMap cannot be drawn"):
        draw_chart(SmallMultiples(**NAMED, charts=[CHARTS["areas"]]), bare)


def spots_table(**changes):
    columns = (
        Column("where", ["corner", "bridge"]),
        Column("incidents a year", [3.0, 80.0], "count", suppression="count"),
        Column("share", [0.01, 0.4], "share", suppression="derived"),
    )
    return Table("spots", ["1", "<b>2"], columns, index_name="spot", of_places=True, **changes)


def test_the_report_stands_alone_and_small_counts_are_kept_out(bare, tmp_path):
    many = Table("all", [str(k) for k in range(90)], [Column("n", list(range(90)))], index_name="row")
    found = Finding("spots", "Spots <i>", ["Two spots."], tables=[spots_table(), many], charts=[CHARTS["areas"]])
    case = dataclasses.replace(bare, findings=(found,))
    told = []
    files = write_exploration(case, tmp_path, progress=lambda done, total, text: told.append((done, total)))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert {"report.html", "exploration.gpkg", "spots.csv", "all.csv", "one.png"} <= {path.name for path in files}
    assert "Spots &lt;i&gt;" in page
    assert "<i>" not in page
    assert "&lt;5" in page
    assert "30 more rows are in all.csv" in page
    assert "http" not in page.replace("http-equiv", "")
    assert told[-1][0] == told[-1][1]
    assert "3.0" not in (tmp_path / "spots.csv").read_text(encoding="utf-8-sig")


def test_areas_are_a_layer_with_the_columns_of_their_table(bare, tmp_path):
    other = dataclasses.replace(CHARTS["plain areas"], name="other")
    ramp = dataclasses.replace(raster_map(1), name="ramp", levels=(5.0, 10.0))
    found = Finding("spots", "Spots", ["Two."], tables=[spots_table()], charts=[CHARTS["areas"], other, ramp])
    case = dataclasses.replace(bare, findings=(found,))
    write_exploration(case, tmp_path)
    layer = gpd.read_file(tmp_path / "exploration.gpkg", layer="found_one")
    assert layer["name"].tolist() == ["1", "<b>2"]
    assert layer["where"].tolist() == ["corner", "bridge"]
    assert np.isnan(layer["incidents_a_year"][0])
    assert layer["incidents_a_year"][1] == 80
    assert layer.geometry.area.tolist() == [area.polygon.area for area in SQUARES]
    assert "found_other" in set(gpd.list_layers(tmp_path / "exploration.gpkg")["name"])
    lines = gpd.read_file(tmp_path / "exploration.gpkg", layer="found_ramp_contours")
    assert lines["level"].tolist() == [5.0, 10.0]
    assert set(lines.geom_type) == {"MultiLineString"}
