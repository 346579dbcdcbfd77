"""The command line: thin, every decision is made elsewhere.

Rooms are imported inside the commands, so that help and completion answer at once.

Exit codes: 0 done; 1 the input cannot be used; 2 the command, an option or the study file is wrong;
3 the problem has no plan; 4 an optional capability is not installed; 70 a fault of beatwright itself;
130 interrupted; 143 asked to end. A full disk, a missing permission and the like are 1 too.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from beatwright import __version__
from beatwright.cli.bids_command import bids
from beatwright.cli.calibrate_command import calibrate
from beatwright.cli.calls_command import calls
from beatwright.cli.case_printed import INTERRUPTED, print_case
from beatwright.cli.check_store_command import check_store
from beatwright.cli.command_options import Cache, Data, Force, Jobs, Quiet, Seed, Settings
from beatwright.cli.digitize_command import digitize
from beatwright.cli.explore_command import explore, folder_of
from beatwright.cli.forecast_command import forecast
from beatwright.cli.leave_command import leave_of_year
from beatwright.cli.replay_command import replay_dispatch
from beatwright.cli.schemas_command import write_schemas
from beatwright.cli.serve_command import serve_cases
from beatwright.cli.tune_command import tune
from beatwright.cli.user_command import user

__all__ = ["app", "main"]

app = typer.Typer(
    name="beatwright",
    help="From incident records to a police deployment plan that can be defended.",
    epilog="Exit codes: 0 done; 1 the input cannot be used; 2 a wrong command, option or study file; 3 no plan "
    "exists; 4 a capability is not installed; 70 a fault of beatwright; 130 interrupted; 143 asked to end.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"beatwright {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Case folder to write.")] = Path("out/demo"),
    size: Annotated[str, typer.Option(help="Size of the generated city: small, medium or large.")] = "small",
    settings: Settings = None,
    jobs: Jobs = "1",
    seed: Seed = 1,
    quiet: Quiet = False,
) -> None:
    """Generate a city, plan it, judge the plans on unseen incidents, and write the report. Needs no files."""
    from beatwright.cli.bars import Bars
    from beatwright.study.demo import run_demo

    with Bars(quiet=quiet) as bars:
        case = run_demo(output, size=size, seed=seed or 0, settings=settings or (), jobs=jobs, listener=bars)
    print_case(case, output)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="Incident records: CSV, XLSX, Parquet, GeoJSON, GeoPackage, shapefile.")],
    boundary: Annotated[Path | None, typer.Option(help="Polygon of the city: rows outside it are left out.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Saved mapping of column names.")] = None,
    kinds: Annotated[Path | None, typer.Option(help="Table of kinds and severity classes.")] = None,
    dropped: Annotated[
        Path | None, typer.Option(help="Write the rows left out to this CSV: number, reason and cause of each.")
    ] = None,
    raw_rows: Annotated[
        bool, typer.Option("--raw-rows", help="Write the rows left out whole, with every cell, names and all.")
    ] = False,
    draft: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write mapping.toml and kinds.csv there, to edit; never over others."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show columns, samples and what each column is taken for; read no more.")
    ] = False,
    force: Force = False,
    settings: Settings = None,
    quiet: Quiet = False,
) -> None:
    """Say what is wrong with an incident file before anything is planned. Exits with 1 where it cannot be used."""
    from beatwright.base.files.atomic_file import need_free
    from beatwright.cli.bars import Bars
    from beatwright.core.read_report import is_dropped
    from beatwright.data import preview as preview_of
    from beatwright.study.check_file import check_file, incidents_asked_for
    from beatwright.study.file.mapping_draft import draft_files, need_no_draft

    paths = {"mapping": mapping, "kinds": kinds}
    options = {name: str(path.absolute()) for name, path in paths.items() if path is not None}
    if preview:
        typer.echo(str(preview_of(incidents_asked_for(file, options, settings or ()), file.parent)))
        return
    if dropped is not None:
        read = [path for path in (file, boundary, mapping, kinds) if path is not None]
        need_free(dropped, ours=is_dropped, inputs=tuple(read), force=force)
    if draft is not None:
        need_no_draft(draft)
    with Bars(quiet=quiet) as bars:
        report = check_file(file, boundary=boundary, options=options, settings=settings or (), listener=bars)
    typer.echo(report.text)
    if dropped is not None:
        report.write_dropped(dropped, raw=raw_rows)
        typer.echo(f"The {report.read - report.kept:,} rows left out are in {dropped}")
    if report.kept == 0:
        typer.echo("This file cannot be used: no row is left.", err=True)
        raise typer.Exit(1)
    if draft is not None:
        columns, table = draft_files(file, draft, options)
        call = shlex.join(["beatwright", "check", str(file), "--mapping", str(columns), "--kinds", str(table)])
        typer.echo(f"To edit: {columns}, {table}\nThen: {call}")


@app.command()
def start(
    file: Annotated[Path, typer.Argument(help="Incident records, as for check.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Study file to write; never one that exists.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write a commented study file from what a file of incidents shows. It runs at once."""
    from beatwright.cli.bars import Bars
    from beatwright.study.file.first_study_file import start_study

    with Bars(quiet=quiet) as bars:
        target = start_study(file, output, listener=bars)
    typer.echo(f"Study file: {target}\nNext: {shlex.join(['beatwright', 'run', str(target)])}")


@app.command()
def run(
    study: Annotated[Path, typer.Argument(help="Study file (TOML), or a file of incidents alone.")],
    data: Data = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Case folder to write.")] = None,
    settings: Settings = None,
    jobs: Jobs = "1",
    seed: Seed = None,
    cache: Cache = None,
    quiet: Quiet = False,
) -> None:
    """Run a study: read, plan, judge on held-out incidents, write the case folder with its report.

    Ctrl-C ends the run; while more than 52 weeks are simulated, it judges all plans on the weeks done.
    """
    from beatwright.cli.bars import Bars
    from beatwright.study import read_study, run_study

    with Bars(quiet=quiet) as bars:
        parsed = read_study(study, data=data, settings=settings or (), seed=seed, listener=bars)
        folder = output or Path(parsed.options.output or folder_of(study))
        case = run_study(parsed, folder, jobs=jobs, cache=cache, listener=bars)
    frame_notes = parsed.frame.notes if parsed.frame else ()
    for note in dict.fromkeys((*frame_notes, *parsed.notes, *case.problem.city.notes)):
        typer.echo(note)
    print_case(case, folder)


app.command()(bids)
app.command()(calibrate)
app.command()(calls)
app.command()(explore)
app.command()(forecast)
app.command("leave")(leave_of_year)
app.command("replay")(replay_dispatch)
app.command()(tune)
app.command("serve")(serve_cases)
app.command("check-store")(check_store)
app.command("schemas")(write_schemas)
app.add_typer(user, name="user")


@app.command()
def compare(
    cases: Annotated[
        list[Path], typer.Argument(help="Case folders; all are judged on the held-out demand of the first.")
    ],
    every: Annotated[bool, typer.Option("--all", help="Every plan of each, not the recommended ones alone.")] = False,
) -> None:
    """Compare the recommended plans of several runs, judged on one problem."""
    from beatwright.core import Case
    from beatwright.study import compare_cases

    typer.echo(str(compare_cases([(str(folder), Case.load(folder)) for folder in cases], every=every)))


@app.command()
def reproduce(
    name: Annotated[str | None, typer.Argument(help="A published study; without it, all of them are listed.")] = None,
    data: Data = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder to write; default: out/NAME.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the figures to this file too.")
    ] = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Do a published study again, its table and statements beside ours. Needs no files."""
    import json

    from beatwright.base.files.atomic_file import need_free, write_text
    from beatwright.cli.bars import Bars
    from beatwright.studies import REPRODUCTIONS, known, reproduction_named

    if name is None:
        typer.echo(f"The studies that can be done again:\n{known(REPRODUCTIONS)}")
        return
    study = reproduction_named(name, REPRODUCTIONS)
    folder = output or Path("out") / study.name
    if json_file is not None:
        need_free(json_file, ours=lambda text: text.startswith(f'{{\n "study": "{study.name}"'), force=force)
    with Bars(quiet=quiet) as bars:
        result = study.run(folder, data, bars)
    if json_file is not None:
        write_text(json_file, json.dumps(result.to_dict(), indent=1, ensure_ascii=False) + "\n")
    typer.echo(result.text)
    typer.echo(f"\nReport: {(folder / 'report.html').resolve()}")


app.command()(digitize)


@app.command()
def steps(
    name: Annotated[str | None, typer.Argument(help="A step; without it, all of them.")] = None,
) -> None:
    """List every step of a study file, or one step with its options."""
    from beatwright.study.file.option_reference import describe_step, list_steps

    typer.echo(list_steps() if name is None else describe_step(name))


# typer may carry its own copy of click, so the classes are reached through typer's public names.
_UsageError: Any = typer.BadParameter.__mro__[1]
_ClickError: Any = _UsageError.__mro__[1]


def _complain(error: Any) -> None:
    """Say what was wrong with the command, with every option or command that is known."""
    from beatwright.base.check import did_you_mean

    text = error.format_message()
    context = getattr(error, "ctx", None)
    wrong = getattr(error, "option_name", None)
    if context is not None and wrong:
        known = [name for parameter in context.command.params for name in parameter.opts if name.startswith("--")]
        text = f"'{context.command_path}' has no option {wrong}. {did_you_mean(wrong, [*known, '--help'])}"
    elif context is not None and "No such command" in text:
        text = f"{text.split(' Did you mean')[0].rstrip('.')}. Known: {', '.join(sorted(context.command.commands))}."
    typer.echo(f"Error: {text}", err=True)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every end has its exit code and none is a traceback."""
    from beatwright.base.files.leftovers import stopped_words
    from beatwright.base.interrupts import Stopped, stoppable, without_interrupts

    try:
        with stoppable():
            code = app(args=arguments, prog_name="beatwright", standalone_mode=False)
        if code == INTERRUPTED:  # how typer tells of a Ctrl-C that it met itself
            raise KeyboardInterrupt
        sys.exit(code if isinstance(code, int) else 0)
    except _ClickError as error:
        _complain(error)
        sys.exit(2)
    except (Stopped, KeyboardInterrupt, typer.Abort) as error:
        with without_interrupts():
            typer.echo(stopped_words(), err=True)
            sys.exit(getattr(error, "exit_code", INTERRUPTED))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        sys.exit(_exit_code(error))


def _exit_code(error: Exception) -> int:
    """Say what went wrong and return the exit code."""
    from beatwright.base.errors import BeatwrightError
    from beatwright.base.system_errors import machine_sentence

    if isinstance(error, BeatwrightError):
        typer.echo(f"Error: {error}", err=True)
        return error.exit_code
    if os.environ.get("BEATWRIGHT_DEBUG"):
        raise error
    refused = machine_sentence(error)
    if refused is not None:
        typer.echo(f"Error: {' '.join([refused, *getattr(error, '__notes__', ())])}", err=True)
        return 1
    typer.echo(
        f"Error: beatwright met a fault of its own: {type(error).__name__}: {error}\n"
        "Please report it. Set BEATWRIGHT_DEBUG=1 to see where it happened.",
        err=True,
    )
    return 70
