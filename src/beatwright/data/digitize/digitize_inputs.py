"""What digitizing needs, read and checked: every complaint at once, before the search, which takes long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base import check
from beatwright.base.errors import Complaints, InputError, ParameterError
from beatwright.base.vector.crs import crs_of
from beatwright.data.digitize.control_points import read_control_points
from beatwright.data.digitize.georeference import Georeference, crs_of_world_file, fitted_to, of_world_file
from beatwright.data.digitize.map_picture import read_picture
from beatwright.data.digitize.symbol_template import ANCHORS, SymbolTemplate, map_sample, template_of_picture
from beatwright.data.digitize.world_file import beside_picture, read_world_file

__all__ = ["DigitizeInputs", "checked_inputs"]

_OWNER = "digitize"
_MOST_SIDE, _LEAST_SIDE = 400, 6
_MOST_VALUES = 60


@dataclass(frozen=True, eq=False)
class DigitizeInputs:
    """What a search for symbols needs; `checked_inputs` makes it.

    Parameters
    ----------
    picture : array of uint8, shape (h, w, 3)
        The map.
    symbols : list of SymbolTemplate
        One for each kind.
    reference : Georeference
        Where the map lies.
    steps : (scales, rotations)
        Sizes beside the templates, and degrees.
    threshold : float, optional
        Least score of a symbol.
    """

    picture: npt.NDArray[np.uint8]
    symbols: list[SymbolTemplate]
    reference: Georeference
    steps: tuple[tuple[float, ...], tuple[float, ...]]
    threshold: float | None


def checked_inputs(
    map_image: Any,
    templates: Mapping[str, Any],
    control_points: Any = None,
    world_file: str | Path | None = None,
    *,
    crs: Any = None,
    scales: Sequence[float] = (0.9, 1.0, 1.1),
    rotations: Sequence[float] = (-10.0, 0.0, 10.0),
    threshold: float | None = None,
    anchor: str | Mapping[str, str] = "centre",
) -> DigitizeInputs:
    """Read and check what `digitize` takes, parameter by parameter as there, and complain of everything at once.

    Raises
    ------
    InputError, ParameterError
        With every complaint; a ParameterError where a parameter is among them.
    """
    complaints = Complaints()
    anchors = complaints.attempt(partial(_need_options, templates, (scales, rotations), threshold, anchor))
    shown = complaints.attempt(partial(read_picture, map_image, "The map"))
    picture = None if shown is None else _opaque(shown)
    given = templates if isinstance(templates, Mapping) else {}
    symbols = complaints.attempt(partial(_symbols, given, anchors or {}, picture))
    size = None if picture is None else (picture.shape[1], picture.shape[0])
    reference = complaints.attempt(partial(_reference, map_image, control_points, world_file, crs, size))
    complaints.raise_if_any(complaints.worst)
    assert picture is not None  # else there were complaints
    assert symbols is not None
    assert reference is not None
    return DigitizeInputs(
        picture, symbols, reference, (tuple(map(float, scales)), tuple(map(float, rotations))), threshold
    )


def _need_options(
    templates: Mapping[str, Any],
    steps: tuple[Sequence[float], Sequence[float]],
    threshold: float | None,
    anchor: str | Mapping[str, str],
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
    complaints.extend(_wrong_anchors(anchor, kinds))
    complaints.raise_if_any(ParameterError)
    return {kind: anchor if isinstance(anchor, str) else anchor.get(kind, "centre") for kind in kinds}


def _wrong_anchors(anchor: Any, kinds: list[str]) -> Iterator[str | None]:
    if not isinstance(anchor, Mapping):
        yield check.one_of(_OWNER, "anchor", anchor, ANCHORS)
        return
    for kind, place in anchor.items():
        yield check.one_of(_OWNER, "anchor", place, ANCHORS)
        if kind not in kinds:
            hint = check.did_you_mean(str(kind), kinds)
            yield f"The 'anchor' parameter names '{kind}', which has no template. {hint}"


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


def _symbols(
    templates: Mapping[str, Any], anchors: Mapping[str, str], picture: npt.NDArray[np.uint8] | None
) -> list[SymbolTemplate]:
    """Raise with all that is wrong with the templates; those for a map that cannot be read are read alone."""
    complaints = Complaints()
    read = {
        kind: complaints.attempt(partial(read_picture, source, f"The template of {kind}"))
        for kind, source in templates.items()
    }
    pictures = {kind: cut for kind, cut in read.items() if cut is not None}
    pixels = map_sample(np.full((1, 1, 3), 255, np.uint8) if picture is None else picture)
    symbols = [template_of_picture(kind, cut, anchors.get(kind, "centre"), pixels) for kind, cut in pictures.items()]
    if picture is not None:
        complaints.extend(_wrong_template(one, pictures[one.kind].shape, picture.shape) for one in symbols)
    complaints.extend(_same_templates(symbols))
    complaints.raise_if_any(InputError)
    return symbols


def _same_templates(symbols: Sequence[SymbolTemplate]) -> Iterator[str]:
    for number, one in enumerate(symbols):
        for other in symbols[:number]:
            same = one.colours.shape == other.colours.shape and np.array_equal(one.alpha, other.alpha)
            if same and np.array_equal(one.colours * one.alpha[..., None], other.colours * other.alpha[..., None]):
                yield f"The templates of {other.kind} and {one.kind} are the same picture. Give each kind its own."


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
    map_image: Any, control_points: Any, world_file: str | Path | None, crs: Any, size: tuple[int, int] | None
) -> Georeference | None:
    """Raise with all that is wrong with what places the map; None where it cannot be said for want of its size."""
    complaints = Complaints()
    if control_points is not None and world_file is not None:
        complaints.attempt(_not_both)
    if world_file is None and control_points is None:
        world_file = _beside(map_image)
    found = [
        complaints.attempt(partial(place, source, crs, size))
        for place, source in ((_by_points, control_points), (_by_world_file, world_file))
        if source is not None
    ]
    complaints.raise_if_any(complaints.worst)
    return found[0]


def _not_both() -> None:
    raise ParameterError("Give control points or a world file, not both.")


def _by_points(source: Any, crs: Any, size: tuple[int, int] | None) -> Georeference | None:
    complaints = Complaints()
    points = complaints.attempt(partial(read_control_points, source))
    if points is None and crs is not None:
        complaints.attempt(partial(crs_of, crs, "The CRS"))
    complaints.raise_if_any(InputError)
    return None if points is None else fitted_to(points, crs, size)


def _by_world_file(source: str | Path, crs: Any, size: tuple[int, int] | None) -> Georeference | None:
    complaints = Complaints()
    affine = complaints.attempt(partial(read_world_file, source))
    known = complaints.attempt(partial(crs_of_world_file, crs))
    complaints.raise_if_any(InputError)
    return None if affine is None or known is None or size is None else of_world_file(affine, known, size)


def _beside(map_image: Any) -> Path:
    """Return the world file that lies beside the map."""
    names = beside_picture(Path(map_image)) if isinstance(map_image, (str, Path)) else ()
    for name in names:
        if name.is_file():
            return name
    looked = f", and no world file lies beside the map ({', '.join(name.name for name in names)})" if names else ""
    raise InputError(
        f"Nothing says where the map lies: there are no control points{looked}. Give control_points with the columns "
        "pixel_x, pixel_y, x, y (three places at least, better six), or world_file."
    )
