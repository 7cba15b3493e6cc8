"""Race forecasts, fits, back-tests and strategies as people see them: pages, pictures, terminal."""

from paddock.reports.racing.backtest import (
    BackTestPlots,
    backtest_images,
    backtest_markdown,
    backtest_page,
    print_backtest,
)
from paddock.reports.racing.calibration import FitPlots, calibration_page, print_calibration
from paddock.reports.racing.page import forecast_page
from paddock.reports.racing.plots import ForecastPlots
from paddock.reports.racing.strategy import StrategyPlots, print_strategy, strategy_page
from paddock.reports.racing.terminal import print_forecast
from paddock.reports.racing.view import ForecastView

__all__ = [
    "BackTestPlots",
    "FitPlots",
    "ForecastPlots",
    "ForecastView",
    "StrategyPlots",
    "backtest_images",
    "backtest_markdown",
    "backtest_page",
    "calibration_page",
    "forecast_page",
    "print_backtest",
    "print_calibration",
    "print_forecast",
    "print_strategy",
    "strategy_page",
]
