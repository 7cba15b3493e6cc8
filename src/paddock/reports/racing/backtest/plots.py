"""`BackTestPlots`: the pictures of a back-test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.files import write_whole
from paddock.reports.racing import intervals, reliable
from paddock.reports.racing.backtest.view import (
    ALL,
    baselines_in,
    change,
    counted,
    coverage_of,
    gains_of,
    signed_share,
    step_share,
    when,
    within,
)
from paddock.reports.racing.words import odds, pictured
from paddock.units import count

if TYPE_CHECKING:
    import altair as alt

    from paddock.racing.backtest import BackTest
    from paddock.reports.timing.picture import Picture

KIND = "race back-test"
EVENTS = {"win": "winning the class", "podium": "a place among the first three", "place": "each place"}


class BackTestPlots:
    """The pictures of a back-test, each as a `Picture`."""

    def __init__(self, result: BackTest) -> None:
        self.result = result

    def gains(self) -> Picture:
        """Return by how much the forecast is better than the best baseline, all together and by series."""
        both = [*gains_of(self.result), *(gains_of(self.result, ["series"]) if len(self.result.series) > 1 else [])]
        rows = [
            intervals.Row(
                one.group, one.gain, one.low, one.high, f"{signed_share(one.gain)} on {one.baseline}",
                signed_share(one.gain), when(one.at),
            )
            for one in sorted((one for one in both if one.best), key=lambda one: (one.at, one.group != ALL, one.group))
        ]  # fmt: skip
        title = "Against the best baseline"
        says = "; ".join(f"{one.group} {one.told}" for one in rows if one.label == ALL)
        return _pictured(
            "gains",
            lambda width: intervals.spec(
                title, rows, axis="ranked probability score less by", says=f"{title}: {says}.", tell=step_share,
                zero="level with the best baseline; better lies to the right", dot="paddock's forecast",
                nothing="No baseline is known.", caption=self._caption, width=width,
            ),
        )  # fmt: skip

    def baselines(self) -> Picture:
        """Return by how much the forecast is better or worse than each baseline, all together."""
        rows = [
            intervals.Row(
                one.baseline, one.gain, one.low, one.high, f"{change(one.gain)}{within(one)}", signed_share(one.gain),
                when(one.at),
            )
            for one in sorted(gains_of(self.result), key=lambda one: (one.at, one.theirs))
        ]  # fmt: skip
        title = "Against every baseline"
        says = "; ".join(
            f"{group} {', '.join(f'{one.label} {one.brief}' for one in rows if one.group == group)}"
            for group in dict.fromkeys(one.group for one in rows)
        )
        return _pictured(
            "baselines",
            lambda width: intervals.spec(
                title, rows, axis="ranked probability score less by", says=f"{title}: {says}.", tell=step_share,
                zero="level; better lies to the right", dot="paddock's forecast", nothing="No baseline is known.",
                caption=self._caption, width=width,
            ),
        )  # fmt: skip

    def coverage(self) -> Picture:
        """Return how much the intervals held beside what they promise."""
        rows = [
            intervals.Row(
                when(row["at"]), row["held"], row["low"], row["high"], odds(row["held"]), "",
                f"{odds(row['level'])} intervals", (row["level"],) * 3,
            )
            for row in coverage_of(self.result).iter_rows(named=True)
        ]  # fmt: skip
        title = "What intervals of the place hold"
        says = "; ".join(
            f"{group} {', '.join(f'{one.told} {one.label}' for one in rows if one.group == group)}"
            for group in dict.fromkeys(one.group for one in rows)
        )
        return _pictured(
            "coverage",
            lambda width: intervals.spec(
                title, rows, axis="share of places within", says=f"{title}: {says}.", tell=odds, dot="held",
                band="promised", nothing="No forecast was scored.", caption=self._caption, width=width,
            ),
        )  # fmt: skip

    def reliability(self, event: str = "win", forecast: str = "") -> Picture:
        """Return how often what was given some odds came true. event: `win`, `podium` or `place`."""
        from paddock.racing.backtest.report import FORECAST

        whose = forecast or FORECAST
        panels = [
            reliable.Panel(when(one.at), [reliable.Point(bin.said, bin.came, bin.forecasts) for bin in one.bins])
            for one in sorted(self.result.reliability, key=lambda one: one.at)
            if one.event == event and one.forecast == whose
        ]
        title = f"Odds of {EVENTS.get(event, event)}, {whose}"
        return _pictured(
            f"reliability-{event}", lambda width: reliable.spec(title, panels, caption=self._caption, width=width)
        )

    def all(self) -> tuple[Picture, ...]:
        """Return every picture of paddock's own forecast."""
        return (
            self.gains(),
            self.baselines(),
            self.coverage(),
            *(
                self.reliability(event)
                for event in EVENTS
                if any(one.event == event for one in self.result.reliability)
            ),
        )

    def others(self) -> tuple[Picture, ...]:
        """Return the reliability of the best baselines, for comparison."""
        names = [one for one in baselines_in(self.result) if one != "equal odds"]
        return tuple(
            self.reliability("win", name)
            for name in names
            if any(one.forecast == name and one.event == "win" for one in self.result.reliability)
        )

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all, and return its path; raises as `backtest_page`, BadRequest besides."""
        from paddock.reports.racing.backtest.page import backtest_page

        return write_whole(Path(path), backtest_page(self.result).encode())

    @property
    def _caption(self) -> str:
        one = self.result
        races, class_races, small = counted(one)
        left = f", {small:,} of them too small for the averages" if small else ""
        what = f"{count(races, 'race')} of {', '.join(one.series)}, {_years(one.seasons)}"
        return f"{what}: {class_races:,} class-races{left}; {one.replicates:,} simulated races each, seed {one.seed}."


def _years(seasons: tuple[int, ...]) -> str:
    return f"{seasons[0]}–{seasons[-1]}" if len(seasons) > 1 else ", ".join(map(str, seasons))


def _pictured(name: str, draw: Callable[[float], alt.LayerChart]) -> Picture:
    return pictured(name, draw, KIND)
