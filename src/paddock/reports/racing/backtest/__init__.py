"""A back-test as people see it: page, pictures, Markdown, terminal."""

from paddock.reports.racing.backtest.markdown import backtest_images, backtest_markdown
from paddock.reports.racing.backtest.page import backtest_page
from paddock.reports.racing.backtest.plots import BackTestPlots
from paddock.reports.racing.backtest.terminal import print_backtest

__all__ = ["BackTestPlots", "backtest_images", "backtest_markdown", "backtest_page", "print_backtest"]
