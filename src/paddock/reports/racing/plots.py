"""`ForecastPlots`: the pictures of a race forecast, class by class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paddock.errors import UnknownName
from paddock.files import write_whole
from paddock.reports.racing import fans as gap_fans
from paddock.reports.racing import leads as lead_lines
from paddock.reports.racing import places as place_map
from paddock.reports.racing import seats as seat_bars
from paddock.reports.racing.field import ranked
from paddock.reports.racing.words import broken_off, pictured
from paddock.reports.timing.palette import folded
from paddock.reports.timing.picture import Picture

if TYPE_CHECKING:
    from paddock.racing.result import RaceForecast


class ForecastPlots:
    """The pictures of a forecast. Each method returns a `Picture` of one class, the first of the race by default.

    A class is named as printed; UnknownName, with those there are, for another.
    """

    def __init__(self, forecast: RaceForecast) -> None:
        self.forecast = forecast

    def places(self, race_class: str = "") -> Picture:
        """Return how likely each car is to finish in each place."""
        one, name = self.forecast, self._named(race_class)
        return pictured(
            "places",
            lambda width: place_map.spec(
                one.entries, one.places, name, classes=one.race.classes, caption=self._caption, width=width
            ),
        )

    def leads(self, race_class: str = "") -> Picture:
        """Return how likely each car is to lead as the race goes on, and to win."""
        one, name = self.forecast, self._named(race_class)
        return pictured(
            "leads",
            lambda width: lead_lines.spec(one.race, one.entries, one.moments, name, caption=self._caption, width=width),
        )

    def gaps(self, race_class: str = "", *, cars: list[str] | None = None) -> Picture:
        """Return how far cars lie behind the leader of their class: the likeliest winners, or those named."""
        one, name = self.forecast, self._named(race_class)
        known = set(ranked(one.entries, name))
        for car in cars or ():
            if car not in known:
                raise UnknownName(f"No car {car!r} in {name}.", hint=f"There are {', '.join(sorted(known))}.")
        return pictured(
            "gaps",
            lambda width: gap_fans.spec(one.entries, one.moments, name, cars=cars, caption=self._caption, width=width),
        )

    def drivers(self, race_class: str = "") -> Picture:
        """Return how long each driver drives, against what the rules give."""
        one, name = self.forecast, self._named(race_class)
        return pictured(
            "drivers",
            lambda width: seat_bars.spec(
                one.seats, name, classes=one.race.classes, cars=ranked(one.entries, name), caption=self._caption,
                width=width,
            ),
        )  # fmt: skip

    def all(self) -> dict[str, tuple[Picture, ...]]:
        """Return every picture there is, by class; a class of one car has neither leader nor gaps."""
        found: dict[str, tuple[Picture, ...]] = {}
        for name in self.forecast.race.classes:
            alone = len(ranked(self.forecast.entries, name)) < 2
            between = () if alone else (self.leads(name), self.gaps(name))
            found[name] = (self.places(name), *between, self.drivers(name))
        return found

    def page(self) -> str:
        """Return the forecast as one HTML document; see `forecast_page`."""
        from paddock.reports.racing.page import forecast_page

        return forecast_page(self.forecast)

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all, and return its path; raises as `page`, BadRequest when it cannot be."""
        return write_whole(Path(path), self.page().encode())

    @property
    def _caption(self) -> str:
        one = self.forecast
        partly = f", {broken_off(one)}" if not one.complete else ""
        return f"From {one.replicates:,} simulated races{partly}; parameters {one.basis.parameters}, seed {one.seed}."

    def _named(self, race_class: str) -> str:
        classes = self.forecast.race.classes
        found = [one for one in classes if folded(one) == folded(race_class)] if race_class else list(classes[:1])
        if not found:
            raise UnknownName(f"No class {race_class!r} in this race.", hint=f"There are {', '.join(classes)}.")
        return found[0]
