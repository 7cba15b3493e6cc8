"""Commands on facts: show, list, find, diff, describe, catalogue check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from paddock.catalogue import changes, check, load, parse_day
from paddock.cli import listing, render, showing
from paddock.cli.options import AsOfOption, CatalogueOption, JsonOption, given, open_catalogue
from paddock.cli.out import console, print_findings, print_json
from paddock.errors import BadRequest, UnknownName

catalogue_app = typer.Typer(no_args_is_help=True, help="Look after catalogue folders.")


def show(
    name: Annotated[str, typer.Argument(help="An id or a name; `kind:id` when several things bear it.")],
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a fact with its sources: a series, season, meeting, class, circuit, car, make, team or driver."""
    facts = open_catalogue(folders, as_of)
    kind, identifier = facts.resolve_any(name)
    if as_json:
        print_json(listing.as_json(facts, kind, identifier))
    else:
        showing.print_fact(facts, kind, identifier, console())


def list_(
    kind: Annotated[
        str,
        typer.Argument(
            help="What to list: series, seasons, meetings, classes, circuits, cars, manufacturers, "
            "regulations, teams or drivers."
        ),
    ],
    regulation: Annotated[str | None, typer.Option(help="Cars or classes of this technical regulation.")] = None,
    manufacturer: Annotated[str | None, typer.Option(help="Cars of this make.")] = None,
    series: Annotated[str | None, typer.Option(help="Seasons or meetings of this series.")] = None,
    season: Annotated[str | None, typer.Option(help="Meetings or classes of this season.")] = None,
    country: Annotated[str | None, typer.Option(help="Things in this country (ISO code, e.g. US).")] = None,
    year: Annotated[int | None, typer.Option(help="Seasons, or meetings held, in this calendar year.")] = None,
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is on record, one line each."""
    facts = open_catalogue(folders, as_of)
    filters = given(
        regulation=regulation, manufacturer=manufacturer, series=series, season=season, country=country, year=year
    )
    rows = listing.listed(facts, listing.kind_named(kind), filters)
    if as_json:
        print_json(rows)
    else:
        render.print_rows(rows, console())


def find(
    words: Annotated[list[str], typer.Argument(help="Words to look for.")],
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many to show at most.")] = 10,
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search names and ids; the best match comes first."""
    text = " ".join(words)
    facts = open_catalogue(folders, as_of)
    rows: list[dict[str, object]] = [
        {"kind": kind, "id": identifier, "name": name} for kind, identifier, name in facts.find(text, limit=limit)
    ]
    if as_json:
        print_json(rows)
    elif rows:
        render.print_rows(rows, console())
    else:
        raise UnknownName(f"Nothing looks like {text[:80]!r}.", hint="Try fewer or other words.")


def diff(
    season: Annotated[str, typer.Argument(help="A season, e.g. wec-2026.")],
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Changes announced after this day.")],
    until: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="… up to and including this day (default: all).")
    ] = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what was announced about a season after a day: postponed, moved, cancelled, added."""
    first, last = parse_day(since), parse_day(until) if until else None
    found = changes(season, first, last, lambda day: open_catalogue(folders, day.isoformat()))
    season = open_catalogue(folders).get("season", season)
    if as_json:
        print_json({"season": season, "since": since, "until": until, "changes": [one.as_dict() for one in found]})
    else:
        showing.print_changes(found, season, first, console())


def describe(
    table: Annotated[str | None, typer.Argument(help="A table; none lists them.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Describe a table that paddock gives out: columns, types, units, meaning."""
    from paddock.tables import TABLES

    if table is not None and table not in TABLES:
        raise UnknownName(f"There is no table {table!r}.", candidates=sorted(TABLES))
    chosen = [TABLES[table]] if table else list(TABLES.values())
    if as_json:
        print_json([one.as_dict() for one in chosen])
        return
    for one in chosen:
        showing.print_table_contract(one, console())


@catalogue_app.command("check")
def catalogue_check(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder to check, laid over the built-in facts (default: those alone).")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check that a catalogue holds together, and count its facts: sourced and unverified.

    Exit code 1 when something does not hold together.
    """
    outcome = check(load([folder] if folder else []))
    if as_json:
        print_json(outcome.as_dict())
    else:
        showing.print_check(outcome, console())
        print_findings(outcome.findings, least="info")
    if outcome.errors:
        raise typer.Exit(1)


@catalogue_app.command("template")
def catalogue_template(
    folder: Annotated[Path, typer.Argument(help="The folder to write into; made if it is missing.")],
) -> None:
    """Write a small commented catalogue folder of your own to start from."""
    from paddock.catalogue import TEMPLATE, write_new

    if folder.exists() and not folder.is_dir():
        raise BadRequest(f"{folder} is a file.", hint="Give a folder.")
    path = write_new(folder / "my-series-2027.toml", TEMPLATE)
    console().print(f"Wrote {path}. Use it with: paddock list seasons --catalogue {folder}")
