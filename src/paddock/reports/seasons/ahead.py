"""The season ahead in the terminal: odds of titles, who can still win, and what must happen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeVar

from paddock.catalogue import Catalogue
from paddock.model import Title
from paddock.reports.racing.terminal import headed, table_of
from paddock.reports.racing.words import cell, grain_of
from paddock.reports.seasons.names import SeasonNames, kind_word
from paddock.scoring.asking import points_text
from paddock.units import count, listed, printable

if TYPE_CHECKING:
    from rich.console import Console

    from paddock.championships.possible import Chance as Possible
    from paddock.championships.possible import TitleRace
    from paddock.championships.season import Chance, SeasonForecast, TitleForecast
    from paddock.scoring.sheets import Competitor

    One = TypeVar("One", Chance, Possible)

LEAST = 5
"""So many lines are shown of a title at least, with a chance or without."""
_CREW = 4
_BEST = 0.0005
"""Odds below this are none that anybody reads."""


MUST = (
    "Needs: the least by which its total must still grow. Sure with: growing by so much it wins whatever the others "
    "do. Gain: so much more than the leader's, at least."
)


@dataclass(frozen=True, slots=True)
class Told:
    """A table for people, the name in its second column, and what is said under it."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    lines: Sequence[str]


def about_of(forecast: SeasonForecast) -> str:
    """Return what was drawn, in a sentence."""
    since = f"after round {forecast.after}" if forecast.after else "before the first round"
    basis = forecast.basis
    return (
        f"{since}: {count(basis.replicates, 'season')} drawn from {count(basis.races, 'race')} of each round to come."
    )


def print_season(console: Console, catalogue: Catalogue, forecast: SeasonForecast) -> None:
    """Print a season forecast: for each title who wins it how often, points to come, when it is decided."""
    from rich.text import Text

    names = SeasonNames(catalogue, forecast.season)
    basis = forecast.basis
    console.print(Text(names.told, style="bold"))
    console.print(Text(about_of(forecast), style="italic"))
    for change in basis.changes:
        console.print(Text(f"supposed: {printable(change)}"))
    for one in forecast.titles:
        told = told_title(names, one)
        shown = table_of(told.heads, told.rows, left=(1,), cut=1, width=console.width)
        for part in headed(printable(one.title.name), shown, *(Text(line) for line in told.lines)):
            console.print(part)
    console.print(Text(""))
    fitted = f", fitted until {basis.fitted_until}" if basis.fitted_until else ""
    rejected = sum(basis.rejected.values())
    rests = f"parameters {listed(basis.parameters)}{fitted}; seed {basis.seed}; {rejected:,} races left out"
    console.print(Text(rests, style="dim"))
    console.print(Text(f"In brackets: where nine in ten seasons lie. {grain_of(basis.replicates)}", style="dim"))


def told_title(names: SeasonNames, one: TitleForecast) -> Told:
    """Return a title's odds as rows, those without a chance left out, and when it is decided in words."""
    groups = together(one.chances, lambda each: (each.position_now, each.points_now, each.champion, each.places))
    shown = [each for at, each in enumerate(groups) if at < LEAST or max(each[0].champion, each[0].top_three) > _BEST]
    rows = [
        [
            str(first.position_now) if first.position_now else "–",
            crew_label(names, [each.who for each in group]),
            points_text(first.points_now),
            f"{first.to_come_mean:+.1f}",
            f"{points_text(first.points_p50)} ({points_text(first.points_p5)}–{points_text(first.points_p95)})",
            cell(first.champion),
            cell(first.top_three),
        ]
        for group in shown
        for first in group[:1]
    ]
    heads = ["Pos", kind_word(one.title), "Points", "To come", "At the end", "Title", "Top 3"]
    left = sum(len(group) for group in groups) - sum(len(group) for group in shown)
    lines = [f"{left} more without a chance."] if left else []
    return Told(heads, rows, [*lines, *_decided(names, one)])


def _decided(names: SeasonNames, one: TitleForecast) -> Iterator[str]:
    """Yield when a title is decided, and what of the season was not drawn."""
    if one.decided_now:
        yield "Nobody can catch the leader any more."
    elif one.rounds:
        early = [each for each in one.rounds[:-1] if each.decided > _BEST]
        told = [f"{cell(each.decided)} after {names.meeting(each.meeting)} (round {each.round})" for each in early]
        last = names.meeting(one.rounds[-1].meeting)
        yield f"Decided before the last round: {', '.join(told)}." if told else f"It goes to the last round ({last})."
    lacking = [names.meeting(each.meeting) for each in one.rounds if not each.simulated]
    if lacking:
        yield f"Not all that counts was drawn at {listed(lacking)}."


def print_race(console: Console, catalogue: Catalogue, title: Title, race: TitleRace) -> None:
    """Print who can still win a title, what must happen for it, and when it may be decided."""
    from rich.text import Text

    names = SeasonNames(catalogue, race.season)
    console.print(Text(printable(title.name), style="bold"))
    since = f"after round {race.after}" if race.after else "before the first round"
    console.print(Text(f"{names.told}, {since}: who can still win", style="italic"))
    told = told_race(names, title, race)
    if told.rows:
        console.print(table_of(told.heads, told.rows, left=(1, 4), cut=1, width=console.width))
    for line in told.lines:
        console.print(Text(line))
    if told.rows:
        console.print(Text(MUST, style="dim"))


def told_race(names: SeasonNames, title: Title, race: TitleRace) -> Told:
    """Return who can still win a title as rows, and when it may be decided in words."""
    groups = together(race.chances, _alike)
    able = [each for each in groups if each[0].can_win is not False or each[0].only_shared is not False]
    shown = able if len(able) >= LEAST else groups[:LEAST]
    heads = ["Pos", kind_word(title), "Points", "At most", "Can win", "Needs", "Sure with", "Gain", "Best"]
    out = sum(len(group) for group in groups if group not in able)
    lines = [f"{out} cannot win any more."] if out else []
    said = decision(names, race)
    return Told(heads, [_possible(names, group) for group in shown], [*lines, *([said] if said else [])])


def _alike(one: Possible) -> Hashable:
    must = (one.must_score, one.certain_with, one.must_gain)
    return (one.position, one.points, one.most, one.can_win, one.only_shared, must, one.best_position)


def _possible(names: SeasonNames, group: Sequence[Possible]) -> list[str]:
    one = group[0]
    can = "not proved" if one.can_win is None else "yes" if one.can_win else "shared" if one.only_shared else "no"
    return [
        str(one.position) if one.position else "–",
        crew_label(names, [each.who for each in group]),
        points_text(one.points),
        points_text(one.most),
        can,
        *(_or_dash(each) for each in (one.must_score, one.certain_with, one.must_gain)),
        str(one.best_position) if one.best_position else "–",
    ]


def decision(names: SeasonNames, race: TitleRace) -> str:
    """Return when a title is or may be decided, and for whom; empty where that is not known."""
    if race.decided is not None:
        crew = [one.who for one in race.chances if one.can_win and one.certain_with == 0]
        return f"Decided: {crew_label(names, crew or [race.decided])}."
    if race.earliest_decision is None:
        return ""
    meeting, _, session = (race.earliest_session or "").partition("/")
    where = f" ({names.meeting(meeting)}{f', {session}' if session else ''})" if meeting else ""
    if race.earliest_decision == names.last_round:
        return f"It goes to the last round{where}."
    whom = f" for {crew_label(names, race.for_whom)}" if race.for_whom else ""
    return f"It may be decided in round {race.earliest_decision}{where} at the earliest{whom}."


def together(chances: Sequence[One], alike: Callable[[One], Hashable]) -> list[list[One]]:
    """Return those that follow one another and are alike as one: the drivers of a car."""
    found: list[list[One]] = []
    for one in chances:
        if found and alike(found[-1][0]) == alike(one):
            found[-1].append(one)
        else:
            found.append([one])
    return found


def crew_label(names: SeasonNames, whos: Sequence[Competitor]) -> str:
    """Return one name in full, several as a label has room for them."""
    if len(whos) == 1:
        return names.who(whos[0])
    if len(whos) > _CREW:
        return f"{names.short(whos[0])} and {len(whos) - 1} others"
    return listed([names.short(one) for one in whos])


def _or_dash(points: Fraction | None) -> str:
    return "–" if points is None else points_text(points)
