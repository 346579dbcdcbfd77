"""The page of a calibration: figures, back-test, pictures, and what was read."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from beatwright.base.files.atomic_file import write_text
from beatwright.base.plain_text import clean, legible
from beatwright.core.case import Case
from beatwright.show.figures.picture import data_uri
from beatwright.show.figures.pictures import draw_pictures
from beatwright.show.report.environment import environment, style_sheet
from beatwright.show.report.finding_sections import finding_sections

__all__ = ["write_calibration"]


def write_calibration(case: Case, path: str | Path) -> Path:
    """Write the page, whole or not at all, and return the path.

    Parameters
    ----------
    case : Case
        Its findings and its reading.
    path : path
        Of the HTML file.
    """
    pictures = draw_pictures(case)
    sheet, policy = style_sheet()
    reading = () if case.reading is None else case.reading.text.splitlines()
    text = (
        environment()
        .get_template("calibration.html")
        .render(
            style=Markup(sheet),  # a file of this package, not a user's
            policy=policy,
            title=clean(case.name, 200),
            source="" if case.reading is None else clean(case.reading.source, 100),
            pictures={name: {"src": data_uri(one.figure), "alt": one.alt} for name, one in pictures.items()},
            findings=finding_sections(case, pictures),
            reading=[legible(line.strip(), 600) for line in reading],
        )
    )
    return write_text(path, text)
