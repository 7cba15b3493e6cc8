"""Commands on dates: clashes, calendar, import-calendar."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from paddock.cli import answers, listing, render
from paddock.cli.options import AsOfOption, CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import console, print_findings, print_json
from paddock.errors import BadRequest

KINDS = ("race-day", "overlap", "tight")


def clashes(
    seasons: Annotated[list[str], typer.Argument(help="Seasons, e.g. wec-2024 imsa-2024; any number.")],
    kind: Annotated[
        list[str] | None, typer.Option(help="Only this kind (race-day, overlap, tight); may be given several times.")
    ] = None,
    driver: Annotated[str | None, typer.Option(help="Say what each clash means for this driver.")] = None,
    car: Annotated[str | None, typer.Option(help="Say what each clash means for this car.")] = None,
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the meetings that clash: races on the same day, shared days, or too few days for the journey."""
    from paddock.calendars import car_effect, driver_effect, find_clashes, torn_drivers

    stray = sorted(set(kind or ()) - set(KINDS))
    if stray:
        raise BadRequest(f"There is no kind {stray[0]!r}.", hint=f"Kinds: {', '.join(KINDS)}.")
    if driver and car:
        raise BadRequest("Give --driver or --car, not both.")
    facts = open_catalogue(folders, as_of)
    found = find_clashes(facts, seasons)
    chosen = [one for one in found.clashes if not kind or str(one.kind) in kind]
    subject = facts.get("driver", driver) if driver else facts.get("car", car) if car else ""
    judge = driver_effect if driver else car_effect
    effects = [judge(facts, subject, one) for one in chosen] if subject else []
    torn = [torn_drivers(facts, one) for one in chosen]
    if as_json:
        rows = [
            {
                **one.as_dict(),
                "drivers": [effect.as_dict() for effect in torn[number]],
                **({"effect": effects[number].as_dict()} if effects else {}),
            }
            for number, one in enumerate(chosen)
        ]
        print_json(
            {
                "seasons": list(found.seasons),
                "clashes": rows,
                "findings": [finding.as_dict() for finding in found.findings],
            }
        )
        return
    answers.print_clashes(facts, chosen, effects, torn, console())
    print_findings(found.findings)


def calendar(
    seasons: Annotated[list[str], typer.Argument(help="Seasons, e.g. wec-2025 imsa-2025; any number.")],
    ics: Annotated[bool, typer.Option("--ics", help="Write iCalendar, for calendar programs.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where to write the iCalendar (default: standard output)."),
    ] = None,
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the calendars of seasons together in one table, as JSON, or as an iCalendar file."""
    from paddock.cli.files import write_bytes

    if out is not None and not ics:
        raise BadRequest("--out goes with --ics.")
    if ics and as_json:
        raise BadRequest("Give --ics or --json, not both.")
    facts = open_catalogue(folders, as_of)
    if ics:
        from paddock.calendars import to_ics

        write_bytes(to_ics(facts, seasons), out)
        return
    ids = [facts.get("season", one) for one in dict.fromkeys(seasons)]
    rows = [row for one in ids for row in listing.listed(facts, "meeting", {"season": one})]
    rows.sort(key=lambda row: (str(row["first_day"] or "9999"), str(row["id"])))
    if as_json:
        print_json(rows)
    else:
        render.print_rows(rows, console())


def import_calendar(
    file: Annotated[Path, typer.Argument(help="A published iCalendar file (.ics).")],
    season: Annotated[str, typer.Option(help="The id the season gets, e.g. elms-2027.")],
    series: Annotated[str, typer.Option(help="A series on record, e.g. elms.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Your catalogue folder to write it into.")],
    name: Annotated[str, typer.Option(help="The season's name (default: its id).")] = "",
    circuit: Annotated[
        list[str] | None,
        typer.Option(metavar="PLACE=ID", help="What a place in the file is called in the catalogue; several times."),
    ] = None,
    folders: CatalogueOption = None,
    as_json: JsonOption = False,
) -> None:
    """Turn a published iCalendar file into a season of your own catalogue folder."""
    from paddock.calendars import read_ics
    from paddock.catalogue import season_toml, write_new

    facts = open_catalogue(folders)
    places: dict[str, str] = {}
    for pair in circuit or ():
        place, equals, identifier = pair.rpartition("=")
        if not equals or not place or not identifier:
            raise BadRequest(f"--circuit {pair!r} is not PLACE=ID.", hint="e.g. --circuit 'Le Castellet=paul-ricard'")
        places[place] = identifier
    if season in facts.seasons:
        raise BadRequest(f"There is a season {season!r} already.", hint="Give another id.")
    imported = read_ics(facts, file, season, name=name, series=series, circuits=places)
    path = write_new(out / "seasons" / f"{season}.toml", season_toml(imported.season))
    if as_json:
        print_json(
            {
                "file": str(path),
                "season": season,
                "meetings": [f"{season}/{one.id}" for one in imported.season.meetings],
                "findings": [finding.as_dict() for finding in imported.findings],
            }
        )
        return
    print_findings(imported.findings)
    console().print(f"Wrote {path} with {len(imported.season.meetings)} meetings. See it with:")
    console().print(f"  paddock show {season} --catalogue {out}")
