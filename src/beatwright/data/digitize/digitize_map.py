"""The picture of a map and templates of its symbols -> incidents with kind, place and score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, MissingExtraError, ParameterError
from beatwright.base.progress import Progress
from beatwright.data.digitize.control_points import read_control_points
from beatwright.data.digitize.digitized_map import DigitizedMap
from beatwright.data.digitize.georeference import Georeference, fitted_to, of_world_file
from beatwright.data.digitize.map_picture import read_picture
from beatwright.data.digitize.symbol_template import ANCHORS, SymbolTemplate, map_sample, template_of_picture
from beatwright.data.digitize.world_file import beside_picture, read_world_file

__all__ = ["digitize"]

_OWNER = "digitize"
_MOST_SIDE, _LEAST_SIDE = 400, 6
_MOST_VALUES = 60


def digitize(
    map_image: Any,
    templates: Mapping[str, Any],
    control_points: Any = None,
    world_file: str | Path | None = None,
    crs: Any = None,
    *,
    scales: Sequence[float] = (0.9, 1.0, 1.1),
    rotations: Sequence[float] = (-10.0, 0.0, 10.0),
    threshold: float | None = None,
    anchor: str | Mapping[str, str] = "centre",
    progress: Progress | None = None,
) -> DigitizedMap:
    """Find the symbols of incidents on the picture of a map.

    Parameters
    ----------
    map_image : path or array of shape (h, w, 3)
        A PNG, JPEG or BMP file of at most 40 million pixels, or its pixels.
    templates : mapping of str to path or array
        One symbol for each kind, cut from the map or from its legend. Where it has an alpha channel, that says which
        pixels belong to the symbol; else a background that fills the corners is taken away.
    control_points : path, DataFrame or array of shape (n, 4), optional
        At least three places known in the picture and on the ground: columns ``pixel_x`` and ``pixel_y`` (from the
        middle of the upper left pixel), and ``x`` and ``y`` in `crs`, or ``lon`` and ``lat``.
    world_file : path, optional
        In place of control points. Without either, one that lies beside the map is used (``MAP.pgw``, ``.jgw``,
        ``.wld``).
    crs : str, int or CRS, optional
        Of `control_points` and of the result, such as ``"EPSG:32718"``. With longitudes and latitudes it may be left
        out: the UTM zone is used.
    scales, rotations : sequence of float, default (0.9, 1, 1.1) and (-10, 0, 10)
        Sizes of the symbols beside their templates, and degrees by which they are turned (counter-clockwise). Between
        several values and half a step beyond the search goes on; a single one is kept.
    threshold : float, optional
        Least score of a symbol, for all kinds. Default: for each kind the middle of the widest gap in its scores
        between 0.45 and 0.6.
    anchor : {"centre", "bottom", "top", "left", "right"}, or mapping of kind to one of these, default "centre"
        Where in a symbol its place is: the tip of a pin is at the bottom.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Returns
    -------
    DigitizedMap
        ``.frame`` (a GeoDataFrame), ``.picture`` (a PNG to check by eye), ``.report`` (sentences).

    Raises
    ------
    InputError
        Where a picture, the control points or the world file cannot be used, or are missing.
    ParameterError
        Where a parameter has a value that it cannot have.
    MissingExtraError
        Where OpenCV is not installed.

    References
    ----------
    J. P. Lewis: Fast normalized cross-correlation. Vision Interface 1995, 120-123. The measure of agreement:
    `beatwright.data.digitize.colour_agreement`.

    Examples
    --------
    >>> import numpy as np
    >>> symbol = np.zeros((14, 14, 3), np.uint8) + np.array([220, 20, 30], np.uint8)
    >>> symbol[4:10, 4:10] = 255
    >>> city = np.full((120, 160, 3), 235, np.uint8)
    >>> city[20:34, 30:44] = city[80:94, 100:114] = symbol
    >>> corners = [(0, 0, 276000, 8665000), (159, 0, 276318, 8665000), (0, 119, 276000, 8664762)]
    >>> found = digitize(city, {"robbery": symbol}, corners, crs="EPSG:32718", scales=[1], rotations=[0])
    >>> found.frame[["kind", "pixel_x", "pixel_y", "x", "y"]].round(2).sort_values("x").values.tolist()
    [['robbery', 36.5, 26.5, 276073.0, 8664947.0], ['robbery', 106.5, 86.5, 276213.0, 8664827.0]]
    """
    anchors = _need_options(templates, (scales, rotations), threshold, anchor, progress)
    _need_opencv()
    picture = _opaque(read_picture(map_image, "The map"))
    symbols = _read_templates(templates, anchors, picture)
    reference = _reference(map_image, control_points, world_file, crs, picture.shape)
    search = import_module("beatwright.data.digitize.symbol_search")
    steps = tuple(map(float, scales)), tuple(map(float, rotations))
    found: DigitizedMap = search.searched(picture, symbols, reference, steps, threshold, progress)
    return found


def _need_opencv() -> None:
    try:
        import_module("cv2")
    except ImportError:
        raise MissingExtraError("opencv-python-headless", "digitize", "Digitizing a map") from None


def _need_options(
    templates: Mapping[str, Any],
    steps: tuple[Sequence[float], Sequence[float]],
    threshold: float | None,
    anchor: str | Mapping[str, str],
    progress: Progress | None,
) -> dict[str, str]:
    """Raise with all that is wrong with the options, or return the anchor of every kind."""
    complaints = Complaints()
    named = isinstance(templates, Mapping) and len(templates) > 0
    complaints.need(named, check.sentence(_OWNER, "templates", "a mapping of kind to picture", repr(templates)[:60]))
    kinds = list(templates) if named else []
    complaints.extend(check.text(_OWNER, "templates", kind) for kind in kinds)
    complaints.add(_wrong_steps("scales", steps[0], (0.1, 10.0)))
    complaints.add(_wrong_steps("rotations", steps[1], (-360.0, 360.0)))
    complaints.add(check.number(_OWNER, "threshold", threshold, 0.2, 1, optional=True))
    anchors = dict.fromkeys(kinds, anchor) if isinstance(anchor, str) else dict(anchor)
    for kind, place in anchors.items():
        complaints.add(check.one_of(_OWNER, "anchor", place, ANCHORS))
        known = kind in kinds or isinstance(anchor, str)
        complaints.need(
            known, f"The 'anchor' parameter names '{kind}', which has no template. {check.did_you_mean(kind, kinds)}"
        )
    if progress is not None and not callable(progress):
        complaints.add(check.sentence(_OWNER, "progress", "a function or None", repr(progress)))
    complaints.raise_if_any(ParameterError)
    return {kind: str(anchors.get(kind, "centre")) for kind in kinds}


def _wrong_steps(name: str, values: Any, limits: tuple[float, float]) -> str | None:
    expected = f"one to {_MOST_VALUES} numbers in [{limits[0]:g}, {limits[1]:g}]"
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError):
        return check.sentence(_OWNER, name, expected, repr(values)[:60])
    fits = (
        array.ndim == 1
        and 1 <= array.size <= _MOST_VALUES
        and bool(((array >= limits[0]) & (array <= limits[1])).all())
    )
    return None if fits else check.sentence(_OWNER, name, expected, repr(values)[:60])


def _opaque(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return red, green and blue; what is transparent shows white, as on paper."""
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.float32) / 255
    return np.asarray(np.rint(picture[..., :3] * alpha + 255 * (1 - alpha)), np.uint8)


def _read_templates(
    templates: Mapping[str, Any], anchors: Mapping[str, str], picture: npt.NDArray[np.uint8]
) -> list[SymbolTemplate]:
    pictures = {kind: read_picture(source, f"The template of {kind}") for kind, source in templates.items()}
    pixels = map_sample(picture)
    symbols = [template_of_picture(kind, cut, anchors[kind], pixels) for kind, cut in pictures.items()]
    complaints = Complaints()
    for symbol in symbols:
        complaints.add(_wrong_template(symbol, pictures[symbol.kind].shape, picture.shape))
    for number, one in enumerate(symbols):
        for other in symbols[:number]:
            same = one.colours.shape == other.colours.shape and np.array_equal(one.alpha, other.alpha)
            if same and np.array_equal(one.colours * one.alpha[..., None], other.colours * other.alpha[..., None]):
                complaints.add(
                    f"The templates of {other.kind} and {one.kind} are the same picture. Give each kind its own."
                )
    complaints.raise_if_any(InputError)
    return symbols


def _wrong_template(symbol: SymbolTemplate, given: tuple[int, ...], shape: tuple[int, ...]) -> str | None:
    """Complain of a template that cannot be found on a map of this shape."""
    owner, size = f"The template of {symbol.kind}", f"{given[1]:,} by {given[0]:,} pixels"
    if given[0] > shape[0] or given[1] > shape[1]:
        return f"{owner} has {size}, more than the map of {shape[1]:,} by {shape[0]:,}. Cut out the symbol alone."
    if not (symbol.alpha > 0.5).any():
        return f"{owner} is transparent all over. Save it with its symbol opaque."
    h, w = symbol.alpha.shape
    if max(h, w) > _MOST_SIDE:
        return f"{owner} has {size}; a symbol of {_MOST_SIDE} at most is looked for. Cut out the symbol alone."
    if min(h, w) < _LEAST_SIDE:
        return (
            f"{owner} is {w} by {h} pixels where it is opaque; {_LEAST_SIDE} by {_LEAST_SIDE} at least tell a symbol "
            "from the streets. Scan the map at a higher resolution."
        )
    if symbol.is_plain:
        return (
            f"{owner} is of one colour from edge to edge: nothing tells it from an area of that colour. Cut it out "
            "with some of the map around, or give it an alpha channel that has its shape."
        )
    return None


def _reference(
    map_image: Any, control_points: Any, world_file: str | Path | None, crs: Any, shape: tuple[int, ...]
) -> Georeference:
    size = (shape[1], shape[0])
    if control_points is not None and world_file is not None:
        raise ParameterError("Give control points or a world file, not both.")
    if control_points is not None:
        return fitted_to(read_control_points(control_points), crs, size)
    if world_file is not None:
        return of_world_file(read_world_file(world_file), crs, size)
    names = beside_picture(Path(map_image)) if isinstance(map_image, (str, Path)) else ()
    for name in names:
        if name.is_file():
            return of_world_file(read_world_file(name), crs, size)
    looked = f", and no world file lies beside the map ({', '.join(name.name for name in names)})" if names else ""
    raise InputError(
        f"Nothing says where the map lies: there are no control points{looked}. Give control_points with the columns "
        "pixel_x, pixel_y, x, y (three places at least, better six), or world_file."
    )
