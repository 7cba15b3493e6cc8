"""Commands that judge: eligible, crew."""

from __future__ import annotations

from typing import Annotated

import typer

from paddock.cli import answers
from paddock.cli.options import AsOfOption, CatalogueOption, JsonOption, open_catalogue
from paddock.cli.out import console, print_json


def eligible(
    subject: Annotated[str, typer.Argument(help="A car or a driver, e.g. alpine-a424.")],
    into: Annotated[str, typer.Option(help="The season, e.g. imsa-2025.")],
    race_class: Annotated[
        str | None, typer.Option("--class", help="A class of it (default: the one that fits best).")
    ] = None,
    by_meeting: Annotated[
        bool, typer.Option("--by-meeting", help="Also go through the season meeting by meeting.")
    ] = False,
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge whether a car or a driver may race in a season, rule by rule: yes, on-condition, no or unknown."""
    from paddock.eligibility import eligible_car, eligible_driver

    facts = open_catalogue(folders, as_of)
    kind, identifier = facts.resolve_any(subject, ("car", "driver"))
    if kind == "car":
        verdict = eligible_car(facts, identifier, into, race_class, by_meeting=by_meeting)
    else:
        verdict = eligible_driver(facts, identifier, into, race_class, by_meeting=by_meeting)
    if as_json:
        print_json(answers.verdict_json(facts, verdict))
    else:
        answers.print_verdict(facts, verdict, console())


def crew(
    season: Annotated[str, typer.Argument(help="The season, e.g. imsa-2025.")],
    race_class: Annotated[str, typer.Argument(metavar="CLASS", help="The class, e.g. GTD.")],
    driver: Annotated[list[str], typer.Option(help="A driver of the crew; give it once for each.")],
    meeting: Annotated[str | None, typer.Option(help="One meeting of the season (default: all of them).")] = None,
    folders: CatalogueOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge a crew: number of drivers, grades and driving times, at one meeting or over the season."""
    from paddock.eligibility import judge_crew

    facts = open_catalogue(folders, as_of)
    verdict = judge_crew(facts, season, race_class, driver, meeting)
    if as_json:
        print_json(answers.verdict_json(facts, verdict))
    else:
        answers.print_verdict(facts, verdict, console())
