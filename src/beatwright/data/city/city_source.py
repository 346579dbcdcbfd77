"""The city from its files: one table of the study file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from beatwright.base.errors import Complaints, InputError
from beatwright.base.files.open_file import regular_file
from beatwright.base.progress import Progress
from beatwright.base.vector.vector_files import split_layer
from beatwright.core.city import City
from beatwright.core.incidents import Incidents
from beatwright.data.city.assemble_city import assemble_city, collecting
from beatwright.data.city.city_options import CityOptions
from beatwright.data.city.extent import Frame, frame_of
from beatwright.data.city.layer import Layer, read_layer
from beatwright.data.city.layers_away import layers_away
from beatwright.data.plan_rows import rows_of_plan, split_plan
from beatwright.data.units.divided import divide_city

__all__ = ["CitySource"]


_WORDS = {
    "zones": " Without a file: columns x rows such as '40x24', a cell such as '500 m', or 'nodes'.",
    "sites": " Without a file: 'zones' or 'busiest'.",
}


@dataclass(frozen=True)
class CitySource(CityOptions):
    """How to make the city from files.

    Files are GeoParquet, GeoPackage, shapefile, GeoJSON, or a CSV or Parquet table with the columns ``lon`` and
    ``lat``; ``file.gpkg|layername=NAME`` names a layer inside one.

    Its options are those of `CityOptions`.

    Examples
    --------
    >>> CitySource(boundary="city.gpkg", zones="40x24").label
    'CitySource(boundary=city.gpkg, zones=40x24)'
    """

    def unreadable(self, folder: str | Path = ".") -> tuple[str, ...]:
        """Return what is wrong with the files, each read for itself; empty where nothing is.

        Parameters
        ----------
        folder : path
            Where relative file names begin.
        """
        complaints = Complaints()
        layers: dict[str, Layer] = {}
        frame: Frame | None = None
        for option in self.files:
            with collecting(complaints, option):
                self._need_file(folder, option)
                layer = self._read(folder, option, None, self._id_columns.get(option, ""))
                if option == self._frame_file:
                    frame = frame_of(layer, None if self.crs == "auto" else self.crs)
                else:
                    layers[option] = layer
        if frame is not None:
            complaints.extend(layers_away(layers, frame, self._frame_file or "boundary"))
        return complaints.texts

    def frame(self, folder: str | Path = ".") -> Frame:
        """Read the boundary: the area, and the CRS that everything is measured in.

        Parameters
        ----------
        folder : path
            Where relative file names begin.

        Raises
        ------
        InputError
            With every file that is missing, or what is wrong with the boundary; where no file frames the city.
        """
        if not self.framed:
            raise InputError(
                "The city has no boundary. Give 'boundary' (a polygon file); a file of zones, parents or population "
                "would do in its place, and hull_of draws one around incidents."
            )
        complaints = Complaints()
        for option in self.files:
            with collecting(complaints, option):
                self._need_file(folder, option)
        complaints.raise_if_any(InputError, "The city cannot be read")
        option = self._frame_file or "boundary"
        with collecting(complaints, option):
            layer = self._read(folder, option, None, "")
            frame = frame_of(layer, None if self.crs == "auto" else self.crs)
        complaints.raise_if_any(InputError)
        return frame

    def posts_today(self, folder: str | Path = ".") -> int:
        """Return how many posts of today the file `current` holds; 0 where there is none.

        Parameters
        ----------
        folder : path
            Where relative file names begin.

        Raises
        ------
        InputError
            Where the file cannot be read.
        """
        if "current" not in self.files:
            return 0
        return len(self._read(folder, "current", None, self.current_id).table)

    def _need_file(self, folder: str | Path, option: str) -> None:
        path = Path(split_layer(self._file_and_plan(folder, option)[0])[0])
        try:
            regular_file(path)
        except InputError as problem:
            raise InputError(f"{problem}{_WORDS.get(option, '')}") from None

    def _read(self, folder: str | Path, option: str, crs: Any, id_column: str) -> Layer:
        path, plan = self._file_and_plan(folder, option)
        columns = {"sites": self.site_columns, "current": self.current_columns}.get(option)
        rows = partial(rows_of_plan, path=path, plan=plan) if option == "current" else None
        return read_layer(
            path, id_column=id_column or None, crs=crs, file_crs=self.file_crs, columns=columns, rows=rows
        )

    def _file_and_plan(self, folder: str | Path, option: str) -> tuple[str, str]:
        path = str(Path(folder, self.files[option]))
        return split_plan(path) if option == "current" else (path, "")

    def build(
        self,
        folder: str | Path,
        frame: Frame,
        incidents: Incidents | None = None,
        *,
        nodes_xy: npt.NDArray[np.float64] | None = None,
        progress: Progress | None = None,
    ) -> City:
        """Make the city inside its frame.

        Parameters
        ----------
        folder : path
            Where relative file names begin.
        frame : Frame
            What `frame` returned.
        incidents : Incidents, optional
            Those of the training period alone, in the frame's CRS: ``nodes`` and ``busiest`` choose by them.
        nodes_xy : array, shape (n, 2), optional
            Road nodes in the frame's CRS, for ``nodes``.
        progress : callable, optional
            Called with (done, total, text).

        Returns
        -------
        City
            With Euclidean travel; ``notes`` say what was repaired, left out and carried.

        Raises
        ------
        InputError
            With every complaint at once, each with its option.
        """
        layers = self._layers(folder, frame.crs, progress)
        xy = None if incidents is None else incidents.frame[["x", "y"]].to_numpy(dtype=np.float64)
        with self._naming_layers_away(layers, frame):
            city = assemble_city(self, layers, frame, xy, nodes_xy=nodes_xy)
        if not self.split_at_parents:
            return city
        return divide_city(city, incidents, sites=self.sites != "zones")

    @contextmanager
    def _naming_layers_away(self, layers: Mapping[str, Layer], frame: Frame) -> Iterator[None]:
        """Add to an error of the block which layers lie away from the boundary."""
        try:
            yield
        except InputError as problem:
            complaints = Complaints()
            complaints.add(str(problem))
            others = {option: layer for option, layer in layers.items() if option != self._frame_file}
            complaints.extend(layers_away(others, frame, self._frame_file or "boundary"))
            complaints.raise_if_any(InputError)

    def _layers(self, folder: str | Path, crs: Any, progress: Progress | None) -> dict[str, Layer]:
        wanted = [option for option in self.files if option != "boundary"]
        complaints = Complaints()
        layers: dict[str, Layer] = {}
        for done, option in enumerate(wanted):
            if progress is not None:
                progress(done, len(wanted), f"read {option}")
            with collecting(complaints, option):
                layers[option] = self._read(folder, option, crs, self._id_columns.get(option, ""))
        complaints.raise_if_any(InputError, "The city cannot be read")
        return layers
