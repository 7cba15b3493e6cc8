"""Drivers who share a car all the way, taken as one: none of them can ever be ahead of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from paddock.championships.ahead import Ahead
from paddock.championships.possible import Chance, TitleRace
from paddock.findings import Finding
from paddock.model import Decree, Scale
from paddock.scoring.awarding import award_all
from paddock.scoring.sheets import Competitor, Line

Crews = Mapping[str, tuple[str, ...]]
"""The driver who stands for a crew → all of its drivers, that one first."""


def crews_of(ahead: Ahead, scales: Mapping[str, Scale], decrees: Sequence[Decree]) -> Crews:
    """Return the crews of a title of drivers: those with the same points and places so far, in the same cars to come.

    None where drivers of a car do not all get the same, or a decree names some of a crew and not all.
    """
    title = ahead.title
    if title.awarded_to != "driver" or any(one.shared == "split" for one in title.awards):
        return {}
    had: dict[str, list[tuple[object, ...]]] = {}
    given = award_all(title, ahead.results, scales, [one for one in decrees if one.kind != "points"])
    for credit in given.credits:
        had.setdefault(credit.who.id, []).append((credit.sheet, credit.award, credit.points))
    for placed in given.places:
        had.setdefault(placed.who.id, []).append((placed.sheet, placed.place))
    for number, slot in enumerate(ahead.slots):
        for at, line in enumerate(slot.lines):
            for driver in dict.fromkeys(line.drivers):
                had.setdefault(driver, []).append(("to come", number, at))
    alike: dict[tuple[object, ...], list[str]] = {}
    for driver, what in sorted(had.items()):
        since = given.took_part.get(Competitor("driver", driver))
        alike.setdefault((since, *sorted(map(repr, what))), []).append(driver)
    named = [set(one.drivers) for one in decrees if one.drivers]
    return {
        crew[0]: tuple(crew)
        for crew in alike.values()
        if len(crew) > 1 and all(not one & set(crew) or one >= set(crew) for one in named)
    }


def as_one(ahead: Ahead, crews: Crews) -> Ahead:
    """Return what is left of a season with one driver for each crew."""
    out = {driver for first, crew in crews.items() for driver in crew if driver != first}

    def kept(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(
            replace(
                line,
                drivers=tuple(one for one in line.drivers if one not in out),
                fastest=tuple(one for one in line.fastest if one not in out),
            )
            for line in lines
        )

    sheets = tuple(replace(one, lines=kept(one.lines)) for one in ahead.results.sheets)
    slots = tuple(replace(one, lines=kept(one.lines)) for one in ahead.slots)
    return replace(ahead, results=replace(ahead.results, sheets=sheets), slots=slots)


def with_crews(race: TitleRace, crews: Crews) -> TitleRace:
    """Return a race for a title with all drivers of each crew, places in the table counted by drivers again."""
    if not crews:
        return race
    size = {one.who: len(_crew(one.who, crews)) for one in race.chances}
    before = {one.who: sum(size[other.who] for other in race.chances if _ahead(other, one)) for one in race.chances}
    chances = [
        replace(one, who=who, position=None if one.position is None else before[one.who] + 1)
        for one in race.chances
        for who in _crew(one.who, crews)
    ]
    said = "Drivers level so far who share a car in every session to come are taken as one: best places count cars."
    return replace(
        race,
        chances=tuple(chances),
        for_whom=tuple(who for one in race.for_whom for who in _crew(one, crews)),
        findings=(*race.findings, Finding("info", "crews-as-one", said, f"{race.season}/{race.title}")),
    )


def _ahead(other: Chance, one: Chance) -> bool:
    return other.position is not None and one.position is not None and other.position < one.position


def _crew(who: Competitor, crews: Crews) -> tuple[Competitor, ...]:
    return tuple(Competitor("driver", one) for one in crews.get(who.id, (who.id,))) if who.kind == "driver" else (who,)
