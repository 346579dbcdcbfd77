"""The command `schemas`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from beatwright.cli.command_options import Force

__all__ = ["write_schemas"]


def write_schemas(
    folder: Annotated[Path, typer.Argument(help="Folder to write them to, one file each.")],
    force: Force = False,
) -> None:
    """Write the JSON Schemas (2020-12) of plans, evaluations, certificates, comparisons, findings and reports."""
    import json

    from beatwright.base.files.atomic_file import need_free, write_text
    from beatwright.core import json_schemas

    texts = {
        folder / f"{name}.schema.json": json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in json_schemas().items()
    }
    for path in texts:
        need_free(path, ours=lambda text: '"$id": "urn:beatwright:schema:' in text, force=force)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        typer.echo(write_text(path, text))
