"""What the race model knows of a series: figures with their intervals, frozen, readable, and where they come from.

A set is fitted from past races (`paddock.racing.calibration`) or read from a TOML file of the same form.  Every figure
says how it was come by: fitted, pooled from other classes or circuits, or assumed, and then why.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import tomli
from pydantic import Field, ValidationError, model_validator

from paddock.errors import BadFile, UnknownName
from paddock.files import write_whole
from paddock.model.base import Day, Record, Slug, Text
from paddock.racing.toml_text import to_text, told

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from paddock.racing.ratings import Ratings

LEVELS = (0.0, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 1.0)
"""Shares at which tables of quantiles are kept; between them they are straight lines."""
TENTHS = 10
"""Parts of a tank by which the odds of stopping under a neutralisation are told."""
GENERIC = "generic"
"""The set for a series that none was fitted for."""

Number = Annotated[float, Field(allow_inf_nan=False)]
Origin = Literal["fitted", "pooled", "assumed"]


class Figure(Record):
    """A number, its 95 % interval and what it rests on.

    n: observations (laps, stops, hours …: the legend says which).  origin: "fitted" from this series' own races,
    "pooled" where too few told and others' were taken, "assumed" where nothing measures it; why says more.
    """

    value: Number
    low: Number | None = None
    high: Number | None = None
    n: Annotated[int, Field(ge=0)] = 0
    origin: Origin = "fitted"
    why: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.low is not None and self.low > self.value) or (self.high is not None and self.high < self.value):
            raise ValueError(f"value {self.value} lies outside its interval {self.low} to {self.high}")
        if self.origin == "assumed" and not self.why:
            raise ValueError("an assumed figure says why")
        return self


class Quantiles(Record):
    """A distribution by its values at `LEVELS`, smallest first."""

    values: Annotated[tuple[Number, ...], Field(min_length=len(LEVELS), max_length=len(LEVELS))]
    n: Annotated[int, Field(ge=0)] = 0
    origin: Origin = "fitted"
    why: str = ""

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if any(b < a for a, b in zip(self.values, self.values[1:], strict=False)):
            raise ValueError("quantiles do not fall")
        if self.origin == "assumed" and not self.why:
            raise ValueError("an assumed distribution says why")
        return self

    def table(self, size: int) -> NDArray[np.float64]:
        """Return the values at the middles of `size` equal shares, between the kept ones along straight lines."""
        import numpy as np

        return np.interp((np.arange(size) + 0.5) / size, LEVELS, self.values)


class ClassFigures(Record):
    """What the cars of a class have in common.

    lap_share: lap time over that of the series' quickest class, on a typical circuit.
    noise: what a lap adds to the noise, as a share of lap time.  memory: share of a lap's noise the next keeps.
    follow_ms: gap to a car that cannot be passed.  pass_need_share: mean advantage over a lap that a pass within the
    class takes, as a share of lap time.
    drop_off_per_h: share of lap time by which an hour of a stint slows: what tyres lose less what the fuel burnt gives
    back.  tyre_per_h, fuel_per_h: the two; stints on kept and on new tyres part them where stops are of two kinds.
    tank_min: minutes of green running on a full tank.  energy_min: the same for an allotment of energy, null without.
    tyre_stints: full stints a set of tyres is used for.
    early_min: minutes before empty at which stops under green are made.
    lane_extra_ms: what a stop costs the class on the way in and out beyond the circuit's `lane_ms`.
    refuel_share: time at rest for refuelling, per time of green running refuelled.
    tyres_ms, driver_ms: what a change of tyres, of driver takes.  tyres_after: 1 where tyres are changed after
    refuelling, 0 alongside.  stop_extra_ms: what else a stop takes, or less.
    pace_sd_share: how much better or worse a car is on the day than its rating says, as a share of lap time.
    grade_share: by how much drivers of a grade are slower than gold ones in the same car, as a share of lap time.
    """

    lap_share: Figure
    noise: Quantiles
    memory: Figure
    follow_ms: Figure
    pass_need_share: Figure
    drop_off_per_h: Figure
    tyre_per_h: Figure
    fuel_per_h: Figure
    tank_min: Figure
    energy_min: Figure | None = None
    tyre_stints: Figure
    early_min: Quantiles
    lane_extra_ms: Figure
    refuel_share: Figure
    tyres_ms: Figure
    driver_ms: Figure
    tyres_after: Figure
    stop_extra_ms: Quantiles
    pace_sd_share: Figure
    grade_share: Mapping[str, Figure] = {}


class EventFigures(Record):
    """Something that happens to cars: an incident, a repair, a penalty, a retirement.

    rate_per_h: per car and hour of green running, by class.  retires: share that ends the race, by class.
    loss_ms: time lost otherwise; where in_pits, in the pit lane beyond an ordinary stop; where through_lane, beyond a
    drive through it.
    first_lap, restart: how many times as likely on the first lap, and on the first green lap after a neutralisation.
    neutral: share that brings out a neutralisation of each kind.
    """

    rate_per_h: Mapping[str, Figure]
    retires: Mapping[str, Figure]
    loss_ms: Quantiles
    in_pits: bool = False
    through_lane: bool = False
    first_lap: Figure
    restart: Figure
    neutral: Mapping[str, Figure] = {}


class NeutralFigures(Record):
    """A kind of neutralisation, by the flag the timing prints.

    rate_per_h: per hour of green running, all together.  own_share: share of them that no car's event brought.
    length_ms: how long.  lap_factor: lap time of the head of the queue, or of everybody where gaps are kept, over
    that of a green lap of the quickest class.  catch_factor: the same for cars that close up.  gap_ms: between cars in
    the queue.  use: fuel used on a lap, as a share of a green lap's.
    yellow_odds: odds that a car stops while it is out, by tenths of the tank used.
    """

    rate_per_h: Figure
    own_share: Figure
    length_ms: Quantiles
    lap_factor: Figure
    catch_factor: Figure
    gap_ms: Figure
    use: Figure
    yellow_odds: Annotated[tuple[Figure, ...], Field(min_length=TENTHS, max_length=TENTHS)]


class CircuitFigures(Record):
    """What is particular to a circuit; a class or kind that is not here is as the series has it.

    lap_ms: median green lap of each class's middle car, without what traffic costs it [ms].  lane_ms: what driving
    through the pit lane costs against the track.  start_ms: what the first lap takes beyond a green one (negative where
    it is shorter), by class.  tank_min, tank_laps: green running on a full tank, by class.  neutral_per_h:
    neutralisations per hour of green running, by kind.
    """

    races: int = 0
    lap_ms: Mapping[str, Figure] = {}
    lane_ms: Figure | None = None
    start_ms: Mapping[str, Figure] = {}
    tank_min: Mapping[str, Figure] = {}
    tank_laps: Mapping[str, Figure] = {}
    neutral_per_h: Mapping[str, Figure] = {}


class ParameterSet(Record):
    """All figures of a series.

    series: its id, or "generic".  fitted_on: ids of the races, in order of day; first_day, last_day: theirs.
    lapping: cost of passing a car of another class, first by the class that passes, then by the one that is passed;
    lapped: cost of being passed, in the same order [ms].  Classes are named as the timing prints them.
    lap_ms, lane_ms, start_ms: of a typical circuit of the series, for one it has not raced on.
    grid_gap_ms: by which each car starts behind the one before it.  kph: average speed of the quickest class over a
    lap, for a circuit of which only the length is known.  race_slow_share, race_sd_share: by how much whole races are
    slower for everybody than the dry laps of their circuit (rain, a slow track), and the spread of that.
    ratings: how good each entry is, as `paddock.racing.ratings` writes it; empty without.
    """

    series: Slug
    name: Text
    source: Text
    note: str = ""
    fitted_on: tuple[str, ...] = ()
    first_day: Day | None = None
    last_day: Day | None = None
    lap_ms: Figure
    lane_ms: Figure
    start_ms: Figure
    grid_gap_ms: Figure
    kph: Figure
    race_slow_share: Figure
    race_sd_share: Figure
    classes: Mapping[str, ClassFigures]
    lapping: Mapping[str, Mapping[str, Figure]] = {}
    lapped: Mapping[str, Mapping[str, Figure]] = {}
    events: Mapping[str, EventFigures] = {}
    neutral: Mapping[str, NeutralFigures] = {}
    circuits: Mapping[str, CircuitFigures] = {}
    ratings: Mapping[str, Any] = {}

    def with_ratings(self, ratings: Ratings) -> Self:
        """Return the set with ratings of its entries."""
        from paddock.racing.rating_data import to_plain

        return self.model_copy(update={"ratings": to_plain(ratings)})

    def write(self, path: Path) -> Path:
        """Write the set as TOML, whole or not at all; raises BadRequest when the file cannot be written."""
        return write_whole(path, self.to_toml().encode(), check=read_parameters)

    def to_toml(self) -> str:
        """Return the set as the text of a TOML file, with a legend of what stands where."""
        head = [f"Parameters of the race model: {self.name}.", "", *LEGEND]
        for title, part in PARTS:
            head += ["", f"{title}: {told(part)}"]
        return to_text(self, head)


PARTS = (
    ("The set", ParameterSet),
    ("[classes.CLASS]", ClassFigures),
    ("[events.KIND]", EventFigures),
    ("[neutral.FLAG]", NeutralFigures),
    ("[circuits.ID]", CircuitFigures),
)
"""The parts of a file, as its legend names them."""
LEGEND = (
    "A figure is { value, low, high, n, origin, why }: its 95 % interval, the observations it rests on, and",
    "whether it was fitted (nothing said), pooled from elsewhere or assumed, and why.  A distribution is",
    "{ values, n } with its values at the shares",
    ", ".join(f"{one:g}" for one in LEVELS) + ".",
    "Names that end in _ms are milliseconds, _min minutes, _per_h per hour, _laps laps, _share and _factor",
    "shares of a lap time; a positive cost is time lost.",
)
"""What a file says of its figures."""


@cache
def packaged() -> tuple[str, ...]:
    """Return the series whose parameters come with paddock, without the generic set."""
    folder = files("paddock.racing").joinpath("data/parameters")
    names = sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))
    return tuple(name for name in names if name != GENERIC)


@cache
def load_parameters(series: str) -> ParameterSet:
    """Return the set that comes with the package for a series.

    Raises UnknownName, with the series there are, when none was fitted; `GENERIC` is always there.
    """
    folder = files("paddock.racing").joinpath("data/parameters")
    file = folder.joinpath(f"{series}.toml")
    if not file.is_file():
        known = sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))
        raise UnknownName(
            f"No parameters were fitted for {series!r}.",
            candidates=known,
            hint=f"Take {GENERIC!r}, or fit some: `paddock race calibrate --series {series}`.",
        )
    return _read(file.read_text("utf-8"), f"{series}.toml")


def read_parameters(path: Path) -> ParameterSet:
    """Return the set in a TOML file; raises BadFile when it cannot be read or is not of the form."""
    try:
        return _read(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{path}: cannot be read: {error}.", hint="Name a file of parameters.") from None


def _read(text: str, where: str) -> ParameterSet:
    try:
        return ParameterSet.model_validate(tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        raise BadFile(f"{where}: not TOML: {error}.", hint="Its legend says what stands where.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadFile(f"{where}: {place}: {first['msg']}.", hint="Its legend says what stands where.") from None
