"""The picture of a map and templates of its symbols -> incidents with kind, place and score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from beatwright.base import check
from beatwright.base.errors import Complaints, MissingExtraError, ParameterError
from beatwright.base.progress import Progress
from beatwright.data.digitize.digitize_inputs import DigitizeInputs, checked_inputs
from beatwright.data.digitize.digitized_map import DigitizedMap

__all__ = ["digitize", "digitized"]


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
    complaints = Complaints()
    complaints.attempt(partial(_need_function, progress))
    options: dict[str, Any] = {"scales": scales, "rotations": rotations, "threshold": threshold, "anchor": anchor}
    check_all = partial(checked_inputs, map_image, templates, control_points, world_file, crs=crs, **options)
    inputs = complaints.attempt(check_all)
    complaints.raise_if_any(complaints.worst)
    assert inputs is not None  # else there were complaints
    return digitized(inputs, progress)


def _need_function(progress: Any) -> None:
    if progress is not None and not callable(progress):
        raise ParameterError(check.sentence("digitize", "progress", "a function or None", repr(progress)))


def digitized(inputs: DigitizeInputs, progress: Progress | None = None) -> DigitizedMap:
    """Search a map for its symbols.

    Parameters
    ----------
    inputs : DigitizeInputs
        From `checked_inputs`.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Raises
    ------
    MissingExtraError
        Where OpenCV is not installed.
    """
    try:
        import_module("cv2")
    except ImportError:
        raise MissingExtraError("opencv-python-headless", "digitize", "Digitizing a map") from None
    search = import_module("beatwright.data.digitize.symbol_search")
    found: DigitizedMap = search.searched(
        inputs.picture, inputs.symbols, inputs.reference, inputs.steps, inputs.threshold, progress
    )
    return found
