"""Back-tests: forecasts of past races, each from what was known before, beside the plainest forecasts there are."""

from paddock.racing.backtest.report import BackTest
from paddock.racing.backtest.walk import backtest

__all__ = ["BackTest", "backtest"]
