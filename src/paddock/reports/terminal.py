"""A study in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from paddock.eligibility import Verdict
from paddock.reports.dossier.terminal import told_view
from paddock.reports.names import Names
from paddock.reports.said import told_of
from paddock.reports.words import (
    clash_badge,
    days_of,
    kilometres,
    labelled,
    odds,
    outcome_badge,
    rank_text,
    result_of,
    seat_badge,
)
from paddock.scoring import points_text
from paddock.studies import (
    CAVEAT,
    ClashSheet,
    CoverSheet,
    FareSheet,
    FirstSheet,
    SeasonSheet,
    SeasonWorth,
    Study,
    days_text,
    ordinal,
    per_cent,
)
from paddock.units import count, country_name, listed

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

_COLOURS = {"good": "green", "care": "yellow", "bad": "red", "unsure": "cyan"}
_STAND_INS = 8


def print_study(study: Study, console: Console) -> None:
    """Print a study: verdict, rules, calendars, clashes, teams, drivers, markets, and what is not known.

    console: where to; readable from 80 columns. Nothing in the facts is taken for markup.
    """
    console.print(study_view(study))


def study_view(study: Study) -> RenderableType:
    """Return a study as something Rich can print."""
    from rich.console import Group

    return Group(*_parts(study, Names(study)))


def _parts(study: Study, names: Names) -> Iterator[RenderableType]:
    from rich.panel import Panel
    from rich.text import Text

    badge = outcome_badge(study.outcome)
    yield Text(study.title, style="bold")
    yield Text(study.question, style="italic")
    yield Panel(
        Text(study.verdict),
        title=Text(f"{badge.sign} {badge.word}", style="bold"),
        title_align="left",
        border_style=_COLOURS[badge.tone],
    )
    yield from _lines(study.points)
    if study.said:
        yield from _headed("What has been said", *_said(study))
    for verdict in study.eligibility:
        yield from _headed(_verdict_title(names, verdict), _rules(verdict))
    for verdict in study.crews:
        yield from _headed(_verdict_title(names, verdict), _rules(verdict))
    for season in study.calendars:
        yield from _headed(
            f"{season.name} ({'has now' if season.role == 'has' else 'in question'})", _calendar(names, season)
        )
    if study.clashes:
        yield from _headed("Clashes", _clashes(names, study.clashes), *_meanings(names, study.clashes))
    yield from _people(study, names)
    for worth in study.worth:
        yield from _headed(f"On track: {names.season(worth.season)}", *_lines(worth.says), *_races(names, worth))
    if any(one.with_laps() for one in study.worth):
        yield Text(CAVEAT, style="dim")
    yield from _ahead(study, names)
    if study.markets:
        yield from _headed("Meetings per country", _markets(study))
    if study.distances:
        yield from _headed("Distances", _distances(study, names))
    if study.unknowns:
        yield from _headed("Not on record", *_lines(names.spoken(one) for one in study.unknowns))
    if study.findings:
        yield from _headed("Noticed", *_lines(str(one) for one in study.findings))
    yield Text("")
    known = f"as of {study.as_of.day} {study.as_of:%B %Y}, " if study.as_of else ""
    yield Text(f"{known}from {count(len(study.sources), 'source')}; the HTML and JSON reports list them.", style="dim")


def _ahead(study: Study, names: Names) -> Iterator[RenderableType]:
    """Yield how a car would fare, round by round, and what that would be worth."""
    for sheet in study.fared:
        title = f"How would it fare? {names.season(sheet.season.season)}"
        yield from _headed(title, *_lines(names.spoken(one) for one in sheet.says), _rounds(names, sheet))
    for first in study.firsts:
        title = f"What would a first season be worth? {names.season(first.season.season)}"
        yield from _headed(title, *_lines(names.spoken(one) for one in first.says), _titles(first))


def _headed(title: str, *body: RenderableType) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text("")
    yield Text(title, style="bold underline")
    yield from body


def _said(study: Study) -> Iterator[RenderableType]:
    from rich.text import Text

    for number, programme in enumerate(study.said):
        if number:
            yield Text("")
        yield from told_view(told_of(programme, study.names), brief=True)


def _lines(items: Iterator[str] | Sequence[str]) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for item in items:
        line = Table.grid(padding=(0, 1))
        line.add_row(Text("•"), Text(item))
        yield Padding(line, (0, 0, 0, 1))


def _table(*columns: str, right: Sequence[int] = ()) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place in right else "left")
    return table


def _badge(sign: str, word: str, tone: str) -> Text:
    from rich.text import Text

    return Text(f"{sign} {word}", style=_COLOURS[tone], no_wrap=True)


def _outcome(outcome: str) -> Text:
    badge = outcome_badge(outcome)
    return _badge(badge.sign, badge.word, badge.tone)


def _verdict_title(names: Names, verdict: Verdict) -> str:
    who = listed([names.person(one) for one in verdict.subject])
    badge = outcome_badge(verdict.outcome)
    where = f"{names.season(verdict.season)} {names.race_class(verdict.season, verdict.race_class)}".strip()
    return f"{who} in {where}: {badge.word.lower()}"


def _rules(verdict: Verdict) -> Table:
    from rich.text import Text

    table = _table("Rule", "Outcome", "Because")
    for finding in verdict.findings:
        table.add_row(Text(labelled(finding.rule)), _outcome(finding.outcome), Text(finding.because))
    return table


def _calendar(names: Names, season: SeasonSheet) -> Table:
    from rich.text import Text

    table = _table("Meeting", "Days", "Where", "")
    for one in season.meetings:
        seat = seat_badge(one.seat)
        note = _badge(seat.sign, seat.word, seat.tone) if seat else Text("" if one.races else "class not here")
        where = ", ".join(part for part in (one.city, one.country) if part)
        table.add_row(
            Text(names.meeting(one.id)),
            Text(days_of(one)),
            Text(where),
            Text("cancelled") if one.status == "cancelled" else note,
        )
    return table


def _clashes(names: Names, sheets: Sequence[ClashSheet]) -> Table:
    from rich.text import Text

    table = _table("Pair", "Kind", "Days", "Distance", right=(3,))
    for sheet in sheets:
        clash = sheet.clash
        badge = clash_badge(clash.kind)
        kind = _badge(badge.sign, badge.word, badge.tone if sheet.concerned else "unsure")
        days = (
            days_text(clash.shared_days) if clash.shared_days else f"{clash.free_days} free, {clash.days_needed} needed"
        )
        table.add_row(Text(names.pair(sheet)), kind, Text(days), Text(kilometres(clash.distance_km)))
    return table


def _meanings(names: Names, sheets: Sequence[ClashSheet]) -> Iterator[RenderableType]:
    for sheet in sheets:
        yield from _lines([names.spoken(sheet.effect.says)])


def _people(study: Study, names: Names) -> Iterator[RenderableType]:
    from rich.text import Text

    if study.runners:
        table = _table("Team", "Programme", "Seasons", "Cars")
        for one in study.runners:
            name = f"{one.name} (own make)" if one.own_make else one.name
            table.add_row(
                Text(name),
                Text(one.programme),
                Text(names.seasons_of(one.seasons)),
                Text(names.cars_of(one.cars)),
            )
        yield from _headed("Who could run the car", table)
    if study.drivers:
        table = _table("Driver", "Grade", "Meetings", "Verdict", right=(2,))
        for driver in study.drivers:
            table.add_row(
                Text(driver.name), Text(driver.grade or "not on record"), str(driver.meetings), _outcome(driver.verdict)
            )
        yield from _headed("Who could drive it", table)
    for cover in study.covers:
        title = f"Cover at {names.full_meeting(cover.meeting)}, against {names.full_meeting(cover.against)}"
        yield from _headed(title, *_lines(_cover(names, cover)))


def _cover(names: Names, cover: CoverSheet) -> list[str]:
    need = f"a crew needs at least {cover.need}" if cover.need else "how many a crew needs is not on record"
    away = listed([names.person(one) for one in cover.away]) or "nobody"
    free = listed([names.person(one) for one in cover.free]) or "nobody"
    others = [name for _, name, _ in cover.stand_ins]
    more = len(others) - _STAND_INS
    shown = [*others[:_STAND_INS], f"{more} more"] if more > 0 else others
    return [need, f"away: {away}", f"free: {free}", f"could stand in: {listed(shown) or 'nobody on record'}"]


def _races(names: Names, worth: SeasonWorth) -> Iterator[RenderableType]:
    """Yield the races of a season as a table: the quickest of the cars and the best of the results."""
    from rich.text import Text

    if not worth.on_record():
        return
    table = _table("Race", "Pace gap", "By pace", "Result", right=(1,))
    for one in worth.races:
        pace = one.quickest
        gap = f"{per_cent(pace.gap_pct)} (#{pace.car})" if pace else "no laps"
        rank = rank_text(pace.rank, pace.cars) if pace else ""
        table.add_row(Text(names.race(one)), Text(gap), Text(rank), Text(result_of(one)))
    yield table


def _rounds(names: Names, sheet: FareSheet) -> Table:
    from rich.text import Text

    table = _table("Round", "Middle place", "Four in five", "Win", "Podium", "Retires", right=(3, 4, 5))
    for one in sheet.season.rounds:
        table.add_row(
            Text(names.meeting(one.meeting)),
            Text(f"{ordinal(one.place_p50)} of {one.among}"),
            Text(f"{ordinal(one.place_p10)} to {ordinal(one.place_p90)}"),
            *(Text(odds(share)) for share in (one.win, one.podium, one.retires)),
        )
    return table


def _titles(sheet: FirstSheet) -> Table:
    from rich.text import Text

    table = _table("Title", "Points", "Nine in ten", "Place", "Title", "Top three", right=(1, 4, 5))
    for one in sheet.season.titles:
        table.add_row(
            Text(one.name),
            points_text(one.points_p50),
            f"{points_text(one.points_p5)} to {points_text(one.points_p95)}",
            f"{ordinal(one.place_at(1 / 2))} of {one.among}",
            odds(one.champion),
            odds(one.top_three),
        )
    return table


def _markets(study: Study) -> Table:
    from rich.text import Text

    table = _table("Country", "Now", "In question", "Together", right=(1, 2, 3))
    for one in study.markets:
        name = f"★ {country_name(one.country)}" if one.wanted else country_name(one.country)
        table.add_row(Text(name), str(one.has), str(one.candidate), str(one.has + one.candidate))
    return table


def _distances(study: Study, names: Names) -> Table:
    from rich.text import Text

    table = _table("From", "To", "Distance", right=(2,))
    for one in study.distances:
        table.add_row(Text(one.place), Text(names.full_meeting(one.meeting)), kilometres(one.distance_km))
    return table
