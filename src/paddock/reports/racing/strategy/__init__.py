"""A strategy as people see it: page, pictures, terminal."""

from paddock.reports.racing.strategy.page import strategy_page
from paddock.reports.racing.strategy.plots import StrategyPlots
from paddock.reports.racing.strategy.terminal import print_strategy

__all__ = ["StrategyPlots", "print_strategy", "strategy_page"]
