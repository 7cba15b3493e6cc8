"""Commands that read a session: classify, check, order, stints, pits, flags, pace, gaps, drivers, fastest, traffic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paddock.cli.out import console, print_findings
from paddock.cli.render import grid
from paddock.cli.target import Asked, answer, give_json, narrowed, need_laps, reading
from paddock.errors import BadRequest

if TYPE_CHECKING:
    from paddock.timing.compare import Difference
    from paddock.timing.driving_rules import DrivingVerdict

ResultsOption = Annotated[
    list[Path] | None,
    typer.Option("--results", metavar="FILE", help="The published result, to compare with; of several the final one."),
]
CarOption = Annotated[list[str] | None, typer.Option("--car", help="Only this car; once for each.")]
ClassOption = Annotated[list[str] | None, typer.Option("--class", help="Only this class as printed; once for each.")]


@reading
def classify(
    asked: Asked,
    results: ResultsOption = None,
) -> None:
    """Classify a session from its laps alone, and name each difference from the published result."""
    view, how = need_laps(asked.view), asked.how
    found = view.classification()
    differences = view.differences()
    findings = (*view.findings, *found.findings)
    if how.as_json:
        content = {**found.as_dict(differences), "findings": [one.as_dict() for one in findings]}
        give_json(content, how.out)
        return
    show = ["position", "car", "class", "position_in_class", "status", "laps", "total_time_ms", "fastest_lap_ms"]
    answer("classification", found.frame, how, findings=findings, show=[*show, "fastest_lap_number"])
    if how.for_people and not how.out:
        _print_differences(differences, compared=view.results.height > 0)


def _print_differences(differences: tuple[Difference, ...], *, compared: bool) -> None:
    out = console()
    if not compared:
        return
    if not differences:
        out.print("The published result says the same.")
        return
    out.print(grid(["car", "difference", "what"], [[one.car, one.kind, one.message] for one in differences]))


@reading
def check(
    asked: Asked,
    results: ResultsOption = None,
) -> None:
    """Check that a session adds up: sectors, clock, laps, fastest laps, crews.  Exit code 1 when something does not."""
    import polars as pl

    view, how = need_laps(asked.view), asked.how
    findings = (*view.findings, *view.check())
    wrong = any(one.level != "info" for one in findings)
    if how.as_json:
        give_json({"adds_up": not wrong, "findings": [one.as_dict() for one in findings]}, how.out)
    elif how.for_people and not how.out:
        print_findings(findings)
        told = "It does not all add up: see the findings." if wrong else f"{view.laps.height:,} laps: all adds up."
        console().print(told)
    else:
        columns = ("level", "code", "message", "where", "hint")
        rows = [{name: one.as_dict()[name] for name in columns} for one in findings]
        answer("findings", pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String())), how)
    if wrong:
        raise typer.Exit(1)


@reading
def order(
    asked: Asked,
    lap: Annotated[int | None, typer.Option(help="At the end of this lap of the leader.")] = None,
    at: Annotated[str | None, typer.Option(metavar="H:MM:SS", help="At this time on the clock of the race.")] = None,
    race_class: ClassOption = None,
) -> None:
    """Show the running order at a lap, at a time, or at the end."""
    view = need_laps(asked.view)
    frame = narrowed(view, view.order(lap=lap, at_ms=_clock(at) if at else None), None, race_class)
    show = ["position", "position_in_class", "car", "class", "laps", "last_crossing_ms", "gap_laps", "gap_ms"]
    answer("order", frame, asked.how, findings=view.findings, show=show)


@reading
def stints(
    asked: Asked,
    car: CarOption = None,
    race_class: ClassOption = None,
) -> None:
    """Show stints: driver, laps, tyres as far as can be told, green-flag pace and its drop-off."""
    view = need_laps(asked.view)
    show = ["car", "stint", "driver", "first_lap", "last_lap", "duration_ms", "green_laps", "pace_ms"]
    show += ["drop_off_ms_per_lap", "tyres"]
    answer("stints", narrowed(view, view.stints(), car, race_class), asked.how, findings=view.findings, show=show)


@reading
def pits(
    asked: Asked,
    car: CarOption = None,
    race_class: ClassOption = None,
) -> None:
    """Show pit stops: time in the lane, time at rest, what for, under which flag, and what they cost."""
    view = need_laps(asked.view)
    show = ["car", "stop", "in_lap", "in_ms", "lane_ms", "stop_ms", "purpose", "driver_out", "flag"]
    answer("pit_stops", narrowed(view, view.pit_stops(), car, race_class), asked.how, findings=view.findings, show=show)


@reading
def flags(
    asked: Asked,
) -> None:
    """Show safety cars, full-course yellows and red flags: when each began and ended, and how exactly that is known."""
    from paddock.timing.neutralisations import neutralisation_findings

    view = need_laps(asked.view)
    findings = (*view.findings, *neutralisation_findings(view.laps, view.race_control))
    show = ["number", "kind", "start_ms", "end_ms", "duration_ms", "leader_lap", "leader_laps", "source"]
    show += ["start_earliest_ms", "start_latest_ms", "end_earliest_ms", "end_latest_ms", "crossings"]
    answer("neutralisations", view.neutralisations(), asked.how, findings=findings, show=show, least="info")


@reading
def pace(
    asked: Asked,
    by: Annotated[
        str, typer.Option(help="What pace is asked for: car, driver, class, car,driver or stint-age.")
    ] = "car",
    race_class: ClassOption = None,
    ideal: Annotated[bool, typer.Option("--ideal", help="The ideal lap instead: the sum of the best sectors.")] = False,
) -> None:
    """Show green-flag pace with its interval, and the gap to the best of the class."""
    view = need_laps(asked.view)
    frame = view.ideal_laps(by) if ideal else view.pace(by)
    frame = narrowed(view, frame, None, race_class)
    show = ["car", "class", "driver", "ideal_ms", "laps", "pace_ms", "gap_ms", "gap_pct", "pace_low_ms", "pace_high_ms"]
    show += ["best_lap_ms", "left_ms", "stint_lap", "offset_ms", "offset_low_ms", "offset_high_ms", "stints"]
    answer("ideal_laps" if ideal else "pace", frame, asked.how, findings=view.findings, show=show)


@reading
def fastest(
    asked: Asked,
    race_class: ClassOption = None,
) -> None:
    """Show fastest laps as officially counted, and why the shortest time is sometimes another."""
    view = need_laps(asked.view)
    frame = narrowed(view, view.fastest_laps(), None, race_class).sort("lap_time_ms", nulls_last=True)
    show = ["car", "class", "driver", "lap_time_ms", "lap", "reason", "shortest_ms", "shortest_lap", "origin"]
    answer("fastest_laps", frame, asked.how, findings=view.findings, show=show)


@reading
def gaps(
    asked: Asked,
    to: Annotated[str | None, typer.Option(metavar="CAR", help="Gaps to this car instead of the leader.")] = None,
    by_class: Annotated[
        bool, typer.Option("--by-class", help="Leaders and cars ahead are those of the class.")
    ] = False,
    lap: Annotated[int | None, typer.Option(help="Only where cars complete this lap.")] = None,
    car: CarOption = None,
    race_class: ClassOption = None,
) -> None:
    """Show gaps to the leader and intervals to the car ahead, at each crossing of the finish line."""
    import polars as pl

    view = need_laps(asked.view)
    frame = narrowed(view, view.gaps(to, by_class=by_class), car, race_class)
    answer("gaps", frame if lap is None else frame.filter(pl.col("lap") == lap), asked.how, findings=view.findings)


@reading
def traffic(
    asked: Asked,
    by_lap: Annotated[bool, typer.Option("--by-lap", help="Every lap with the cars met on it.")] = False,
    car: CarOption = None,
    race_class: ClassOption = None,
) -> None:
    """Show what lapping other cars and being lapped costs, by class, or lap by lap."""
    view = need_laps(asked.view)
    if by_lap or car:
        answer("traffic", narrowed(view, view.traffic(), car, race_class), asked.how, findings=view.findings)
    else:
        answer("traffic_cost", narrowed(view, view.traffic_cost(), None, race_class), asked.how, findings=view.findings)


@reading
def drivers(
    asked: Asked,
    car: CarOption = None,
    race_class: ClassOption = None,
) -> None:
    """Show time at the wheel per driver, held against the season's driving-time rules when the season is on record."""
    view, how = need_laps(asked.view), asked.how
    frame = narrowed(view, view.driving_times(), car, race_class)
    judged = [one for one in _judged(asked) if not car or one.car in car]
    if how.as_json:
        content = {"driving_times": frame.to_dicts(), "judged": [one.as_dict() for one in judged]}
        give_json({**content, "findings": [one.as_dict() for one in view.findings]}, how.out)
        return
    answer("driving_times", frame, how, findings=view.findings)
    if how.for_people and not how.out:
        _print_judged(judged)


def _judged(asked: Asked) -> tuple[DrivingVerdict, ...]:
    """Return how the drivers stand to the season's rules; nothing where the season is not on record."""
    from paddock.timing.driving import driving_verdicts

    meeting = asked.view.id.rpartition("/")[0]
    if meeting not in asked.facts.meetings or asked.view.kind != "race":
        return ()
    return driving_verdicts(asked.facts, asked.facts.season_of(meeting).id, meeting, asked.view.laps)


def _print_judged(judged: Sequence[DrivingVerdict]) -> None:
    """Print the rules that were broken one by one, and how many were kept or cannot be told."""
    out = console()
    if not judged:
        out.print("Not held against rules: the session is no race of a season on record.")
        return
    broken = [one for one in judged if one.outcome == "no"]
    if broken:
        rows = [[one.car, one.driver or "–", one.rule, one.because] for one in broken]
        out.print(grid(["car", "driver", "rule broken", "because"], rows))
    kept, open_ = (sum(one.outcome == what for one in judged) for what in ("yes", "unknown"))
    out.print(f"Driving-time rules: {len(broken)} broken, {kept} kept, {open_} cannot be told (--json says why).")


def _clock(text: str) -> int:
    """Return a time on the clock of the race [ms] from H:MM:SS, with or without a fraction."""
    from paddock.timing.times import to_ms

    found = to_ms(text if re.search(r"[.,]\d", text) else f"{text}.000")
    if found is None or text.count(":") != 2:
        raise BadRequest(f"--at {text} is no time of the form H:MM:SS.", hint="For example --at 6:00:00.")
    return found
