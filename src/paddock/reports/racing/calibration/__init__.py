"""A fit against its data as people see it: page, pictures, terminal."""

from paddock.reports.racing.calibration.page import calibration_page
from paddock.reports.racing.calibration.plots import FitPlots
from paddock.reports.racing.calibration.terminal import print_calibration

__all__ = ["FitPlots", "calibration_page", "print_calibration"]
