"""All commands in one application, and how errors leave it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from typer.exceptions import Abort, Exit, TyperException

from paddock._version import __version__
from paddock.cli import archive, dates, facts, judge, standings, study
from paddock.cli.dossier import dossier_app
from paddock.cli.out import messages, print_json
from paddock.cli.race import race_app
from paddock.cli.season import season_app
from paddock.cli.timing import timing_app
from paddock.errors import BadRequest, PaddockError
from paddock.units import printable

app = typer.Typer(
    name="paddock",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Where may this car, team or driver race, what clashes, and how sure are we?",
)
app.command("study")(study.study)
app.command("eligible")(judge.eligible)
app.command("crew")(judge.crew)
app.command("clashes")(dates.clashes)
app.command("calendar")(dates.calendar)
app.command("import-calendar")(dates.import_calendar)
app.command("show")(facts.show)
app.command("list")(facts.list_)
app.command("find")(facts.find)
app.command("diff")(facts.diff)
app.command("describe")(facts.describe)
app.command("standings")(standings.standings)
app.add_typer(season_app, name="season")
app.add_typer(facts.catalogue_app, name="catalogue")
app.add_typer(timing_app, name="timing")
app.add_typer(race_app, name="race")
app.add_typer(dossier_app, name="dossier")
app.command("sql")(archive.sql)
app.add_typer(archive.archive_app, name="archive")


STOPPED = 130
"""Exit code after Ctrl-C, as shells have it; the library turns the interrupt into an exit with this code."""


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"paddock {__version__}\n")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Hold the options of the application itself."""


def run(arguments: list[str]) -> int:
    """Run the command line with some arguments and return the exit code; never raises for what a user can mend."""
    try:
        code = app(arguments, standalone_mode=False, prog_name="paddock")
    except PaddockError as error:
        _print_error(error, as_json="--json" in arguments)
        return 2
    except Exit as stop:
        code = stop.exit_code
    except TyperException as error:
        return _print_usage(error, as_json="--json" in arguments)
    except (KeyboardInterrupt, Abort):
        code = STOPPED
    except BrokenPipeError:
        # The reader of a pipe went away (`paddock list … | head`): nothing left to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if code == STOPPED:
        messages().print("Stopped.")
    return code if isinstance(code, int) else 0


def _print_usage(error: TyperException, *, as_json: bool) -> int:
    """Print what is wrong with the command line itself and return the exit code."""
    show = getattr(error, "show", None)
    if as_json:
        wrong = BadRequest(
            error.format_message(), hint="`paddock --help` and `paddock COMMAND --help` tell the options."
        )
        print_json(wrong.as_dict())
        return 2
    if callable(show):
        show()
    else:
        messages().print(f"Error: {error.format_message()}")
    return int(getattr(error, "exit_code", 2))


def _print_error(error: PaddockError, *, as_json: bool) -> None:
    from rich.text import Text

    if as_json:
        print_json(error.as_dict())
        return
    out = messages()
    out.print(Text.assemble(("Error: ", "bold red"), _lines(error.message)))
    if error.hint:
        out.print(Text(_lines(error.hint)))


def _lines(text: str) -> str:
    """Return text of several lines, each fit for a terminal."""
    return "\n".join(printable(line) for line in text.split("\n"))
