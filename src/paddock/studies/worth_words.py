"""The sentences on what a season was worth."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from paddock.catalogue import Catalogue
from paddock.studies.form import SubjectKind
from paddock.studies.worth_sheets import CarPace, CarResult, RaceWorth, SeasonWorth, StandingLine
from paddock.units import count, listed

HALF = 3
"""Races with laps that each half of a season needs before the halves are compared."""

CAVEAT = (
    "A gap in pace is that of car, crew and tyres together, under the balance of performance, weather and traffic of "
    "that race: it is not the car's alone."
)


def season_says(catalogue: Catalogue, kind: SubjectKind, subject: str, sheet: SeasonWorth) -> tuple[str, ...]:
    """Return what a season was worth, in sentences: the sum of it first, then what it rests on."""
    if not sheet.races:
        return ()
    season = catalogue.seasons[sheet.season]
    where = f"{season.name}{', its first season on record' if sheet.first else ''}"
    name = catalogue.of_kind(kind)[subject].name
    of_class = _class_name(catalogue, sheet)
    who = f"the {name}" if kind == "car" else name
    if not sheet.on_record():
        return (f"In {where}{',' if sheet.first else ''} neither a result nor laps of {who} are on record.",)
    comma = "," if sheet.first else ""
    head = f"In {where}{comma} {_best(catalogue, sheet, who, of_class)}; {_pace_clause(sheet)}."
    more = [_spread(catalogue, sheet), _rank(sheet), _trend(sheet)] if sheet.with_laps() else []
    more += [_standing(line) for line in sheet.standings]
    return (head, *(one for one in more if one))


def ordinal(number: int) -> str:
    """Return "1st", "2nd", "3rd", "4th", "11th"."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def result_text(result: CarResult) -> str:
    """Return a result in a few words: "3rd (#36)", "retired (#35)"."""
    number = f" (#{result.car})" if result.car else ""
    status = "on record without a place" if result.status in ("unknown", "classified") else result.status
    overall = " overall" if result.scope == "overall" else ""
    return f"{ordinal(result.position)}{overall}{number}" if result.position else f"{status.replace('-', ' ')}{number}"


def seconds(ms: int) -> str:
    """Return milliseconds as seconds with three digits: "0.513 s", "−0.249 s"."""
    sign = "−" if ms < 0 else ""
    return f"{sign}{abs(ms) // 1000}.{abs(ms) % 1000:03} s"


def per_cent(value: float) -> str:
    """Return "0.56 %", with a minus sign that is one."""
    text = f"{abs(value):.2f}"
    return f"{'−' if value < 0 and float(text) else ''}{text} %"


def _class_name(catalogue: Catalogue, sheet: SeasonWorth) -> str:
    one = catalogue.classes.get(f"{sheet.season}/{sheet.race_class}")
    return one.name if one else sheet.race_class


def _best(catalogue: Catalogue, sheet: SeasonWorth, who: str, of_class: str) -> str:
    """Return the clause on results: the best place, where, and of how many races a result is on record."""
    told = [one for one in sheet.races if one.best is not None]
    known = f"results of {len(told)} of {count(len(sheet.races), 'race')} on record"
    placed = [one for one in told if one.best and one.best.position and one.best.scope == "class"]
    if not told:
        return f"no result of {who} is on record"
    if not placed:
        return f"no place of {who} in {of_class} is on record, with {known}"
    place = min(one.best.position for one in placed if one.best and one.best.position)
    at = [_place(catalogue, one) for one in placed if one.best and one.best.position == place]
    return f"{who} was {ordinal(place)} in {of_class} at best ({listed(at)}), with {known}"


def _place(catalogue: Catalogue, race: RaceWorth) -> str:
    """Return where a race was, and which car it was about: "#36 at Fuji"."""
    label = f", {race.label.lower()}" if race.label else ""
    number = f"#{race.best.car} at " if race.best and race.best.car else ""
    alone = ", by the laps alone" if race.best and race.best.origin == "laps" else ""
    return f"{number}{catalogue.place_of(race.meeting)}{label}{alone}"


def _pace_clause(sheet: SeasonWorth) -> str:
    raced = sheet.with_laps()
    if not raced:
        return "its pace is not on record, for want of laps"
    paces = _quickest(raced)
    gap = per_cent(median(one.gap_pct for one in paces))
    lap = seconds(round(median(one.gap_ms for one in paces)))
    races = f"{len(raced)} of {count(len(sheet.races), 'race')}"
    middle = "a median " if len(raced) > 1 else ""
    return f"from laps of {races}, its quickest car's pace was {middle}{gap} ({lap} a lap) off the best of the class"


def _spread(catalogue: Catalogue, sheet: SeasonWorth) -> str:
    raced = sheet.with_laps()
    if len(raced) < 2:
        return ""
    ordered = sorted(raced, key=lambda one: one.paces[0].gap_pct)
    ends = [
        f"{per_cent(one.paces[0].gap_pct)} at {catalogue.place_of(one.meeting)}" for one in (ordered[0], ordered[-1])
    ]
    return f"The gap went from {ends[0]} to {ends[1]}."


def _rank(sheet: SeasonWorth) -> str:
    """Return the sentence on how its quickest car ranked by pace, and how many laps were led."""
    paces = _quickest(sheet.with_laps())
    best = min(paces, key=lambda one: (one.rank, one.cars))
    led = sum(one.laps_led or 0 for race in sheet.with_laps() for one in race.paces)
    unclear = any(one.laps_led is None for race in sheet.with_laps() for one in race.paces)
    said = "" if unclear else f"; {count(led, 'lap') if led else 'no lap'} led in class"
    high = f"By pace its quickest car stood {ordinal(best.rank)} of {best.cars} cars of the class"
    return f"{high}{' at best' if len(paces) > 1 else ''}{said}."


def _trend(sheet: SeasonWorth) -> str:
    """Return how the second half of the races with laps compares with the first; the middle one belongs to neither."""
    raced = sheet.with_laps()
    half = len(raced) // 2
    if half < HALF:
        return f"{count(len(raced), 'race')} with laps: too few to tell a trend."
    early, late = _quickest(raced[:half]), _quickest(raced[-half:])
    gaps = [per_cent(median(one.gap_pct for one in part)) for part in (early, late)]
    return (
        f"The median gap was {gaps[0]} over the first {half} races with laps and {gaps[1]} over the last {half}; "
        "these are other circuits, and may be another balance of performance."
    )


def _standing(line: StandingLine) -> str:
    after = "at the end" if line.after.partition(" ")[0] == "final" else f"after {line.after}"
    place = ordinal(line.position) if line.position else "place not on record"
    points = f" with {line.points} points" if line.points else ""
    return f"{line.title}, {after}: {line.name} {place}{points}."


def _quickest(races: Sequence[RaceWorth]) -> list[CarPace]:
    return [one.paces[0] for one in races]
