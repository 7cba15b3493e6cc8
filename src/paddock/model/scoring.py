"""Points as data: scales, titles and what was decreed afterwards.

A title is a table of a season: who scores in it, for what, on which scale, which results count and how ties are broken.
`paddock.scoring` works it out and holds no number of its own. Points are exact: whole numbers, decimals or fractions
written as text ("0.5", "1/7"), never floats.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.types import StringConstraints

from paddock.model.base import Fact, Named, Record, Slug, Text

PointsText = Annotated[str, StringConstraints(pattern=r"^-?\d+(\.\d+|/[1-9]\d*)?$", max_length=20)]
"""An exact number as text: `25`, `0.5` or `1/7`."""
Points = int | PointsText
"""Points in a file: a whole number, or an exact one as text."""

Round = Annotated[int, Field(ge=1)]
Minutes = Annotated[float, Field(ge=0)]


def exact(points: Points) -> Fraction:
    """Return points as written in a file as a fraction."""
    return Fraction(points)


class ClassSize(Record):
    """Points that grow with the number of starters n: `times * (n - place + plus) / n`.

    decimals: rounded half up to so many decimals (absent: exact).
    """

    times: Points
    plus: Points
    decimals: Annotated[int, Field(ge=0)] | None = None


class Scale(Named):
    """What a place is worth.

    places: for the first, the second … place.  beyond: for every place after those.
    class_size: a formula in the number of starters in place of a list.
    """

    places: tuple[Points, ...] = ()
    beyond: Points | None = None
    class_size: ClassSize | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if bool(self.places) == (self.class_size is not None):
            raise ValueError("a scale has `places`, or `class_size`: one of them")
        return self


class Entrants(Record):
    """Who takes part in a title; the others neither score nor take a place, where the title ranks its entrants.

    extents: only entries for the whole season, say (an entry whose extent is not known takes part).
    programmes: only works entries, or only customers'.  cars: only these numbers (nominated cars).
    cars_per_make: only the best so many cars of a make in each session.
    """

    extents: tuple[Literal["full-season", "part-season", "single-meeting"], ...] = ()
    programmes: tuple[Literal["works", "customer"], ...] = ()
    cars: tuple[str, ...] = ()
    cars_per_make: Annotated[int, Field(ge=1)] | None = None


class Award(Fact):
    """Points for one thing in the sessions it names.

    for: a place; the fastest lap; having led at least `least` laps; having led the most laps; finishing on so many laps
    fewer than the best (the scale's first place is none).  on: the kind of session.  marks: moments within the race
    whose order pays, in place of its end [min].  scale: for a place.  points: for anything else.
    at, not_at: meetings.  minutes: races planned to last from … up to, the latter included [min].
    within: only for one of the first so many places.  times: what the points are multiplied by.
    shared: what drivers who took turns in a car get: each all of it, equal parts, or nothing.
    shortened: whether a race cut short pays less of it.  as_classified: for the place in the session itself, guests
    and others included, however the title ranks its entrants (a pole taken by a guest is nobody's).
    """

    id: Slug
    what: Literal["place", "fastest-lap", "laps-led", "most-laps-led", "laps-behind"] = Field(alias="for")
    on: Literal["race", "sprint", "qualifying"] = "race"
    marks: tuple[Annotated[int, Field(ge=1)], ...] = ()
    scale: Slug | None = None
    points: Points | None = None
    at: tuple[Slug, ...] = ()
    not_at: tuple[Slug, ...] = ()
    minutes: tuple[Minutes, Minutes] | None = None
    within: Annotated[int, Field(ge=1)] | None = None
    least: Annotated[int, Field(ge=1)] | None = None
    times: Points = 1
    shared: Literal["each", "split", "none"] = "each"
    shortened: bool = True
    as_classified: bool = False
    text: Text

    @model_validator(mode="after")
    def _has_points(self) -> Self:
        by_scale = self.what in {"place", "laps-behind"}
        if by_scale != (self.scale is not None) or by_scale == (self.points is not None):
            raise ValueError(f'an award for "{self.what}" needs `{"scale" if by_scale else "points"}`, and only that')
        return self


class Counted(Record):
    """Which results count: the best so many of the rounds from `first` to `last`, these included.

    last: left out: the end of the season.
    """

    first: Round = 1
    last: Round | None = None
    best: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"last {self.last} is before first {self.first}")
        return self

    def covers(self, now: int) -> bool:
        """Return whether a round belongs to this part of the season."""
        return self.first <= now and (self.last is None or now <= self.last)


class Title(Named):
    """A championship table of one or more seasons.

    series, seasons: whose.  called: what commands call it within its season, the first being its id there.
    awarded_to: who has a line.  classes: the classes whose results count, each by itself; empty: the overall order;
    `*`: every class.  entrants: who takes part.
    ranked: by the place as classified; among the entrants; or among the best car of each entrant.
    cars_counted: so many cars of a competitor score in a session, the best placed (absent: all): of a make, or of a
    driver who took turns in several.
    award: what earns points.  counted: which results count (absent: all).
    ties: what breaks them, in order: places (most wins, then most second places …; not that of a car whose drivers get
    nothing because they shared it), earliest (who had the best place first).  ties_on: the kinds of session whose
    places do.  ties_within: only so many of the first places do (absent: all).
    lists: everyone who took part; who has points or was placed in a session that pays; or who has points.
    """

    series: Slug
    seasons: Annotated[tuple[Slug, ...], Field(min_length=1)]
    called: Annotated[tuple[Slug, ...], Field(min_length=1)]
    awarded_to: Literal["driver", "team", "make", "car"]
    classes: tuple[Annotated[str, StringConstraints(pattern=r"^(\*|[a-z0-9]+(-[a-z0-9]+)*)$")], ...] = ()
    entrants: Entrants = Field(default_factory=Entrants)
    ranked: Literal["as-classified", "entrants", "best-cars"] = "as-classified"
    cars_counted: Annotated[int, Field(ge=1)] | None = None
    awards: Annotated[tuple[Award, ...], Field(alias="award", min_length=1)]
    counted: tuple[Counted, ...] = ()
    ties: tuple[Literal["places", "earliest"], ...] = ("places",)
    ties_on: tuple[Literal["race", "sprint", "qualifying"], ...] = ("race",)
    ties_within: Annotated[int, Field(ge=1)] | None = None
    lists: Literal["entrants", "placed", "scorers"] = "entrants"


class Decree(Named):
    """What was decided of a season's points beside its rules.

    kind: `shortened` (a race cut short pays `share` of its points, or pays on `scale`); `not-scoring` (cars that may
    not score; the place is passed on unless `keeps_place`; of drivers who shared a car only those named are hit);
    `points` (added to or, below nought, taken from a total);
    `excluded` (struck from the table, with the points it has or, with `points = 0`, without; with `until`, what it did
    up to that round is struck and has a line of its own, and what it does afterwards counts);
    `scale` (the race pays on another scale).
    titles: by what they are called in their season; empty: all.  meeting: the race it is about, or from which it holds
    (as long as that race is not in the results, it does not); empty: the season.
    session: `race`, `sprint`; empty: each of the meeting.  after: the round from which it holds; left out: that of its
    meeting, or the last.  until: the last round that it strikes.  drivers, teams, makes, cars: whom it hits.
    engine: of which of several engines of a make.  award: which award alone cars or drivers may not score in.
    """

    season: Slug
    kind: Literal["shortened", "scale", "not-scoring", "points", "excluded"]
    titles: tuple[Slug, ...] = ()
    meeting: Slug | None = None
    session: Slug | None = None
    after: Round | None = None
    until: Round | None = None
    drivers: tuple[Slug, ...] = ()
    teams: tuple[Slug, ...] = ()
    makes: tuple[Slug, ...] = ()
    cars: tuple[str, ...] = ()
    engine: Slug | None = None
    award: Slug | None = None
    share: Points | None = None
    scale: Slug | None = None
    points: Points | None = None
    keeps_place: bool = False
    text: Text

    @model_validator(mode="after")
    def _says_enough(self) -> Self:
        hit = bool(self.drivers or self.teams or self.makes or self.cars)
        needs = {
            "shortened": self.meeting is not None and (self.share is None) != (self.scale is None) and not hit,
            "scale": self.meeting is not None and self.scale is not None and self.share is None and not hit,
            "not-scoring": hit,
            "points": hit and self.points is not None,
            "excluded": hit,
        }
        if not needs[self.kind]:
            raise ValueError(
                {
                    "shortened": "`shortened` needs a `meeting` and either `share` or `scale`",
                    "scale": "`scale` needs a `meeting` and a `scale`",
                    "not-scoring": "`not-scoring` needs drivers, teams, makes or cars",
                    "points": "`points` needs drivers, teams, makes or cars, and `points`",
                    "excluded": "`excluded` needs drivers, teams, makes or cars",
                }[self.kind]
            )
        for name, kind in (("until", "excluded"), ("award", "not-scoring")):
            if getattr(self, name) is not None and self.kind != kind:
                raise ValueError(f"`{name}` belongs to `{kind}`")
        return self
