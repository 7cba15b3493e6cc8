"""How good each entry is: its pace over its class's, shrunk to what is alike, with the spread that stays.

Ratings rest on past races only.  Each race gives every car a gap to its class (`paddock.racing.sightings`); what two
gaps share tells how alike they are (`paddock.racing.kinship`); the rating is the expectation, given all gaps seen, of
the lasting parts of the next one.  An entry never seen gets what its team, model and crew are known for, or the mean
of its class with the whole spread.
Source: docs/methods/race-ratings.md.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from paddock.racing.form import Result, results_in, strengths
from paddock.racing.kinship import USUAL, Index, Spread, centred, covariance, fit_spread, index, likeness, scaled
from paddock.racing.sightings import Sighting, grid_scores, paces, plain, qualifying_gaps, sightings
from paddock.units import bare

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from paddock.racing.history import PastRace
    from paddock.racing.parameters import ParameterSet
    from paddock.racing.rules import RaceRules
    from paddock.racing.setting import Starter

FEWEST_QUALIFIED = 30
"""Fewer entries whose qualifying is known tell nothing of what it is worth."""
UNSEEN_VARIANCE = 3e-5
"""Variance of gaps in a class of which no race was seen [share²]: about half a per cent."""
LEAST_DAY = 0.1
"""The offset of the day is at least this part of what is left of a gap."""
FADE, PULL = 500.0, 4.0
"""How fast results fade [days], and how strongly cars are drawn towards each other: chosen on the seasons to 2023."""
HALF_LAPS = 25.0
"""Laps that half a race's pace rests on where nothing tells."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What is known of an entry before a race, as shares of the class's reference lap time.

    pace_share: expected gap to the reference, negative is quicker.  sd_share: how uncertain that is.  day_share: by how
    much a car is better or worse for one whole race than it usually is (standard deviation).  races: in which this
    entry was seen.
    """

    pace_share: float
    sd_share: float
    day_share: float
    races: int = 0

    @property
    def whole_share(self) -> float:
        """Spread of its pace in the race: of what is uncertain and of the day together."""
        return math.hypot(self.sd_share, self.day_share)


@dataclass(frozen=True, slots=True)
class ClassRatings:
    """What was seen of a class, ready to rate its entries.

    spread: of the parts of gaps.  day_share, half_share: spread of the offset of the day, and of the pace from half a
    race around it; half_laps: laps that rests on.  qualifying_worth: what a gap in qualifying is worth in the race, as
    a part of it; qualifying_share: spread of those gaps.  weights, qualified_weights [seen]: by which likeness is
    turned into a rating, without and with qualifying.  inverse [seen, seen]: of the covariance of what was seen.
    index: of what was seen, to compare with.
    """

    race_class: str
    spread: Spread
    day_share: float
    half_share: float
    half_laps: float
    qualifying_worth: float
    qualifying_share: float
    seen: tuple[Sighting, ...]
    weights: NDArray[np.float64]
    qualified_weights: NDArray[np.float64]
    inverse: NDArray[np.float64]
    index: Index


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of a series' entries as they stood on a day.

    series: id.  races: ids of those seen, in order of day.  day, season: for which race they are asked, see `on`.
    classes: by printed name, plain.  form: log strength by results alone, by class and car (`paddock.racing.form`).
    today: by car, gap in the race so far and its variance.  qualified: by car, gap in qualifying.  Both are empty where
    there is no such thing yet.
    """

    series: str
    races: tuple[str, ...]
    day: dt.date
    season: str
    classes: Mapping[str, ClassRatings]
    form: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    today: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    qualified: Mapping[str, float] = field(default_factory=dict)

    def on(self, day: dt.date, season: str) -> Ratings:
        """Return the ratings for a race on a later day, of a season: what was seen has faded by then."""
        return replace(self, day=day, season=season)

    def of(self, starter: Starter, circuit: str) -> Rating:
        """Return the rating of a car on the start list at a circuit."""
        one = self.classes.get(bare(starter.race_class))
        if one is None:
            return self._told(starter.car, self._unseen())
        asked = Sighting(
            "",
            self.day,
            self.season,
            circuit,
            one.race_class,
            starter.car,
            plain(starter.team),
            plain(starter.model or starter.manufacturer),
            tuple(sorted({plain(seat.name) for seat in starter.seats} - {""})),
            0.0,
            0,
        )
        gap = self.qualified.get(starter.car)
        alike = covariance(likeness([asked], one.index), one.spread)[0]
        known = float(alike @ one.inverse @ alike)
        pace = float(alike @ (one.weights if gap is None else one.qualified_weights))
        day = one.day_share
        if gap is not None:
            # What qualifying has told of the day is not open any more.
            pace += one.qualifying_worth * gap
            told = (one.qualifying_worth * one.qualifying_share) ** 2
            day = math.sqrt(max(day**2 - told, LEAST_DAY * day**2))
        lasting = one.spread.whole - (0.0 if asked.model else one.spread.model + one.spread.circuit)
        races = len({seen.race for seen in one.seen if seen.car == asked.car})
        rating = Rating(pace, math.sqrt(max(lasting - known, 0.0)), day, races)
        return self._told(starter.car, rating)

    def strength(self, starter: Starter) -> float | None:
        """Return a car's log strength by past results, None where there are none of it."""
        return self.form.get(bare(starter.race_class), {}).get(starter.car)

    def _unseen(self) -> Rating:
        """Return the rating of an entry in a class nothing was seen of."""
        spreads = [one.spread for one in self.classes.values()] or [scaled(USUAL, UNSEEN_VARIANCE)]
        days = [one.day_share for one in self.classes.values()] or [math.sqrt(0.5 * spreads[0].rest)]
        return Rating(0.0, math.sqrt(float(np.median([one.whole for one in spreads]))), float(np.median(days)))

    def _told(self, car: str, rating: Rating) -> Rating:
        """Return a rating with what the race so far has told of the car."""
        if car not in self.today:
            return rating
        gap, variance = self.today[car]
        before = rating.sd_share**2 + rating.day_share**2
        kept = variance / (before + variance)
        pace = kept * rating.pace_share + (1 - kept) * gap
        return replace(rating, pace_share=pace, sd_share=math.sqrt(before * kept), day_share=0.0)


def rate(races: Sequence[PastRace], spreads: Mapping[str, Spread] | None = None) -> Ratings:
    """Return ratings from past races of one series.

    races: in any order; at least one.  spreads: of the parts of gaps by printed class where they are known from before;
    estimated from the races where not.
    """
    ordered = sorted(races, key=lambda race: (race.day, race.id))
    seen = [one for race in ordered for one in sightings(race)]
    results = [(name, one) for race in ordered for name, one in results_in(race).items()]
    last = ordered[-1]
    return rate_seen(last.series, seen, results, [race.id for race in ordered], last.day, last.season, spreads)


def rate_seen(
    series: str,
    seen: Sequence[Sighting],
    results: Sequence[tuple[str, Result]],
    races: Sequence[str],
    day: dt.date,
    season: str,
    spreads: Mapping[str, Spread] | None = None,
) -> Ratings:
    """Return ratings from what was seen; see `rate`.

    results: past results with their class.
    """
    grouped: dict[str, list[Sighting]] = {}
    for one in sorted(seen, key=lambda one: (one.day, one.race)):
        grouped.setdefault(one.race_class, []).append(one)
    whole = {name: [*heirloom, *rows] for name, rows in grouped.items() for heirloom in (_inherited(name, grouped),)}
    known = spreads or {}
    classes = {
        bare(name): class_ratings(name, rows, known.get(name) or fit_spread(rows)) for name, rows in whole.items()
    }
    finished: dict[str, list[Result]] = {}
    for name, result in results:
        finished.setdefault(bare(name), []).append(result)
    form = {name: strengths(rows, day, FADE, PULL) for name, rows in finished.items()}
    return Ratings(series, tuple(races), day, season, classes, form)


def from_parameters(parameters: ParameterSet) -> Ratings | None:
    """Return the ratings that a parameter set carries, None where it has none."""
    from paddock.racing.rating_data import from_plain

    return from_plain(parameters.ratings)


def with_race_so_far(ratings: Ratings, laps: pl.DataFrame, rules: RaceRules | None = None) -> Ratings:
    """Return ratings that know the pace of a race under way.

    laps: table `laps`, those completed so far.  rules: not needed; the race's own.
    """
    today = {}
    for car, name, gap, count, *_ in paces(laps).iter_rows():
        one = ratings.classes.get(bare(name or ""))
        if one is not None:
            today[car] = (float(gap), one.half_share**2 * one.half_laps / max(count, 1))
    return replace(ratings, today=today)


def with_grid(ratings: Ratings, places: Mapping[str, Mapping[str, int]]) -> Ratings:
    """Return ratings that know the grid: a place is taken for the gap that goes with it where gaps are normal.

    places: place in class by car, by class; a class whose grid is not known is left out.
    """
    gaps: dict[str, float] = {}
    for name, one in places.items():
        kind = ratings.classes.get(bare(name))
        if kind is not None:
            gaps |= {car: kind.qualifying_share * score for car, score in grid_scores(one).items()}
    return replace(ratings, qualified={**ratings.qualified, **gaps})


def with_qualifying(ratings: Ratings, best_ms: Mapping[str, Mapping[str, int]]) -> Ratings:
    """Return ratings that know qualifying.

    best_ms: best laps [ms] by car, by class.
    """
    gaps = {car: gap for one in best_ms.values() for car, gap in qualifying_gaps(one).items()}
    return replace(ratings, qualified={**ratings.qualified, **gaps})


def _inherited(name: str, grouped: Mapping[str, Sequence[Sighting]]) -> list[Sighting]:
    """Return what was seen of a new class's cars in the class most of them came from, without their old models.

    A class that replaces another takes over its teams, crews and numbers; its first races would else know nothing.
    """
    first = grouped[name][0]
    cars = {one.car for one in grouped[name]}
    before: dict[str, set[str]] = {}
    for other, rows in grouped.items():
        if other != name and rows[0].day < first.day:
            before[other] = {one.car for one in rows if one.day < first.day} & cars
    source = max(sorted(before), key=lambda other: len(before[other]), default="")
    if not source or 3 * len(before[source]) < len(cars):
        return []
    rows = [one for one in grouped[source] if one.day < first.day]
    return [replace(one, model="") for one in rows]


def class_ratings(name: str, seen: Sequence[Sighting], spread: Spread) -> ClassRatings:
    """Return the ratings of a class from what was seen of it, with the spreads of the parts of a gap."""
    gaps = centred(seen)
    known_as = index(seen)
    whole = covariance(likeness(seen, known_as), spread) + spread.rest * np.eye(len(seen))
    inverse = np.asarray(np.linalg.inv(whole), dtype=np.float64)
    known = np.array([one.qualified for one in seen if one.qualified is not None])
    told = np.array([one.qualified or 0.0 for one in seen])
    worth = share = 0.0
    if len(known) >= FEWEST_QUALIFIED and known.any():
        worth = float(told @ inverse @ gaps / (told @ inverse @ told))
        share = float(known.std())
    day, half, laps = _day(seen, gaps, spread.rest)
    weights, qualified = inverse @ gaps, inverse @ (gaps - worth * told)
    return ClassRatings(name, spread, day, half, laps, worth, share, tuple(seen), weights, qualified, inverse, known_as)


def _day(seen: Sequence[Sighting], gaps: NDArray[np.float64], rest: float) -> tuple[float, float, float]:
    """Return the spread of the day's offset, that of the pace from half a race around it, and the laps of a half.

    The two halves of a race share the day's offset; by how much they differ tells what they do not share.
    """
    pairs = [(one.halves, one.laps) for one in seen if one.halves is not None]
    if len(pairs) < FEWEST_QUALIFIED:
        return math.sqrt(0.5 * rest), math.sqrt(rest), HALF_LAPS
    apart = np.array([halves[0] - halves[1] for halves, _ in pairs])
    half = float(np.mean(apart**2)) / 2
    day = max(rest - half / 2, LEAST_DAY * rest)
    return math.sqrt(day), math.sqrt(half), float(np.mean([laps for _, laps in pairs])) / 2
