"""How people see a study: terminal, JSON, charts, one self-contained HTML file."""

from paddock.reports.render import to_png, to_svg
from paddock.reports.report import Report
from paddock.reports.terminal import print_study

__all__ = ["Report", "print_study", "to_png", "to_svg"]
