"""Exports: which files are asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from beatwright.web.models.body import Body

__all__ = ["ExportAsked", "ExportKind"]

ExportKind = Literal["case", "gpkg", "xlsx", "geojson", "shapefile", "csv", "report"]


class ExportAsked(Body):
    """The kinds of files that a plan is written as: the draft as it stands, or one of its versions."""

    kinds: Annotated[list[ExportKind], Field(min_length=1, max_length=7)]
    version: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
