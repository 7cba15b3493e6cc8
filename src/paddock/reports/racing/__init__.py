"""Race forecasts, fits, back-tests and strategies as people see them: pages, pictures, terminal."""

from paddock.reports.racing.page import forecast_page
from paddock.reports.racing.plots import ForecastPlots
from paddock.reports.racing.strategy import StrategyPlots, strategy_page
from paddock.reports.racing.strategy_terminal import print_strategy
from paddock.reports.racing.terminal import print_forecast

__all__ = ["ForecastPlots", "StrategyPlots", "forecast_page", "print_forecast", "print_strategy", "strategy_page"]
