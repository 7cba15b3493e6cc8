"""`ForecastView`: a race forecast and every way of showing it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from paddock.files import write_whole

if TYPE_CHECKING:
    import polars as pl

    from paddock.racing.result import RaceForecast
    from paddock.reports.racing.plots import ForecastPlots


class ForecastView:
    """A race forecast as people see it: `paddock.race_forecast(...)` returns it.

    forecast: what `paddock.racing.forecasting.forecast` returned.  Tables are Polars frames; their columns and units
    are told by `paddock describe race_entries` and so on.
    """

    def __init__(self, forecast: RaceForecast) -> None:
        self.forecast = forecast

    def __repr__(self) -> str:
        one = self.forecast
        return (
            f"<Forecast of {one.race.name}: {one.entries.height} cars, {one.replicates:,} replicates, seed {one.seed}>"
        )

    @property
    def entries(self) -> pl.DataFrame:
        """Places, laps, stops and retirement of every car (table `race_entries`)."""
        return self.forecast.entries

    @property
    def places(self) -> pl.DataFrame:
        """Odds of every place of every car (table `race_places`)."""
        return self.forecast.places

    @property
    def moments(self) -> pl.DataFrame:
        """Order and gaps as the race goes on (table `race_moments`)."""
        return self.forecast.moments

    @property
    def seats(self) -> pl.DataFrame:
        """Driving times (table `race_seats`)."""
        return self.forecast.seats

    @property
    def neutralisations(self) -> pl.DataFrame:
        """Safety cars, yellows and red flags (table `race_neutralisations`)."""
        return self.forecast.neutralisations

    @cached_property
    def plot(self) -> ForecastPlots:
        """The pictures: `plot.places("GTP").save("places.png")`, `plot.leads()`, `plot.gaps()` …"""
        from paddock.reports.racing.plots import ForecastPlots

        return ForecastPlots(self.forecast)

    def as_dict(self) -> dict[str, object]:
        """Return the forecast as plain JSON values."""
        return self.forecast.as_dict()

    def to_html(self, path: str | Path) -> Path:
        """Write a page with all pictures and return its path; it needs no script and no network."""
        from paddock.reports.racing.page import forecast_page

        return write_whole(Path(path), forecast_page(self.forecast).encode())
