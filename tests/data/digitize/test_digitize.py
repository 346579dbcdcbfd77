"""Symbols on maps: all of them, no others, where they are; and what is said of a map that has none."""

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from beatwright.base.errors import InputError, MissingExtraError, ParameterError
from beatwright.data import digitize

CRS = "EPSG:32718"
ONE = {"crs": CRS, "scales": [1], "rotations": [0]}
PAPER = (240, 238, 230)


def paper(height=90, width=120):
    return np.full((height, width, 3), PAPER, np.uint8)


@pytest.mark.parametrize(
    ("symbols", "quality", "size", "clustered", "seed"),
    [("outlined", 70, 24, 0.7, 3), ("letters", 60, 28, 0.7, 4), ("plain", 80, 22, 0.5, 6)],
)
def test_every_symbol_of_a_drawn_map_is_found_and_nothing_else(drawing, symbols, quality, size, clustered, seed):
    style = drawing.drawn_maps.MapStyle(
        symbols=symbols, width=330, height=240, count=24, quality=quality, size=size, clustered=clustered
    )
    drawn = drawing.drawn_maps.draw_map(style, seed)
    assert drawn.truth["covered"].max() > 0.2
    found = digitize(drawn.picture, drawn.templates, [(0, 0, 0, 500), (99, 0, 99, 500), (0, 99, 0, 401)], crs=CRS)
    result = drawing.matching.match(found.frame, drawn.truth, size)
    assert (result.recall, result.precision) == (1.0, 1.0)
    assert np.median(result.errors) < size / 20


@pytest.mark.slow
@pytest.mark.parametrize("symbols", ["outlined", "pins", "plain", "letters", "shapes"])
def test_the_figures_of_the_page_hold_on_other_draws(drawing, symbols):
    results = []
    for seed in range(700, 704):
        style = drawing.drawn_maps.MapStyle(symbols=symbols, quality=60 + 10 * (seed % 4), size=22 + 3 * (seed % 4))
        drawn = drawing.drawn_maps.draw_map(style, seed)
        found = digitize(drawn.picture, drawn.templates, [(0, 0, 0, 500), (99, 0, 99, 500), (0, 99, 0, 401)], crs=CRS)
        results.append(drawing.matching.match(found.frame, drawn.truth, style.size))
    right = sum(result.right for result in results)
    assert right >= 0.97 * sum(result.there for result in results)
    assert right >= 0.97 * sum(result.found for result in results)
    assert all(np.median(result.errors) < style.size / 2 for result in results)


def test_a_symbol_half_under_another_of_its_kind_is_found(drawing, disc, stamp, corners):
    city = paper()
    stamp(city, disc, 40, 60)
    stamp(city, disc, 40, 53)
    found = digitize(city, {"theft": disc}, corners, **ONE)
    assert sorted(found.frame["pixel_x"]) == [60, 67]
    assert found.frame["visible"].round(1).tolist() == [1.0, pytest.approx(0.6, abs=0.1)]
    assert "1 symbol in part under another" in found.text


def test_symbols_of_two_kinds_over_each_other_are_told_apart(drawing, disc, stamp, corners):
    blue = disc.copy()
    blue[..., :3] = disc[..., [2, 1, 0]]
    city = paper()
    stamp(city, disc, 40, 60)
    stamp(city, blue, 46, 64)
    found = digitize(city, {"theft": disc, "robbery": blue}, corners, **ONE)
    assert found.frame[["kind", "pixel_x", "pixel_y"]].to_numpy().tolist() == [
        ["theft", 67.0, 47.0],
        ["robbery", 71.0, 53.0],
    ]
    assert not found.frame["ambiguous"].any()


def test_a_shape_of_one_colour_is_found_by_its_edge_and_not_in_an_area_of_its_colour(drawing, corners, stamp):
    shape = np.zeros((14, 14, 4), np.uint8)
    shape[:, :] = (20, 120, 60, 255)
    rows, columns = np.mgrid[:14, :14]
    shape[rows < 2 * np.abs(columns - 6.5)] = 0
    city = paper()
    city[:, :40] = (20, 120, 60)
    stamp(city, shape, 30, 80)
    frame = digitize(city, {"trees": shape}, corners, **ONE).frame
    assert frame[["pixel_x", "pixel_y"]].iloc[0].tolist() == pytest.approx([86.5, 36.5], abs=0.5)
    assert frame["score"].iloc[0] > 0.9
    assert len(frame) <= 3  # at the corners of the area and of the picture, where its edge is the shape's
    assert frame["score"].iloc[1:].max() < 0.7 or len(frame) == 1


def test_a_template_without_alpha_loses_the_background_of_its_corners(drawing, disc, stamp, corners):
    city = paper()
    city[:, 60:] = (170, 210, 225)
    for column in (20, 80):
        stamp(city, disc, 40, column)
    cut = city[38:57, 18:37].copy()
    found = digitize(city, {"theft": cut}, corners, **ONE)
    assert sorted(found.frame["pixel_x"]) == [27, 87]
    assert found.frame["score"].min() > 0.95
    assert "had no alpha channel" in found.text


def test_a_square_symbol_cut_out_exactly_keeps_its_border(drawing, corners):
    square = np.full((14, 14, 3), (180, 0, 90), np.uint8)
    square[3:11, 3:11] = 255
    city = paper()
    city[20:34, 50:64] = square
    city[60:68, 20:28] = 255
    found = digitize(city, {"fire": square}, corners, **ONE)
    assert found.frame[["pixel_x", "pixel_y"]].to_numpy().tolist() == [[56.5, 26.5]]


@pytest.mark.parametrize(("scale", "turn"), [(1.0, 0.0), (1.3, 0.0), (1.0, 30.0), (0.8, -20.0)])
def test_scale_and_rotation_are_told(drawing, corners, scale, turn):
    style = drawing.drawn_maps
    art = drawing.drawn_symbols.symbol_sets()["outlined"]["robbery"]
    city = Image.fromarray(paper())
    stamped, corner = style.stamped(art, 26 * scale, turn, (60.0, 45.0))
    city.paste(stamped, corner, stamped)
    template = np.asarray(drawing.drawn_symbols.template_of(art, 26))
    found = digitize(
        np.asarray(city),
        {"robbery": template},
        corners,
        crs=CRS,
        scales=[0.8, 1, 1.2],
        rotations=[-30, -15, 0, 15, 30],
    )
    (row,) = found.frame.to_dict("records")
    assert (row["pixel_x"], row["pixel_y"]) == pytest.approx((60, 45), abs=0.4)
    assert row["scale"] == pytest.approx(scale, abs=0.06)
    assert row["rotation"] == pytest.approx(turn, abs=4)


def test_the_place_of_a_pin_is_its_tip(drawing, disc, stamp, corners):
    city = paper()
    stamp(city, disc, 40, 60)
    middle = digitize(city, {"theft": disc}, corners, **ONE).frame.iloc[0]
    tip = digitize(city, {"theft": disc}, corners, **ONE, anchor="bottom").frame.iloc[0]
    same = digitize(city, {"theft": disc}, corners, **ONE, anchor={"theft": "bottom"}).frame.iloc[0]
    assert (tip["pixel_x"], tip["pixel_y"]) == (middle["pixel_x"], middle["pixel_y"] + 7)
    assert tip["y"] == middle["y"] - 14
    assert same["pixel_y"] == tip["pixel_y"]


def test_a_map_without_a_symbol_is_told_and_is_no_error(drawing, disc, corners):
    found = digitize(paper(), {"theft": disc, "fire": disc[::-1, :, [2, 1, 0, 3]].copy()}, corners, **ONE)
    assert len(found) == 0
    assert found.report[0].startswith("Nothing on this map looks like theft and fire.")
    assert list(found.frame.columns[:4]) == ["id", "kind", "lon", "lat"]
    assert found.frame.crs.to_epsg() == 32718
    assert found.picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("symbols", ["outlined", "letters"])
def test_nothing_is_found_on_the_streets_and_labels_of_a_map_without_symbols(drawing, symbols, corners):
    empty = drawing.drawn_maps.draw_map(drawing.drawn_maps.MapStyle(symbols=symbols, width=300, height=200, count=0), 9)
    assert len(digitize(empty.picture, empty.templates, corners, crs=CRS)) == 0


def test_the_same_map_gives_the_same_answer_and_progress_is_told(drawing, disc, stamp, corners):
    city, heard = paper(), []
    stamp(city, disc, 40, 60)
    first = digitize(city, {"theft": disc}, corners, **ONE, progress=lambda *told: heard.append(told))
    second = digitize(city, {"theft": disc}, corners, **ONE)
    assert first.frame.drop(columns="geometry").equals(second.frame.drop(columns="geometry"))
    assert first.picture == second.picture
    assert [text for *_, text in heard] == ["looking for symbols", "looking below the symbols found", "comparing kinds"]
    assert all(0 <= done < total for done, total, _ in heard)


def test_the_picture_shows_every_symbol_and_has_the_size_of_the_map(drawing, disc, stamp, corners):
    city = paper()
    stamp(city, disc, 40, 60)
    found = digitize(city, {"theft": disc}, corners, **ONE)
    shown = np.asarray(Image.open(io.BytesIO(found.picture)).convert("RGB"))
    assert shown.shape[1] == 120
    assert shown.shape[0] > 90
    drawn = np.argwhere((shown[:90] == (230, 25, 75)).all(axis=2))
    assert drawn.min(axis=0).tolist() == pytest.approx([40, 60], abs=2)
    assert drawn.max(axis=0).tolist() == pytest.approx([54, 74], abs=2)


def test_lon_and_lat_are_those_of_the_crs(drawing, disc, stamp, corners):
    city = paper()
    stamp(city, disc, 40, 60)
    frame = digitize(city, {"theft": disc}, corners, **ONE).frame
    there = frame.geometry.to_crs("EPSG:4326")
    assert frame["x"].tolist() == [276_134]
    assert frame["lon"].tolist() == pytest.approx(there.x.tolist(), abs=1e-9)
    assert frame["lat"].tolist() == pytest.approx(there.y.tolist(), abs=1e-9)


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        (np.zeros((200, 10, 3), np.uint8) + 9, "more than the map of 120 by 90"),
        (np.full((12, 12, 3), 70, np.uint8), "one colour from edge to edge"),
        (np.zeros((12, 12, 4), np.uint8), "transparent all over"),
        (np.eye(4, dtype=np.uint8)[..., None].repeat(3, 2) * 200, "4 by 4 pixels where it is opaque"),
    ],
    ids=["larger than the map", "plain", "transparent", "tiny"],
)
def test_a_template_that_cannot_be_found_is_an_error(drawing, corners, cut, said):
    with pytest.raises(InputError, match=said):
        digitize(paper(), {"theft": cut}, corners, **ONE)


def test_every_wrong_template_is_told_at_once(drawing, corners, disc):
    flat = np.full((12, 12, 3), 70, np.uint8)
    with pytest.raises(InputError) as error:
        digitize(paper(), {"theft": flat, "fire": disc, "smoke": disc.copy()}, corners, **ONE)
    assert "template of theft is of one colour" in str(error.value)
    assert "templates of fire and smoke are the same picture" in str(error.value)


def test_a_template_of_half_a_screen_is_no_symbol(drawing, corners):
    wall = np.tile(np.arange(500, dtype=np.uint8)[:, None, None] % 200, (1, 500, 3))
    with pytest.raises(InputError, match="500 by 500 pixels; a symbol of 400 at most"):
        digitize(paper(600, 600), {"theft": wall}, corners, **ONE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scales": []}, "'scales' parameter of digitize must be one to 60 numbers"),
        ({"scales": [0]}, "'scales' parameter"),
        ({"scales": "large"}, "'scales' parameter"),
        ({"rotations": [400]}, "'rotations' parameter of digitize must be one to 60 numbers in [-360, 360]"),
        ({"threshold": 2}, "'threshold' parameter of digitize must be a number in [0.2, 1]"),
        ({"anchor": "botom"}, "'anchor' parameter of digitize must be one of 'centre', 'bottom'"),
        ({"anchor": 3}, "'anchor' parameter of digitize must be one of 'centre', 'bottom'"),
        ({"anchor": {"robery": "top"}}, "names 'robery', which has no template"),
        ({"templates": {}}, "'templates' parameter of digitize must be a mapping"),
        ({"templates": {"": "x.png"}}, "'templates' parameter of digitize must be a non-empty text"),
        ({"progress": 3}, "'progress' parameter"),
    ],
)
def test_a_wrong_option_is_told(disc, corners, change, said):
    options = {"templates": {"robbery": disc}, **ONE, **change}
    templates = options.pop("templates")
    with pytest.raises(ParameterError) as error:
        digitize(paper(), templates, corners, **options)
    assert said in str(error.value)


def test_every_wrong_option_is_told_at_once(disc, corners):
    with pytest.raises(ParameterError) as error:
        digitize(paper(), {"theft": disc}, corners, crs=CRS, scales=[-1], rotations=[999], threshold=7)
    assert all(name in str(error.value) for name in ("'scales'", "'rotations'", "'threshold'"))


def test_a_map_that_nothing_places_is_an_error(drawing, disc, tmp_path):
    with pytest.raises(InputError, match=r"there are no control points\. Give control_points with the columns pixel_x"):
        digitize(paper(), {"theft": disc}, **ONE)
    Image.fromarray(paper()).save(tmp_path / "crimes.png")
    with pytest.raises(InputError, match=r"no world file lies beside the map \(crimes.pgw, crimes.pngw, crimes.wld\)"):
        digitize(tmp_path / "crimes.png", {"theft": disc}, **ONE)


def test_all_that_is_wrong_is_told_at_once(drawing, disc, tmp_path):
    """Options, the map, templates and control points: nothing waits for another to be mended."""
    wall = np.tile(np.arange(500, dtype=np.uint8)[:, None, None] % 200, (1, 500, 3))
    points = pd.DataFrame({"pixel_x": [0, 900, 50], "x": ["276000", "none", "276100"], "y": [8665000] * 3})
    with pytest.raises(ParameterError) as error:
        digitize(
            paper(), {"theft": tmp_path / "no.png", "fire": wall}, points, crs="EPSG:0", scales=[-1], anchor="botom",
            progress=3,
        )  # fmt: skip
    for said in (
        "'progress' parameter of digitize", "'scales' parameter of digitize", "'anchor' parameter of digitize",
        "no.png' does not exist", "template of fire has 500 by 500 pixels, more than the map of 120 by 90",
        "has no column pixel_y", "no number in the column 'x' of row 2. Got 'none'", "is not a known CRS: 'EPSG:0'",
    ):  # fmt: skip
        assert str(error.value).count(said) == 1, (said, str(error.value))
    assert len(error.value.complaints) == 8


def test_what_is_wrong_of_the_input_alone_is_an_error_of_the_input(drawing, disc, tmp_path):
    """Without the map, what needs its size is left out, and the rest is told."""
    with pytest.raises(InputError) as error:
        digitize(tmp_path / "no.png", {"theft": disc, "fire": disc}, [(0, 0, 276000, 8665000)] * 2, crs="EPSG:4326")
    told = str(error.value)
    assert "no.png' does not exist" in told
    assert "templates of theft and fire are the same picture" in told
    assert "needs 3 control points at least" in told
    assert "which looks like metres" in told
    assert len(error.value.complaints) == 4


def test_a_wrong_world_file_and_a_missing_crs_are_told_at_once(drawing, disc, tmp_path):
    (tmp_path / "map.pgw").write_text("1 2 3", encoding="ascii")
    with pytest.raises(InputError, match=r"(?s)must hold six numbers.*does not say its CRS"):
        digitize(paper(), {"theft": disc}, world_file=tmp_path / "map.pgw")


def test_a_world_file_beside_the_map_is_used(drawing, disc, stamp, corners, tmp_path):
    city = paper()
    stamp(city, disc, 40, 60)
    Image.fromarray(city).save(tmp_path / "crimes.png")
    (tmp_path / "crimes.pgw").write_text("2\n0\n0\n-2\n276000\n8665000\n", encoding="ascii")
    beside = digitize(tmp_path / "crimes.png", {"theft": disc}, **ONE).frame
    named = digitize(city, {"theft": disc}, world_file=tmp_path / "crimes.pgw", **ONE).frame
    fitted = digitize(city, {"theft": disc}, corners, **ONE).frame
    assert beside[["x", "y"]].equals(named[["x", "y"]])
    assert fitted[["x", "y"]].to_numpy() == pytest.approx(beside[["x", "y"]].to_numpy(), abs=1e-6)
    with pytest.raises(ParameterError, match="not both"):
        digitize(city, {"theft": disc}, corners, tmp_path / "crimes.pgw", **ONE)


def test_without_opencv_the_command_that_installs_it_is_named(disc, corners, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cv2", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'beatwright\[digitize\]'"):
        digitize(paper(), {"theft": disc}, corners, **ONE)
