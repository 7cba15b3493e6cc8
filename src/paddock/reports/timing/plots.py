"""`Plots`: the pictures of one session, from its tables and their readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.errors import PaddockError
from paddock.files import write_whole
from paddock.reports.timing import drivers as driver_bars
from paddock.reports.timing import gaps as gap_chart
from paddock.reports.timing import laps as lap_scatter
from paddock.reports.timing import pace as pace_boxes
from paddock.reports.timing import pits as pit_ladder
from paddock.reports.timing import positions as position_chart
from paddock.reports.timing import strip as stint_strip
from paddock.reports.timing.choose import by_class, cars_of, chosen
from paddock.reports.timing.crew import crews
from paddock.reports.timing.palette import NO_CLASS
from paddock.reports.timing.picture import Picture
from paddock.reports.timing.plate import NARROW, WIDE, in_words
from paddock.reports.timing.words import made_from
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

    from paddock.reports.timing.drivers import Limits
    from paddock.timing.classify import Classification
    from paddock.timing.session import TimingSession

Draw = Callable[[float], "alt.LayerChart"]

_BY_BEST_LAP = "No picture of the running order: in {kind} the best lap decides; see the lap times."
_SOURCES = {
    "race-control": "Neutralisations from the messages of race control.",
    "crossings": "Neutralisations from the flags at the finish line, so their ends are known to within a crossing.",
    "imputed": "Without flags in the file, neutralisations are guessed from the whole field being slow.",
}


class Plots:
    """The pictures of a session. Each method returns a `Picture`; what cannot be drawn says so in words.

    cars, classes: numbers and classes as printed; UnknownName, with what there is, for others.  x: `clock` or `lap`.
    """

    def __init__(self, session: TimingSession) -> None:
        self.session = session

    def positions(
        self, *, cars: Iterable[str] | None = None, classes: Iterable[str] | None = None, x: str = "clock"
    ) -> Picture:
        """Return who was where over the race, overall or within a class; cars named are drawn strong."""
        from paddock.timing.order import positions

        if self._kind != "race":
            return self._not_a_race(position_chart.TITLE)
        frame = positions(self.session.laps)
        caption = self._caption("Positions are counted at the finish line: most laps, then the earlier crossing.")
        return self._picture(
            "positions",
            lambda width: position_chart.spec(
                frame, self._flags, cars=_all(cars), classes=_all(classes), x=x, order=self._order, caption=caption,
                width=width,
            ),
        )  # fmt: skip

    def gaps(
        self,
        reference: str | None = None,
        *,
        cars: Iterable[str] | None = None,
        classes: Iterable[str] | None = None,
        x: str = "clock",
    ) -> Picture:
        """Return the gaps of the first cars of a class to its leader, or to the car `reference`."""
        if self._kind != "race":
            return self._not_a_race(gap_chart.TITLE)
        caption = self._caption("A gap is the time between two cars completing the same lap.")
        return self._picture(
            "gaps",
            lambda width: gap_chart.spec(
                self.session.laps, self._flags, reference=reference, cars=_all(cars), classes=_all(classes), x=x,
                order=self._order, caption=caption, width=width,
            ),
        )  # fmt: skip

    def laps(
        self, *, cars: Iterable[str] | None = None, classes: Iterable[str] | None = None, x: str = "clock"
    ) -> Picture:
        """Return the lap times of some cars with their stints; by default of the best of each class."""
        caption = self._caption("Which laps count for pace is derived from flags, stops and the car's other laps.")
        return self._picture(
            "laps",
            lambda width: lap_scatter.spec(
                self.session.laps, self._stints, self._flags, cars=_all(cars), classes=_all(classes), x=x,
                order=self._order, caption=caption, width=width,
            ),
        )  # fmt: skip

    def stints(self, *, cars: Iterable[str] | None = None, classes: Iterable[str] | None = None) -> Picture:
        """Return the stints of the whole field, a row per car."""
        caption = self._caption("Stints are derived from the stops and the drivers of the laps.")
        return self._picture(
            "stints",
            lambda width: stint_strip.spec(
                self._stints, self._stops, self._flags, cars=_all(cars), classes=_all(classes), order=self._order,
                caption=caption, width=width,
            ),
        )  # fmt: skip

    def pace(
        self, by: str = "car", *, cars: Iterable[str] | None = None, classes: Iterable[str] | None = None
    ) -> Picture:
        """Return green-flag pace by `class`, `car`, `driver` or `car,driver`, with intervals."""
        from paddock.timing.pace import SHARE, pace

        frame = pace(self.session.laps, by=by) if by in pace_boxes.BY else self.session.laps.clear()
        caption = self._caption(
            f"Pace is the mean of the quickest {SHARE:.0%} of the laps that count, derived.", flags=False
        )
        return self._picture(
            "pace",
            lambda width: pace_boxes.spec(
                self.session.laps, frame, by=by, cars=_all(cars), classes=_all(classes), caption=caption, width=width
            ),
        )

    def pits(self, *, cars: Iterable[str] | None = None, classes: Iterable[str] | None = None) -> Picture:
        """Return the pit stops of the field: when, what for, how long in the lane."""
        caption = self._caption("What a stop was for is derived from times and drivers.")
        end = self.session.laps["elapsed_ms"].max()
        return self._picture(
            "pits",
            lambda width: pit_ladder.spec(
                self._stops, self._flags, known=cars_of(self.session.laps),
                end_ms=float(end) if isinstance(end, int) else None, cars=_all(cars), classes=_all(classes),
                order=self._order, caption=caption, width=width,
            ),
        )  # fmt: skip

    def drivers(
        self,
        *,
        limits: Limits = None,
        cars: Iterable[str] | None = None,
        classes: Iterable[str] | None = None,
    ) -> Picture:
        """Return the time at the wheel of each driver. limits: what is allowed, for all or by (car, driver)."""
        from paddock.timing.driving import driving_times

        frame = driving_times(self.session.laps)
        caption = self._caption("Times at the wheel are derived: laps less the time in the pit lane.", flags=False)
        return self._picture(
            "drivers",
            lambda width: driver_bars.spec(
                frame, people=crews(self._stints), limits=limits, cars=_all(cars), classes=_all(classes),
                order=self._order, caption=caption, width=width,
            ),
        )  # fmt: skip

    def all(self) -> tuple[Picture, ...]:
        """Return every picture there is of the session: the gaps of each class, the others once."""
        groups = by_class(chosen(cars_of(self.session.laps), order=self._order), cars_of(self.session.laps))
        racing = self._kind == "race"
        gaps = [self.gaps(classes=None if name == NO_CLASS else [name]) for name in groups] if racing else []
        order = (self.positions(), *gaps) if racing else ()
        return (*order, self.laps(), self.stints(), self.pace(), self.pits(), self.drivers())

    def page(self, title: str = "", about: str = "") -> str:
        """Return all pictures as one HTML document that needs no script and no network.

        Raises MissingExtra when altair, jinja2 or vl-convert is not installed.
        """
        from paddock.reports.timing.page import session_page

        session = self.session
        number = len(session.laps["car"].unique())
        told = about or f"{count(session.laps.height, 'lap')} of {count(number, 'car')}."
        return session_page(self.all(), title or session.id or self._named() or "Session", told)

    def save(self, path: str | Path, title: str = "", about: str = "") -> Path:
        """Write the page, whole or not at all, and return its path; raises as `page`, BadRequest when it cannot be."""
        return write_whole(Path(path), self.page(title, about).encode())

    def _named(self) -> str:
        """Return what the session's first file is called, without folder and suffix."""
        return Path(min(self.session.files.values(), default="").replace("\\", "/")).stem

    @cached_property
    def _flags(self) -> pl.DataFrame:
        from paddock.timing.neutralisations import neutralisations

        return neutralisations(self.session.laps, self.session.race_control)

    @cached_property
    def _stints(self) -> pl.DataFrame:
        from paddock.timing.stints import stints

        return stints(self.session.laps)

    @cached_property
    def _stops(self) -> pl.DataFrame:
        from paddock.timing.pits import pit_stops

        return pit_stops(self.session.laps, self._flags)

    @cached_property
    def _classified(self) -> Classification | None:
        """The classification from the laps; None when it cannot be made."""
        from paddock.timing.classify import classify

        kind = self.session.kind if self.session.kind in ("race", "qualifying", "practice") else ""
        try:
            return classify(self.session.laps, kind=kind) if self.session.laps.height else None
        except PaddockError:
            return None

    @property
    def _kind(self) -> str:
        return self.session.kind or (self._classified.kind if self._classified else "race")

    @cached_property
    def _order(self) -> list[str]:
        """Cars as officially classified where that is known, else as the laps classify them."""
        results = self.session.results
        if results.height and results["position"].is_not_null().any():
            return results.sort("position", nulls_last=True, maintain_order=True)["car"].to_list()
        return [place.car for place in self._classified.places] if self._classified else []

    def _caption(self, how: str, *, flags: bool = True) -> str:
        laps = self.session.laps
        counting = int(laps["counts_for_pace"].sum())
        facts = [f"{count(laps.height, 'lap')}, {counting:,} counting for pace. {how}"]
        if (laps["elapsed_origin"] == "derived").any():
            facts.append("The file has no clock: it is the sum of the lap times.")
        if flags:
            facts += [_SOURCES[one] for one in self._flags["source"].unique().sort() if one in _SOURCES]
            if not self._flags.height and laps["flag"].is_null().all():
                facts.append("The file has no flags.")
        return made_from(self.session.files, facts)

    def _not_a_race(self, title: str) -> Picture:
        caption = self._caption("", flags=False)
        words = _BY_BEST_LAP.format(kind=self._kind)
        return self._picture(title.lower(), lambda width: in_words(title, words, caption, width))

    @staticmethod
    def _picture(name: str, draw: Draw) -> Picture:
        return Picture(name, draw(WIDE), draw(NARROW))


def _all(given: Iterable[str] | str | None) -> list[str] | None:
    """Return what was asked for as a list that can be gone through twice."""
    return None if given is None else [given] if isinstance(given, str) else [str(one) for one in given]
