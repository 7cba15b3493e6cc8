"""A session as people ask it: its tables, its readings, its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from paddock.findings import Finding
from paddock.timing.session import TimingSession

if TYPE_CHECKING:
    import polars as pl

    from paddock.reports.timing import Plots
    from paddock.timing.classify import Classification
    from paddock.timing.compare import Difference


class SessionView:
    """One session of timing: `paddock.session(...)` and `paddock.read_session(...)` return it.

    Tables are Polars frames; their columns and units are told by `paddock describe laps` and so on.  Readings are
    computed when asked.
    """

    def __init__(self, data: TimingSession) -> None:
        self.data = data

    def __repr__(self) -> str:
        cars = self.laps["car"].n_unique()
        return f"<Session {self.id or ', '.join(self.files.values())}: {self.laps.height} laps of {cars} cars>"

    @property
    def id(self) -> str:
        """The session's id (`wec-2024/fuji/race`), empty when it is not known."""
        return self.data.id

    @property
    def series(self) -> str:
        """The id of the series whose rules apply, empty when it is not known."""
        return self.data.series

    @property
    def kind(self) -> str:
        """The kind of session: race, qualifying, practice."""
        return self.data.kind

    @property
    def laps(self) -> pl.DataFrame:
        """Every lap (table `laps`)."""
        return self.data.laps

    @property
    def results(self) -> pl.DataFrame:
        """The published result that counts (table `results`), empty when there is none."""
        return self.data.results

    @property
    def weather(self) -> pl.DataFrame:
        """The weather (table `weather`), empty when there is none."""
        return self.data.weather

    @property
    def race_control(self) -> pl.DataFrame:
        """Flags and messages of race control (table `race_control`), empty when there are none."""
        return self.data.race_control

    @property
    def files(self) -> Mapping[str, str]:
        """The files it was read from: SHA-256 → name."""
        return self.data.files

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was noticed while reading the files."""
        return self.data.findings

    def order(self, *, lap: int | None = None, at_ms: int | None = None) -> pl.DataFrame:
        """Return the running order at the end of a lap of the leader, at a clock time [ms], or at the end."""
        from paddock.timing.order import order

        return order(self.laps, lap=lap, at_ms=at_ms)

    def positions(self) -> pl.DataFrame:
        """Return every car's position at each of its crossings of the finish line."""
        from paddock.timing.order import positions

        return positions(self.laps)

    def gaps(self, reference: str | None = None, *, by_class: bool = False) -> pl.DataFrame:
        """Return the gap to the leader (or to a car) and the interval to the car ahead, at each crossing."""
        from paddock.timing.gaps import gaps

        return gaps(self.laps, reference, by_class=by_class)

    def stints(self) -> pl.DataFrame:
        """Return the stints of every car (table `stints`)."""
        from paddock.timing.stints import stints

        return stints(self.laps)

    def pit_stops(self) -> pl.DataFrame:
        """Return the pit stops of every car (table `pit_stops`)."""
        from paddock.timing.pits import pit_stops

        return pit_stops(self.laps, self._neutralised)

    def neutralisations(self) -> pl.DataFrame:
        """Return safety cars, full-course yellows and red flags (table `neutralisations`)."""
        return self._neutralised

    def pace(self, by: str = "car") -> pl.DataFrame:
        """Return green-flag pace with intervals, by `car`, `driver`, `class`, `car,driver` or `stint-age`."""
        from paddock.timing.pace import pace

        return pace(self.laps, by=by)

    def fastest_laps(self) -> pl.DataFrame:
        """Return each car's fastest lap as officially counted."""
        from paddock.timing.fastest import fastest_laps
        from paddock.timing.series import series_rules

        first_lap = series_rules(self.series).first_lap if self.series else ""
        return fastest_laps(self.laps, first_lap if self.kind in {"", "race"} else "full")

    def ideal_laps(self, by: str = "car") -> pl.DataFrame:
        """Return the sum of the best sectors beside the best lap, by `car`, `driver` or `class`."""
        from paddock.timing.ideal import ideal_lap

        return ideal_lap(self.laps, by=by)

    def traffic(self) -> pl.DataFrame:
        """Return each lap with the cars met on it and what it lost (table `traffic`)."""
        from paddock.timing.traffic import traffic

        return traffic(self.laps)

    def traffic_cost(self) -> pl.DataFrame:
        """Return what each car met costs, by class, for lapping and for being lapped (table `traffic_cost`)."""
        from paddock.timing.traffic import traffic_cost

        return traffic_cost(self.traffic())

    def driving_times(self) -> pl.DataFrame:
        """Return each driver's time at the wheel."""
        from paddock.timing.driving import driving_times

        return driving_times(self.laps)

    def classification(self) -> Classification:
        """Return the classification from the laps alone."""
        return self._classified

    def differences(self) -> tuple[Difference, ...]:
        """Return how the published result differs from the classification by laps, each difference named."""
        from paddock.timing.compare import compare

        return compare(self._classified, self.results) if self.results.height else ()

    def check(self) -> tuple[Finding, ...]:
        """Return what does not add up in the files."""
        from paddock.timing.checks import check

        return check(self.data)

    @property
    def plot(self) -> Plots:
        """The pictures: `.plot.gaps()`, `.plot.stints()` …"""
        from paddock.reports.timing import Plots

        return Plots(self.data)

    @cached_property
    def _classified(self) -> Classification:
        from paddock.timing.classify import classify

        return classify(self.laps, self.series, kind=self.kind)

    @cached_property
    def _neutralised(self) -> pl.DataFrame:
        from paddock.timing.neutralisations import neutralisations

        return neutralisations(self.laps, self.race_control)
