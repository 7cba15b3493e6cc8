"""Ratings as plain values, for the file of a series' parameters, and back.

Kept is what was seen, one row for each entry and race: the figures a rating rests on, not the rating.  So a set can be
read, checked against the races, and used on any later day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from paddock.errors import BadFile
from paddock.racing.kinship import Spread
from paddock.racing.ratings import Ratings, class_ratings
from paddock.racing.sightings import Sighting, sightings
from paddock.units import bare

if TYPE_CHECKING:
    from paddock.racing.history import PastRace
    from paddock.racing.setting import Starter

DIGITS = 5
"""Decimals of a gap: a hundredth of a thousandth of a lap is a thousandth of a second."""
YEAR_DAYS = 400
"""A race at the same circuit this long before the last one still tells who races there."""
KEPT_DAYS = 800
"""What was seen longer ago than this is left out: it has faded …"""
GONE_DAYS = 550
"""… and so is a class that has not raced for so long."""


def to_plain(ratings: Ratings) -> dict[str, Any]:
    """Return ratings as plain values: strings, numbers, lists and tables only."""
    first = ratings.day - dt.timedelta(days=KEPT_DAYS)
    seen = [one for kind in ratings.classes.values() for one in kind.seen if one.day >= first]
    met = {one.race: [one.race, one.day.isoformat(), one.season, one.circuit] for one in seen}
    number = {race: k for k, race in enumerate(met)}
    classes: dict[str, Any] = {}
    for name, one in ratings.classes.items():
        rows = [_row(seen, number) for seen in one.seen if seen.day >= first]
        if rows and (ratings.day - max(seen.day for seen in one.seen)).days <= GONE_DAYS:
            spread = {part: float(f"{getattr(one.spread, part):.3g}") for part in Spread.__dataclass_fields__}
            classes[name] = {"printed": one.race_class, "spread": spread, "seen": rows}
    form = {
        name: {car: round(value, 3) for car, value in sorted(known.items())}
        for name, known in ratings.form.items()
        if name in classes
    }
    return {
        "series": ratings.series,
        "day": ratings.day.isoformat(),
        "season": ratings.season,
        "races": list(ratings.races),
        "met": list(met.values()),
        "classes": classes,
        "form": form,
    }


def from_plain(values: Mapping[str, Any]) -> Ratings | None:
    """Return ratings from plain values, None where there are none.  Raises BadFile when they are not of the form."""
    if not values:
        return None
    try:
        classes = {
            name: class_ratings(
                one["printed"],
                [_seen(row, values["met"]) for row in one["seen"]],
                Spread(**one["spread"]),
            )
            for name, one in values["classes"].items()
        }
        return Ratings(
            values["series"],
            tuple(values["races"]),
            dt.date.fromisoformat(values["day"]),
            values["season"],
            classes,
            values["form"],
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise BadFile(f"These are no ratings: {error}.", hint="Write them anew: `paddock race calibrate`.") from None


def _row(one: Sighting, number: Mapping[str, int]) -> list[Any]:
    """Return a sighting: race (its number), class, car, team, model, crew, gap, laps, gaps of halves, in qualifying."""
    halves = [round(gap, DIGITS) for gap in one.halves or ()]
    qualified = [] if one.qualified is None else [round(one.qualified, DIGITS)]
    gap = round(one.gap_share, DIGITS)
    return [
        number[one.race],
        one.race_class,
        one.car,
        one.team,
        one.model,
        list(one.crew),
        gap,
        one.laps,
        halves,
        qualified,
    ]


def _seen(row: Sequence[Any], met: Sequence[Sequence[str]]) -> Sighting:
    number, race_class, car, team, model, crew, gap, laps, halves, qualified = row
    race, day, season, circuit = met[number]
    return Sighting(
        race,
        dt.date.fromisoformat(day),
        season,
        circuit,
        race_class,
        car,
        team,
        model,
        tuple(crew),
        float(gap),
        int(laps),
        (float(halves[0]), float(halves[1])) if halves else None,
        float(qualified[0]) if qualified else None,
    )


def last_field(
    ratings: Ratings | None, past: Sequence[PastRace], names: Sequence[str], circuit: str = ""
) -> tuple[list[Starter], str]:
    """Return who raced a class last, and the id of that race; nobody and nothing where it was never seen.

    ratings: what else is known where there are no past races.  names: what the class may be called.  circuit: a race
    there counts before later ones elsewhere, within a year of the last.
    """
    from paddock.racing.setting import Seat, Starter

    wanted = {bare(name) for name in names}
    seen = [one for race in past for one in sightings(race) if bare(one.race_class) in wanted]
    if not seen and ratings is not None:
        seen = [
            one
            for name, kind in ratings.classes.items()
            if name in wanted
            for one in kind.seen
            if bare(one.race_class) in wanted
        ]
    if not seen:
        return [], ""
    last = max(one.day for one in seen)
    here = [one for one in seen if one.circuit == circuit and (last - one.day).days <= YEAR_DAYS]
    race = max(here or seen, key=lambda one: (one.day, one.race)).race
    return [
        Starter(one.car, one.race_class, one.team, one.model, seats=tuple(Seat(name) for name in one.crew))
        for one in seen
        if one.race == race
    ], race
