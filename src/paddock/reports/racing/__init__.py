"""Race forecasts, fits, back-tests and strategies as people see them: pages, pictures, terminal."""

from paddock.reports.racing.page import forecast_page
from paddock.reports.racing.plots import ForecastPlots
from paddock.reports.racing.terminal import print_forecast

__all__ = ["ForecastPlots", "forecast_page", "print_forecast"]
