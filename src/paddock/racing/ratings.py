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

from paddock.racing.form import Result, strengths
from paddock.racing.kinship import USUAL, Spread, centred, covariance, fit_spread, likeness, scaled
from paddock.racing.sightings import Sighting, grid_scores, paces, plain, sightings

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from paddock.racing.history import PastRace
    from paddock.racing.parameters import ParameterSet
    from paddock.racing.rules import RaceRules
    from paddock.racing.setting import Starter

FEWEST_GRIDS = 30
"""Fewer entries with a known place on the grid tell nothing of what it is worth."""
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
    race around it; half_laps: laps that rests on.  grid_share: gap a standard score of the place on the grid is worth.
    weights, grid_weights [seen]: by which likeness is turned into a rating, without and with a grid.  inverse
    [seen, seen]: of the covariance of what was seen.
    """

    race_class: str
    spread: Spread
    day_share: float
    half_share: float
    half_laps: float
    grid_share: float
    seen: tuple[Sighting, ...]
    weights: NDArray[np.float64]
    grid_weights: NDArray[np.float64]
    inverse: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of a series' entries as they stood on a day.

    series: id.  races: ids of those seen, in order of day.  day, season: for which race they are asked, see `on`.
    classes: by printed name, plain.  form: log strength by results alone, by class and car (`paddock.racing.form`).
    today: by car, gap in the race so far and its variance; grid: by car, standard
    score of its place on the grid; both empty before there is such a race.
    """

    series: str
    races: tuple[str, ...]
    day: dt.date
    season: str
    classes: Mapping[str, ClassRatings]
    form: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    today: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    grid: Mapping[str, float] = field(default_factory=dict)

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
        score = self.grid.get(starter.car)
        alike = covariance(likeness([asked], one.seen), one.spread)[0]
        known = float(alike @ one.inverse @ alike)
        weights = one.weights if score is None else one.grid_weights
        pace = float(alike @ weights) + (0.0 if score is None else one.grid_share * score)
        lasting = one.spread.whole - (0.0 if asked.model else one.spread.model + one.spread.circuit)
        races = len({seen.race for seen in one.seen if seen.car == asked.car})
        rating = Rating(pace, math.sqrt(max(lasting - known, 0.0)), one.day_share, races)
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


def results_in(race: PastRace) -> dict[str, Result]:
    """Return the order in which the cars that started finished, by class as printed.

    Cars without a position come after those with one, by laps and time.
    """
    ends = {
        car: (int(lap), int(clock or 0))
        for car, lap, clock in race.laps.sort("lap").group_by("car").tail(1).select("car", "lap", "elapsed_ms").rows()
    }
    printed = dict(race.results.select("car", "position").rows())
    last = len(ends) + len(printed)
    orders: dict[str, list[tuple[int, int, int, str]]] = {}
    for car, name in race.laps.select("car", "class").unique(maintain_order=True).rows():
        laps, clock = ends[car]
        orders.setdefault(name or "", []).append((printed.get(car) or last, -laps, clock, car))
    return {name: Result(race.day, tuple(car for *_, car in sorted(rows))) for name, rows in orders.items()}


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
    """Return ratings that know the grid.

    places: place in class by car, by class; a class whose grid is not known is left out.
    """
    return replace(ratings, grid={car: score for one in places.values() for car, score in grid_scores(one).items()})


def bare(name: str) -> str:
    """Return a class's name as it is compared: letters and figures alone."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


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
    whole = covariance(likeness(seen, seen), spread) + spread.rest * np.eye(len(seen))
    inverse = np.asarray(np.linalg.inv(whole), dtype=np.float64)
    scores = np.array([one.grid or 0.0 for one in seen])
    slope = 0.0
    if np.count_nonzero(scores) >= FEWEST_GRIDS:
        slope = float(scores @ inverse @ gaps / (scores @ inverse @ scores))
    day, half, laps = _day(seen, gaps, spread.rest)
    weights, grid_weights = inverse @ gaps, inverse @ (gaps - slope * scores)
    return ClassRatings(name, spread, day, half, laps, slope, tuple(seen), weights, grid_weights, inverse)


def _day(seen: Sequence[Sighting], gaps: NDArray[np.float64], rest: float) -> tuple[float, float, float]:
    """Return the spread of the day's offset, that of the pace from half a race around it, and the laps of a half.

    The two halves of a race share the day's offset; by how much they differ tells what they do not share.
    """
    pairs = [(one.halves, one.laps) for one in seen if one.halves is not None]
    if len(pairs) < FEWEST_GRIDS:
        return math.sqrt(0.5 * rest), math.sqrt(rest), HALF_LAPS
    apart = np.array([halves[0] - halves[1] for halves, _ in pairs])
    half = float(np.mean(apart**2)) / 2
    day = max(rest - half / 2, LEAST_DAY * rest)
    return math.sqrt(day), math.sqrt(half), float(np.mean([laps for _, laps in pairs])) / 2
