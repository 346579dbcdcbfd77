"""Imports: the files given, how they are read, and the study that they lead to."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from beatwright.web.models.body import Answer, Body

__all__ = [
    "CityChoices",
    "ImportLine",
    "ImportMapping",
    "ImportReport",
    "KeptMappingLine",
    "LayerRole",
    "NewImport",
    "PreviewAnswer",
    "ReadingChoices",
    "StudyChoices",
    "UploadedFile",
]


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("It must have nothing but letters that can be printed.")
    return text


_Text = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
_Column = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
_Heading = Annotated[str, Field(max_length=500)]
_Crs = Annotated[str, Field(pattern=r"^(auto|(EPSG|ESRI):[0-9]{3,6})$")]
_Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
_Zone = Annotated[str, Field(pattern=r"^[A-Za-z0-9_+/-]{1,60}$")]
_Layer = Annotated[str, Field(pattern=r"^[^|:/\\\x00-\x1f]{1,200}$")]
_Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
LayerRole = Literal["boundary", "zones", "sites", "parents", "posts", "districts", "population", "streets"]


class NewImport(Body):
    """A new import."""

    case_name: _Text


class ReadingChoices(Body):
    """Options of `beatwright.data.IncidentSource` that a file may need."""

    day_first: Literal["auto", "yes", "no", "ymd"] | None = None
    crs: _Crs | None = None
    timezone: _Zone | None = None
    midnight: Literal["as written", "unknown"] | None = None
    encoding: _Word | None = None
    sheet: _Heading | None = None
    layer: _Layer | None = None
    header_row: Annotated[int, Field(ge=1, le=1_000_000)] | Literal["auto", "none"] | None = None
    unknown_kind: Literal["least", "drop"] | None = None
    duplicates: Literal["drop", "keep"] | None = None
    swapped: Literal["drop", "mend"] | None = None
    mend: Literal["nothing", "coordinates"] | None = None
    decimal: Literal["auto", ",", "."] | None = None


class CityChoices(Body):
    """How the layers are read; without zones, how large the squares are."""

    cell_metres: Annotated[int, Field(ge=50, le=20_000)] | None = None
    crs: _Crs | None = None
    file_crs: _Crs | None = None
    zone_id: _Text | None = None
    parent_id: _Text | None = None
    layers: dict[LayerRole, _Layer] = Field(default_factory=dict, max_length=8)


class ImportMapping(Body):
    """What is chosen of the files: our column -> heading, words of a kind -> class, and how they are read."""

    columns: dict[_Column, _Heading] = Field(default_factory=dict, max_length=40)
    kinds: dict[_Heading, _Word] = Field(default_factory=dict, max_length=2_000)
    reading: ReadingChoices = ReadingChoices()
    city: CityChoices = CityChoices()


class StudyChoices(Body):
    """What the study plans; what is left out is chosen from the incidents, and told.

    Parameters
    ----------
    posts, districts : int, optional
        How many; the plans of posts are two rules of thumb and the proven one.
    within : float, optional
        Response standard in metres.
    holdout : str, optional
        First day that plans are judged on.
    forecast : {"records", "EmpiricalBayes"}
        What is planned on: the records as they are, or a forecast.
    seed : int
        Of every step.
    """

    posts: Annotated[int, Field(ge=1, le=500)] | None = None
    districts: Annotated[int, Field(ge=2, le=500)] | None = None
    within: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    holdout: _Day | None = None
    forecast: Literal["records", "EmpiricalBayes"] = "records"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class UploadedFile(Answer):
    """A file that was given: the name it came with, which is a label and no path, and its format by its first bytes."""

    name: str
    bytes: int
    format: str


class ImportLine(Answer):
    """An import as it stands.

    Parameters
    ----------
    id, name : int, str
        Its number, and the name of the case that it leads to.
    state : {"empty", "file", "checked", "done"}
        How far it is: no incidents, incidents given, read without a complaint, a case made.
    file : UploadedFile, optional
        The incidents.
    layers : dict of str to UploadedFile
        Layers of the city by role.
    mapping : dict
        What was chosen.
    check_job, run_job, case : int, optional
        The job that reads it, the one that runs its study, and the case.
    changed : str
        When.
    """

    id: int
    name: str
    state: str
    file: UploadedFile | None
    layers: dict[str, UploadedFile]
    mapping: dict[str, Any]
    check_job: int | None
    run_job: int | None
    case: int | None
    changed: str


class KeptMappingLine(Answer):
    """A mapping that is kept for the next file."""

    id: int
    name: str
    headings: list[str]
    mapping: dict[str, Any]
    changed: str


class PreviewAnswer(Answer):
    """What `beatwright.data.preview` sees of the incidents, and the mapping kept of a file with the same headings."""

    source: str
    rows: int
    columns: list[dict[str, Any]]
    mapping: dict[str, str]
    rivals: dict[str, list[str]]
    missing: list[str]
    advice: str
    hints: list[str]
    portal: str
    notes: list[str]
    facts: dict[str, Any]
    kept: KeptMappingLine | None


class ImportReport(Answer):
    """The account of the last reading: report of the incidents, complaints about layers, kinds with class and rows."""

    report: dict[str, Any]
    problems: list[str]
    kinds: list[dict[str, Any]]
    classes: list[str]
